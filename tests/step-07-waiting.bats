# Step 7: a guest that waits: its timer wakes it, its slice ends it, and a guest that nothing can wake is reported.
load lib
load device_guests

# bats file_tags=step:7

# slept ARCH: a guest whose timer is set to 100 Hz waits, and its slice ends it after 300 ms: 30 ticks, or
# fewer on a busy machine, and not one more. It waits all the time.
slept() {
    local ticks waits
    cd "$BATS_TEST_TMPDIR"
    lib_guest "$1" waits -DRATE=100
    ws step 7 "$1" --guest ./waits --slice 300 --ram ram
    stopped "The guest was stopped: its slice of time is over."
    after "$1" waits ticks
    ticks=$(count_of ticks:) waits=$(count_of "exits: wait")
    [ "$ticks" -ge 15 ] && [ "$ticks" -le 31 ] || fail "$ticks ticks: $output"
    [ "$waits" -ge "$ticks" ] && [ "$waits" -le $((2 * ticks + 3)) ] || fail "$waits waits: $output"
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: a guest's timer wakes it 100 times a second, and its slice ends it while it waits" {
    slept riscv64
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: a guest's timer wakes it 100 times a second, and its slice ends it while it waits" {
    slept aarch64
}

# bats test_tags=arch:x86_64
@test "step 7 x86_64: a guest's timer wakes it 100 times a second, and its slice ends it while it waits" {
    slept x86_64
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: without a timer of its own too, and with 1,000 ticks a second" {
    cd "$BATS_TEST_TMPDIR"
    lib_guest riscv64 waits -DRATE=1000
    ws step 7 riscv64 --guest ./waits --slice 300 --no-sstc --ram ram
    stopped "The guest was stopped: its slice of time is over."
    after riscv64 waits ticks
    local ticks
    ticks=$(count_of ticks:)
    [ "$ticks" -ge 60 ] && [ "$ticks" -le 301 ] || fail "$output"
}

# Nothing can wake the guest: it is reported at once, although interrupts are on, and there is a slice.
waits_for_nothing() { # ARCH ASSEMBLY...
    cd "$BATS_TEST_TMPDIR"
    lib_guest "$1" waits -DRATE=0
    ws step 7 "$1" --guest ./waits --slice 20000
    stopped "The guest was stopped: it waits for an interrupt, and nothing can wake it."
    refute_line --partial ", timer "
    local code
    for code in "${@:2}"; do
        flat_guest "$1" g <<<"$code"
        ws step 7 "$1" --guest ./g
        stopped "The guest was stopped: it waits for an interrupt, and nothing can wake it."
    done
}

