/*
 * x86_64: where exceptions and interrupts arrive. All registers go onto the stack, in the order of
 * struct frame (x86_64_interrupts.c); handle_trap() says whose come back.
 *
 * The hardware switches: eip, cs, eflags, onto the stack, and for some exceptions an error code;
 *                        interrupts are off.
 * We switch:             the general registers. esp is the frame's own end.
 */
        .intel_syntax noprefix
        .set    VECTORS, 48   /* 32 exceptions, 16 interrupts: x86_64_interrupts.c */

        .globl  vectors, load_segments, return_instruction

        /* Each vector has 16 bytes. Where the hardware pushes no error code, a 0 takes its place. */
        .balign 16
vectors:
        .set    vector, 0
        .rept   VECTORS
        .balign 16
        .if     !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17)
        push    0
        .endif
        push    vector
        jmp     save
        .set    vector, vector + 1
        .endr

        .balign 16
save:
        pushad
        cld
        push    esp
        call    handle_trap
        mov     esp, eax
        popad
        add     esp, 8        /* the vector and the error code */
        iretd

/* load_segments(gdt): a descriptor table for lgdt; 8 is its segment for code, 16 the one for data */
load_segments:
        mov     eax, [esp + 4]
        lgdt    [eax]
        mov     eax, 16
        mov     ds, eax
        mov     es, eax
        mov     ss, eax
        push    8
        mov     eax, offset return_instruction
        push    eax
        retf
return_instruction:
        ret
