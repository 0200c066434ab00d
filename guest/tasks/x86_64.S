/* x86_64: a PC has no device tree. */
        .intel_syntax noprefix
        .globl  main
main:
        push    0
        call    run_tasks
