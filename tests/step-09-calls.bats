# Step 9: guests that make every call, known and unknown, with numbers, addresses and lengths of all kinds, and on a PC
# every access to the power ports. Only what ends the guest is left out. The host's registers are compared after each exit,
# its code and constants at the end.
load lib

# bats file_tags=step:9

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# harmless ARCH FILE CALLS: the guest in that file prints "ok" if no call has changed anything that it must not change. The
# hypervisor must have counted so many calls, and its code and constants must be unchanged.
harmless() {
    ws step 9 "$1" --main "$top/tests/linux/main.c" --ram ram --no-reboot --guest "./$2"
    assert_success
    assert_line "[guest] ok"
    assert_line --regexp "^exits: .*\bhypercall $3(,|$)"
    run "$top/tests/hostile/untouched.py" ram "$top/build/$1/09-boot-linux/tests-linux-main.elf"
    assert_success
}

# quads VALUE...: as assembly.
quads() {
    printf '        .quad %s\n' "$@"
}

# smccc: the numbers of calls, of several services, fast and slow, with arguments of 32 and 64 bits; but not
# those that switch the machine or its CPU off, or reset it.
smccc() {
    local service number bits
    for service in 0 1 2 3 4 5 6 7 0x30 0x32 0x3f; do
        for number in {0..32} {80..84} 0x3fff 0x7fff 0x8000 0xff00 0xff01 0xff03 0xffff; do
            for bits in 0 0x40000000 0x80000000 0xc0000000; do
                case $service/$number/$bits in
                4/[289]/0x80000000) ;;
                *) echo $((bits | service << 24 | number)) ;;
                esac
            done
        done
    done
}

