# A guest whose kernel has the answer, and whose program does what the grader orders.
add           := boot.c program.c use_records.c
guest_add     := kernel_orders.c own_calls.c $(ARCH)_report.S
guest_link    := --wrap=system_call
guest_program := obey.c
answer_in     := kernel
