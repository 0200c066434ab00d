add  := ../../steps/04-load-guest/main.c
link := --wrap=leave_host
