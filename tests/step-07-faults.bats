# Step 7: what a fault leaves in the guest's CPU when the hypervisor delivers it; and a guest that only faults.
load lib
load device_guests

# bats file_tags=step:7

# From each mode of the guest, with its interrupts on and off: the handler sees what the CPU would have left.
# bats test_tags=arch:riscv64
@test "step 7 riscv64: a fault leaves what the CPU's own exception leaves" {
    flat_guest riscv64 g <<'END'
        la      t0, vectors + 1         // vectored, which exceptions are not
        csrw    stvec, t0
        li      s0, 0x50000000
        li      s5, 0x120               // sstatus: from S-mode, interrupts were on
        la      s6, 1f
        csrsi   sstatus, 2
        la      s4, at1
at1:    lw      t1, 4(s0)
1:      li      s5, 0x100               // they were off
        la      s6, 2f
        la      s4, at2
at2:    lw      t1, 4(s0)
2:      li      s5, 0x20                // from U-mode, on
        la      s6, 3f
        la      s4, at3
        csrw    sepc, s4
        li      t0, 0x100
        csrc    sstatus, t0
        csrsi   sstatus, 0x10
        li      t0, 0x20
        csrs    sstatus, t0
        sret
at3:    lw      t1, 4(s0)
3:      li      a1, 0
end:    li      a0, 0                   // system_reset(0, a1)
        li      a7, 0x53525354
        li      a6, 0
        ecall
        .balign 4
vectors:
        csrr    t0, sstatus
        andi    t0, t0, 0x122
        bne     t0, s5, wrong
        csrr    t0, scause
        addi    t0, t0, -5              // load access fault
        bnez    t0, wrong
        csrr    t0, stval
        addi    t0, t0, -4
        bne     t0, s0, wrong
        csrr    t0, sepc
        bne     t0, s4, wrong
        jr      s6
wrong:  li      a1, 1
        j       end
END
    ws step 7 riscv64 --guest "$BATS_TEST_TMPDIR/g" --slice 5000
    assert_success
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: a fault leaves what the CPU's own exception leaves" {
    flat_guest aarch64 g <<'END'
        adr     x0, vectors
        msr     vbar_el1, x0
        ldr     x1, =0x20000008
        msr     daifclr, #15
        mov     x2, #0x200              // the vector, ESR_EL1, SPSR_EL1
        ldr     x3, =0x96000010
        ldr     x4, =0x20000005
        adr     x5, 1f
        mov     x0, #0x20000000
        msr     nzcv, x0
1:      ldr     w0, [x1]
        msr     spsel, #0
        msr     daifclr, #15
        msr     daifset, #2
        mov     x0, #0x20000000
        msr     nzcv, x0
        mov     x2, #0
        ldr     x3, =0x96000050         // a store
        ldr     x4, =0x20000084
        adr     x5, 2f
2:      str     w0, [x1]
        mov     x2, #0x400
        ldr     x3, =0x92000010         // from EL0
        mov     x4, #0x40000000
        adr     x5, 3f
        msr     spsr_el1, x4
        msr     elr_el1, x5
        eret
3:      ldr     w0, [x1]
        ldr     w0, =0x84000008         // SYSTEM_OFF
end:    hvc     #0
        .balign 2048
vectors:
        .irp    n, 0, 0x80, 0x100, 0x180, 0x200, 0x280, 0x300, 0x380, 0x400
        mov     x9, #\n
        b       handler
        .balign 128
        .endr
handler: cmp    x9, x2
        mrs     x0, esr_el1
        and     x0, x0, #~0x1000000     // ISV
        ccmp    x0, x3, #0, eq
        mrs     x0, spsr_el1
        ccmp    x0, x4, #0, eq
        mrs     x0, elr_el1
        ccmp    x0, x5, #0, eq
        mrs     x0, far_el1
        ccmp    x0, x1, #0, eq
        mrs     x0, daif
        mov     x9, #0x3c0
        ccmp    x0, x9, #0, eq
        b.ne    wrong
        msr     spsel, #1
        add     x5, x5, #4
        br      x5
wrong:  ldr     w0, =0x84000009         // SYSTEM_RESET
        b       end
END
    ws step 7 aarch64 --guest "$BATS_TEST_TMPDIR/g" --slice 5000
    assert_success
}