# waits_in_vain ARCH [OPTIONS]: the guest assembled from the input.
waits_in_vain() {
    flat_guest "$1" g
    ws step 7 "$1" --guest ./g --slice 5000 "${@:2}"
    stopped "The guest was stopped: it waits for an interrupt, and nothing can wake it."
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: a guest that nothing can wake is reported" {
    # STIE without a time; a time without STIE
    waits_for_nothing riscv64 "wfi" "li a0, -1; csrw sie, a0; csrsi sstatus, 2; wfi" \
        "rdtime a0; li a1, 100000; add a0, a0, a1; csrw 0x14d, a0; wfi"
    local row both="li s0, 0x10000000; li s1, 0xc000000; li s2, 0xc201000; li s3, 0x101000; li t0, 1
        sw t0, 40(s1); sw t0, 44(s1); li t1, 0xc002080; li t0, 0xc00; sw t0, (t1)
        li t0, 512; csrw sie, t0; li t0, 1" # both lines of devices may interrupt
    local rows=("csrw sie, zero; sb t0, 1(s0)"               # input, but not SEIE;
        "sw t0, (s2); sb t0, 1(s0)"                          # or the PLIC's threshold is as high;
        "li t0, 3; sb t0, 1(s0); lw t0, 4(s2); lbu t0, 2(s0)" # or its last interrupt is not completed;
        "sb t0, 1(s0); li t0, 16; sb t0, 4(s0)"              # or it is in loopback
        "li t0, -1; sw t0, 12(s3); sw t0, 8(s3)"             # an alarm that may not interrupt
        "sw t0, 16(s3)")                                     # none, but it may
    for row in "${rows[@]}"; do
        waits_in_vain riscv64 <<<"$both; $row; wfi"
    done
    local never="li a0, 32; csrw sie, a0; li a0, -1; li a7, 0; ecall; wfi" # the largest time, by the legacy call
    waits_in_vain riscv64 <<<"$never"
    waits_in_vain riscv64 --no-sstc <<<"$never"
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: a guest that nothing can wake is reported" {
    # A timer that is masked, by itself or at the interrupt controller.
    waits_for_nothing aarch64 "wfi" "msr daifclr, #15; wfi" "mov x0, #3; msr cntv_tval_el0, x0; msr cntv_ctl_el0, x0; wfi" \
        "mov x0, #100; msr cntv_tval_el0, x0; mov x0, #1; msr cntv_ctl_el0, x0; wfi"
    local row both="mov x1, #0x08000000; mov w0, #2; str w0, [x1]; mov w0, #-1; str w0, [x1, #0x84]; str w0, [x1, #0x104]
        mov x0, #0xf0; msr S3_0_C4_C6_0, x0; mov x0, #1; msr S3_0_C12_C12_7, x0; mov x3, #0x09000000
        mov x4, #0x09010000; mov w2, #0x50" # both devices may interrupt
    local rows=("mov w2, #0x7af; str w2, [x3, #0x38]"                      # not for input;
        "str w2, [x3, #0x38]; msr S3_0_C4_C6_0, xzr"                       # or no priority is high enough;
        "str w2, [x3, #0x38]; msr S3_0_C12_C12_7, xzr"                     # or its group is off;
        "str w2, [x3, #0x38]; mov w0, #2; str w0, [x1, #0x304]"            # or it is active
        "str w0, [x4, #0x10]"                                              # no alarm
        "mov w0, #-1; str w0, [x4, #4]; str wzr, [x4, #0x10]")             # one that may not interrupt
    for row in "${rows[@]}"; do
        waits_in_vain aarch64 <<<"$both; $row; wfi"
    done
    # The UART's line is high, and stays so, but the interrupt controller waits for an edge.
    waits_in_vain aarch64 <<'END'
        mov     x1, #0x08000000         // the distributor: INTID 33 in group 1, enabled, an edge's
        mov     w0, #2
        str     w0, [x1]
        str     w0, [x1, #0x84]
        str     w0, [x1, #0x104]
        mov     w0, #8
        str     w0, [x1, #0xc08]
        mov     x0, #0xf0
        msr     S3_0_C4_C6_0, x0        // ICC_PMR_EL1
        mov     x0, #1
        msr     S3_0_C12_C12_7, x0      // ICC_IGRPEN1_EL1
        mov     x1, #0x09000000         // the UART, which receives what it sends
        mov     w0, #0x380
        str     w0, [x1, #0x30]
        mov     w0, #0x50
        str     w0, [x1, #0x38]
        str     w0, [x1]
        isb
        mrs     x0, S3_0_C12_C12_0      // ICC_IAR1_EL1
        msr     S3_0_C12_C12_1, x0      // ICC_EOIR1_EL1
        isb
1:      wfi
        b       1b
END
}

# The guest's input has ended, which run.sh says with one byte.
# bats test_tags=arch:aarch64
@test "step 7 aarch64: one byte wakes a guest whose UART interrupts only by its time-out" {
    flat_guest aarch64 g <<'END'
        mov     x1, #0x08000000
        mov     w0, #2
        str     w0, [x1]
        str     w0, [x1, #0x84]
        str     w0, [x1, #0x104]
        mov     x0, #0xf0
        msr     S3_0_C4_C6_0, x0        // ICC_PMR_EL1
        mov     x0, #1
        msr     S3_0_C12_C12_7, x0      // ICC_IGRPEN1_EL1
        mov     x1, #0x09000000
        mov     w0, #0x40
        str     w0, [x1, #0x38]
1:      wfi
        ldr     w0, [x1, #0x18]
        tbnz    w0, #4, 1b              // nothing was received
        ldr     w0, =0x84000008
        hvc     #0
END
    ws step 7 aarch64 --guest "$BATS_TEST_TMPDIR/g" --slice 20000
    assert_success
}

# bats test_tags=arch:x86_64
@test "step 7 x86_64: a guest that nothing can wake is reported" {
    # Interrupts that are off; a timer, input, a clock whose interrupt is masked.
    waits_for_nothing x86_64 "hlt" "sti; hlt" "mov al, 0xff; out 0x21, al
        mov al, 0x34; out 0x43, al; xor al, al; out 0x40, al; out 0x40, al; sti; hlt" \
        "mov dx, 0x3f9; mov al, 1; out dx, al; sti; hlt" "mov al, 11; out 0x70, al; mov al, 0x52; out 0x71, al; sti; hlt" \
        "mov al, 0x30; out 0x43, al; mov al, 0xfe; out 0x21, al; sti; hlt" # a counter without a count
    # The clock's line is high, and stays so, because the guest's handler does not read register C.
    waits_in_vain x86_64 <<'END'
        xor     ax, ax
        mov     ds, ax
        mov     word ptr ds:[0x70 * 4], offset handler
        mov     word ptr ds:[0x70 * 4 + 2], cs
        mov     al, 0xfb
        out     0x21, al
        mov     al, 0xfe
        out     0xa1, al
        mov     al, 0x0b
        out     0x70, al
        mov     al, 0x42
        out     0x71, al
        sti
        hlt
        hlt
handler: mov    al, 0x20
        out     0xa0, al
        out     0x20, al
        iret
END
    # So is the UART's, whose handler does not ask for the reason: input makes no edge.
    waits_in_vain x86_64 <<<"xor ax, ax; mov ds, ax; mov word ptr ds:[0x30], offset handler; mov word ptr ds:[0x32], cs
        mov al, 0xef; out 0x21, al; mov dx, 0x3f9; mov al, 3; out dx, al; sti; hlt; hlt; ud2
        handler: mov al, 0x20; out 0x20, al; iret"
    # A tick is pending and more will come, but interrupts are off.
    waits_in_vain x86_64 <<<"mov al, 0xfe; out 0x21, al; mov al, 0x34; out 0x43, al; xor al, al; out 0x40, al; out 0x40, al
        1: in al, 0x20; test al, 1; jz 1b; hlt; ud2"
    # It stands still, so that no second begins.
    waits_in_vain x86_64 <<'END'
        mov     al, 0xfb
        out     0x21, al
        mov     al, 0xfe
        out     0xa1, al
        mov     al, 0x0b
        out     0x70, al
        mov     al, 0x82
        out     0x71, al
        mov     al, 0x92
        out     0x71, al
        sti
        hlt
END
}

# A line that comes a second after the guest's start.
woken_by_input() { # ARCH LEAST MOST: how often it waits
    cd "$BATS_TEST_TMPDIR"
    mkfifo keys
    "$top/run.sh" step 7 "$1" --guest echo --timeout 60 --ram ram <keys >console 2>&1 3>&- &
    exec 8>keys
    wait_for_line "flash:"
    sleep 1
    echo quit >&8
    exec 8>&-
    wait $!
    grep -qx "\[guest\] bytes that came: 5" console || fail "$(cat console)"
    after "$1"
    local waits
    waits=$(count_of "exits: wait")
    [ "$waits" -ge "$2" ] && [ "$waits" -le "$3" ] || fail "$output"
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: a guest that waits for input costs a look at the console, 100 times a second" {
    woken_by_input riscv64 20 300
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: a guest that waits for input costs a look at the console, 100 times a second" {
    woken_by_input aarch64 20 300
}

# bats test_tags=arch:x86_64
@test "step 7 x86_64: a guest that waits for input waits once, until the input comes" {
    woken_by_input x86_64 1 3
}