# Lengths and addresses: the guest's memory, used and not yet used, its end, devices, flash, and nothing; the third
# argument is the address's upper half on RISC-V.
# bats test_tags=arch:riscv64
@test "step 9 riscv64: hostile SBI calls" {
    local calls
    local extensions=({0..7} {9..15} 0x10 0x11 0x54494d45 0x735049 0x52464e43 0x48534d 0x53525354 0x504d55 0x4442434e 0x53555350
        0x43505043 0x4e41434c 0x535441 0x46574654 0x44425452 0x535345 0x4d505859 0x08000000 0x09000001 0x0a000000 0x100000010 1\<\<63 -1)
    local functions=({0..9} 0xff 1\<\<31 1\<\<32 -1)
    local arguments=(0 0 0 -1 -1 -1 1 0x8fffffff 0 2 0x8fffffff 0 -1 0x88000000 0 4 0x10000000 0 4 0xc000000 0 4 0x22000000 0
        4 0x80000000 0 4 0x80200000 1 1\<\<63 1\<\<63 0 0x10000 0x8ffff000 0 1 -1 0)
    calls=$((${#extensions[@]} * ${#functions[@]} * ${#arguments[@]} / 3 + 1))
    flat_guest riscv64 g <<END
        la      s0, extensions
1:      la      s1, functions
2:      la      s2, arguments
3:      ld      s3, (s0)
        ld      s4, (s1)
        ld      a0, (s2)
        ld      a1, 8(s2)
        ld      a2, 16(s2)
        mv      a3, a0
        mv      a4, a1
        mv      a5, a2
        mv      a6, s4
        mv      a7, s3
        li      t0, 0x53525354          # of SRST, only calls with a reserved reason
        bne     a7, t0, 4f
        ori     a1, a1, 2
4:      ecall
        bne     a6, s4, 5f
        bne     a7, s3, 5f
        ld      t0, 16(s2)
        bne     a2, t0, 5f
        bne     a5, t0, 5f
        addi    s2, s2, 24
        la      t0, end
        bltu    s2, t0, 3b
        addi    s1, s1, 8
        la      t0, arguments
        bltu    s1, t0, 2b
        addi    s0, s0, 8
        la      t0, functions
        bltu    s0, t0, 1b
        li      t0, 0x10000000
        li      t1, 10
        sb      t1, (t0)
        li      t1, 'o'
        sb      t1, (t0)
        li      t1, 'k'
        sb      t1, (t0)
        li      t1, 10
        sb      t1, (t0)
        li      a7, 8
        ecall
5:      unimp
        .balign 8
extensions:
$(quads "${extensions[@]}")
functions:
$(quads "${functions[@]}")
arguments:
$(quads "${arguments[@]}")
end:
END
    harmless riscv64 g "$calls"
}

# An SMC, and an HVC with a number, are no calls: the guest gets an exception for each.
# bats test_tags=arch:aarch64
@test "step 9 aarch64: hostile calls by HVC, and SMC" {
    local ids
    mapfile -t ids < <(smccc)
    local arguments=(-1 -1 -1 0x4fffffff 1 0 0x4fffffff 2 0 0x48000001 -1 0 0x9000001 4 0 0x8000001 4 0 0x4000001 4 0
        0x40000001 4 0 0x140200001 4 0 0x8000000000000001 1\<\<63 0 0x4ffff001 0x10000 0)
    flat_guest aarch64 g <<END
        adr     x9, vectors
        msr     vbar_el1, x9
        adr     x19, ids
1:      adr     x20, arguments
2:      ldr     x0, [x19]
        ldp     x1, x2, [x20]
        ldr     x3, [x20, #16]
        mov     x4, x1
        mov     x17, x2
        hvc     #0
        ldr     x9, [x20]
        cmp     x4, x9
        b.ne    3f
        ldr     x9, [x20, #8]
        cmp     x17, x9
        b.ne    3f
        add     x20, x20, #24
        adr     x9, end
        cmp     x20, x9
        b.lo    2b
        add     x19, x19, #8
        adr     x9, arguments
        cmp     x19, x9
        b.lo    1b
        .irp    n, 1, 2, 0x84, 0x8000, 0xffff
        ldr     w0, =0x84000008         // off, if it were a call
        hvc     #\n
        smc     #\n
        .endr
        smc     #0
        cmp     x21, #11                // exceptions
        b.ne    3f
        ldr     x9, =0x9000000
        .irp    c, 10, 'o', 'k', 10
        mov     w10, \c
        str     w10, [x9]
        .endr
        ldr     w0, =0x84000008
        hvc     #0
3:      ldr     w0, =0x84000002         // its CPU off
        hvc     #0
        .balign 2048
vectors:
        .org    vectors + 0x200
        mrs     x9, esr_el1
        lsr     x9, x9, #26
        cbnz    x9, 3b                  // it is an undefined instruction
        add     x21, x21, #1
        mrs     x9, elr_el1
        add     x9, x9, #4
        msr     elr_el1, x9
        eret
        .balign 8
ids:
$(quads "${ids[@]}")
arguments:
$(quads "${arguments[@]}")
end:
END
    harmless aarch64 g $((${#ids[@]} * ${#arguments[@]} / 3 + 1))
}

# The ports of ACPI and of the reset, and the ports beside them, are read and written with each width. No written byte has sleep
# type 0 with the enable bit, and no single byte is written to the reset port, because these would end the guest.
# bats test_tags=arch:x86_64
@test "step 9 x86_64: hostile calls by VMMCALL, and every width at every power port" {
    local ids
    mapfile -t ids < <(smccc)
    local arguments=(-1 -1 -1 0xfffffff 1 0 0xfffffff 2 0 0x8000001 -1 0 0xfee00001 4 0 0xb8001 4 0 0xffc00001 4 0 0x101 4 0
        0x80000001 0x80000000 0 0xffff001 0x10000 0)
    local values=(0 0xffffffff 0x1f1f1f1f 0x3c3c3c3c 0x24242424 0xdfdfdfdf)
    protected_elf g <<END
        mov     esi, offset ids
1:      mov     edi, offset arguments
2:      mov     eax, [esi]
        mov     ebx, [edi]
        mov     ecx, [edi+8]
        mov     edx, [edi+16]
        mov     ebp, edx
        vmmcall
        cmp     ebx, [edi]
        jne     9f
        cmp     ecx, [edi+8]
        jne     9f
        cmp     edx, ebp
        jne     9f
        add     edi, 24
        cmp     edi, offset values
        jb      2b
        add     esi, 8
        cmp     esi, offset arguments
        jb      1b
        .irp    first, 0x5fc, 0xcf4, 0x62, 0x90
        mov     edx, \\first
3:      mov     edi, offset values
4:      mov     eax, [edi]
        cmp     edx, 0xcf9
        je      5f
        out     dx, al
5:      out     dx, ax
        out     dx, eax
        in      al, dx
        in      ax, dx
        in      eax, dx
        add     edi, 8
        cmp     edi, offset end
        jb      4b
        inc     edx
        cmp     edx, \\first + 20
        jb      3b
        .endr
        mov     dx, 0x3f8
        .irp    c, 10, 'o', 'k', 10
        mov     al, \\c
        out     dx, al
        .endr
        mov     dx, 0x605
        mov     al, 0x20
        out     dx, al
9:      ud2
        .balign 8
ids:
$(quads "${ids[@]}")
arguments:
$(quads "${arguments[@]}")
values:
$(quads "${values[@]}")
end:
END
    harmless x86_64 g $((${#ids[@]} * ${#arguments[@]} / 3))
}