# The machine's own chip answers the read of a byte with a fault. It keeps what is written to it.
# bats test_tags=arch:riscv64
@test "step 7 riscv64: a passed clock is written, and the guest gets its faults" {
    flat_guest riscv64 g <<'END'
        li      s0, 0x101000
        li      a1, 1
        la      t0, wrong
        csrw    stvec, t0
        li      s1, 0x12345678
        sw      s1, 12(s0)              // the alarm's high half
        lw      t0, 12(s0)
        bne     t0, s1, end
        la      t0, fault
        csrw    stvec, t0
at:     lb      t1, 1(s0)
wrong:  j       end
        .balign 4
fault:  la      t0, at
        csrr    t1, sepc
        bne     t0, t1, end
        csrr    t0, scause
        addi    t0, t0, -5              // load access fault
        csrr    t1, stval
        addi    t1, t1, -1
        sub     t1, t1, s0
        or      a1, t0, t1
end:    snez    a1, a1
        li      a0, 0                   // system_reset(0, a1)
        li      a7, 0x53525354
        li      a6, 0
        ecall
END
    ws step 7 riscv64 --guest "$BATS_TEST_TMPDIR/g" --pass rtc --slice 5000
    assert_success
    assert_line --regexp "^exits: .*wild access 1"
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: a passed clock is written" {
    flat_guest aarch64 g <<<"mov x1, #0x09010000; ldr w2, =0x12345678; str w2, [x1, #4]; ldr w3, [x1, #4]; cmp w2, w3
        ldr w0, =0x84000008; b.eq 1f; add w0, w0, 1; 1: hvc #0"
    ws step 7 aarch64 --guest "$BATS_TEST_TMPDIR/g" --pass rtc --slice 5000
    assert_success
    refute_line --partial "wild access"
}

# for_ever_in_faults ARCH: a fault whose handler changes nothing.
for_ever_in_faults() {
    cd "$BATS_TEST_TMPDIR"
    case $1 in
    riscv64) nowhere=0x50000000 ;;
    aarch64) nowhere=0x20000000 ;;
    x86_64) nowhere=0xd0000000 ;;
    esac
    lib_guest "$1" faults -DNOWHERE="$nowhere"
    ws step 7 "$1" --guest ./faults --slice 200 --ram ram
    stopped "The guest was stopped: its slice of time is over."
    after "$1" faults faults
    local faults wild
    faults=$(count_of faults:) wild=$(count_of "exits: wild access")
    [ "$faults" -ge 100 ] && [ $((wild - faults)) -ge 0 ] && [ $((wild - faults)) -le 1 ] || fail "$faults, $wild"
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: a guest that does nothing but fault is ended by its slice" {
    for_ever_in_faults riscv64
    # Its vector is not mapped either.
    flat_guest riscv64 g <<<"li t0, 0x50000000; csrw stvec, t0; lw t0, (t0)"
    ws step 7 riscv64 --guest ./g --slice 100
    stopped "The guest was stopped: its slice of time is over."
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: a guest that does nothing but fault is ended by its slice" {
    for_ever_in_faults aarch64
    flat_guest aarch64 g <<<"mov x0, #0x20000000; msr vbar_el1, x0; isb; ldr x0, [x0]"
    ws step 7 aarch64 --guest ./g --slice 100
    stopped "The guest was stopped: its slice of time is over."
}

# bats test_tags=arch:x86_64
@test "step 7 x86_64: a guest that does nothing but fault is ended by its slice" {
    for_ever_in_faults x86_64
    # Without an IDT its CPU shuts down.
    protected_elf p <<<"inc dword ptr [0xd0000000]"
    ws step 7 x86_64 --guest ./p --slice 10000
    assert_failure 1
    assert_line --partial "shutdown"
}
