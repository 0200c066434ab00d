link := --wrap=leave_host
