/*
 * x86-64: a guest that puts values of its own, SEED and up, into every register that it has, and
 * looks at them all for ROUNDS rounds, while other guests run in between. If one has changed,
 * it ends as one that has failed. It stays in real mode, where it has 32 bits of each.
 */
        .intel_syntax noprefix
        .code16
        .globl  _start

#define ALL_XMM 0,1,2,3,4,5,6,7

/* A value for the n-th register: a multiple of a page, which suits each. */
#define VALUE(n) ((SEED + (n)) * 0x1000)

.macro expect_eax value
        cmp     eax, \value
        jne     changed
.endm

_start:
        mov     eax, cr4
        or      eax, 0x600 /* SSE on */
        mov     cr4, eax
        mov     ax, cs
        mov     ds, ax
        fninit
        .irp    n, ALL_XMM
        mov     eax, VALUE(32 + \n)
        movd    xmm\n, eax
        pshufd  xmm\n, xmm\n, 0
        .endr
        fldpi
        mov     eax, VALUE(1)
        mov     cr2, eax
        mov     cr3, eax
        mov     dr0, eax
        mov     eax, VALUE(2)
        mov     dr3, eax
        mov     ax, SEED
        mov     fs, ax
        mov     gs, ax
        mov     ebx, VALUE(3)
        mov     ecx, VALUE(4)
        mov     edx, VALUE(5)
        mov     esi, VALUE(6)
        mov     edi, VALUE(7)
        mov     ebp, ROUNDS
again:
        .irp    n, ALL_XMM
        pshufd  xmm\n, xmm\n, 0x93
        movd    eax, xmm\n
        expect_eax VALUE(32 + \n)
        .endr
        fnstsw  ax
        and     eax, 0x3800 /* one value on the stack */
        expect_eax 0x3800
        mov     eax, cr2
        expect_eax VALUE(1)
        mov     eax, cr3
        expect_eax VALUE(1)
        mov     eax, dr0
        expect_eax VALUE(1)
        mov     eax, dr3
        expect_eax VALUE(2)
        mov     eax, 0
        mov     ax, fs
        expect_eax SEED
        mov     ax, gs
        expect_eax SEED
        cmp     ebx, VALUE(3)
        jne     changed
        cmp     ecx, VALUE(4)
        jne     changed
        cmp     edx, VALUE(5)
        jne     changed
        cmp     esi, VALUE(6)
        jne     changed
        cmp     edi, VALUE(7)
        jne     changed
        dec     ebp
        jnz     again
        mov     eax, 0x84000008 /* shut down */
        vmmcall
changed:
        mov     eax, 0x84000002 /* its only CPU off */
        vmmcall
