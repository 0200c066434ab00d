add  := $(ARCH)_check.c
link := --wrap=leave_host
