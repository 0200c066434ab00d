# Exercise 8.1's guest, whose program makes the calls of files that the grader orders.
add           := move_files.c $(addprefix ../1-system-call/,boot.c program.c)
guest_add     := own_calls.c $(addprefix ../1-system-call/,kernel_orders.c $(ARCH)_report.S)
guest_link    := --wrap=system_call
guest_program := ../1-system-call/obey.c
answer_in     := kernel
