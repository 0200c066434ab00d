# Step 10: guests that share a page and ring each other's doorbells.
load lib

# bats file_tags=step:10

ping_pong() {
    ws step 10 "$1" --guest-mem 16M --share-page rw --guest ping --guest pong --guest primes -- -icount shift=3
    assert_success
    assert_line --regexp "^\[guest 1\] ping: a round trip takes [0-9]+ ticks$"
    assert_line "[guest 2] pong: answered 1001"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: ping and pong share a page, and ring" {
    ping_pong riscv64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: ping and pong share a page, and ring" {
    ping_pong aarch64
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: ping and pong share a page, and ring" {
    ping_pong x86_64
}

# Guest 1 listens, with interrupts masked, and computes for 20 ms. Guest 2 rings after 5 ms, when guest 1 is off the CPU. Guest 1
# comes onto the CPU several times more before it looks.
# bats test_tags=arch:aarch64
@test "step 10 aarch64: a ring is still pending after the guest was off the CPU" {
    local until="mrs x5, cntvct_el0; add x5, x5, x6; 1: .rept 99; nop; .endr; mrs x7, cntvct_el0; cmp x7, x5; b.lo 1b"
    cd "$BATS_TEST_TMPDIR"
    cat >listen.s <<END
ldr x1, =0x08000000; mov w0, #0x12; str w0, [x1] // GICD_CTLR: routing, group 1
mov w0, #1 << 16; str w0, [x1, #0x84]; str w0, [x1, #0x104] // INTID 48: group 1, enabled
mov x0, #0xff; msr S3_0_C4_C6_0, x0; mov x0, #1; msr S3_0_C12_C12_7, x0; isb // ICC_PMR_EL1, ICC_IGRPEN1_EL1
ldr x6, =1250000; $until
mrs x1, S3_0_C12_C12_0; ldr x0, =0x84000002; ldr x2, =0x84000008; cmp x1, #48; csel x0, x2, x0, eq; hvc #0 // ICC_IAR1_EL1
END
    echo "ldr x6, =312500; $until; ldr x0, =0x86000011; hvc #0; ldr x6, =1875000; $until; ldr x0, =0x84000008; hvc #0" >ring.s
    ws flat aarch64 listen.s listen
    ws flat aarch64 ring.s ring
    ws step 10 aarch64 --slice 1 --guest-mem 16M --share-page rw --guest ./listen --guest ./ring -- -icount shift=0
    assert_success
}

# Without -icount, so that the host's timer interrupts the guests anywhere, also between STI and HLT.
# bats test_tags=arch:x86_64
@test "step 10 x86_64: no ring is lost between STI and HLT" {
    for _ in 1 2 3; do
        ws step 10 x86_64 --guest-mem 16M --share-page rw --guest ping --guest pong
        assert_success
        assert_line "[guest 2] pong: answered 1001"
    done
}

# Without --share-page a guest shares nothing. With ro it cannot write. A guest that waits for an ended guest is stopped; so is one of two that wait for each other.
shares_what_was_asked_for() {
    ws step 10 "$1" --guest-mem 16M --guest ping --share-page rw --guest pong --dump-tree "$BATS_TEST_TMPDIR/tree" -- -icount shift=3
    assert_failure 1
    assert_line "[guest 2] pong: no page is shared with this guest"
    assert_line "The guest was stopped: it waits for an interrupt, and nothing can wake it."
    [ "$1" = x86_64 ] || {
        grep -q '"worldswitch,shared-page"' "$BATS_TEST_TMPDIR/tree.1" && ! grep -q shared-page "$BATS_TEST_TMPDIR/tree.2" ||
            fail "not what the device trees should say"
    }

    ws step 10 "$1" --guest-mem 16M --guest ping --share-page rw --guest pong --share-page ro -- -icount shift=3
    assert_failure 1
    assert_line --regexp "^\[guest 2\] (store/AMO access fault|synchronous external abort|pong: the page cannot be written)$"
    refute_line --partial "pong: answered"

    ws step 10 "$1" --guest-mem 16M --share-page rw --guest ping --guest pong --limit 1 -- -icount shift=3
    assert_failure 1
    assert_line "The guest was stopped: it has run for as long as its limit allows."
    assert_line "The guest was stopped: it waits for an interrupt, and nothing can wake it."

    ws step 10 "$1" --guest-mem 16M --share-page rw --guest pong --guest pong -- -icount shift=3 # each waits for the other
    assert_failure 1
    [ "$(grep -c "^The guest was stopped: it waits for an interrupt, and nothing can wake it.$" <<<"$output")" -eq 2 ] || fail "$output"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: a page is shared with those that the options name, with the rights that they say" {
    shares_what_was_asked_for riscv64
    ws step 10 riscv64 --guest hello --share-page wo --guest hello
    assert_failure
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: a page is shared with those that the options name, with the rights that they say" {
    shares_what_was_asked_for aarch64
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: a page is shared with those that the options name, with the rights that they say" {
    shares_what_was_asked_for x86_64
    ws step 10 x86_64 --guest-mem 4070M --guest hello --share-page ro --guest hello
    assert_failure
    assert_line "options: share-page: its memory fills 0xfe000000, the page's place (--guest-mem)"
}
