# Step 11: what must hold when several CPUs do something at the same time.
load lib
load several
load many

# bats file_tags=step:11

# --- A guest's CPUs, on and off ---

# Wrong numbers and addresses, itself, twice, by two CPUs at once, and while it turns itself off: tests/many/turns.c.
turns() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    many_guest "$1" turns 3 -DLAST=1
    many "$1" 2 --slice 1 --guest ./turns --vcpus 3
    assert_success
    assert_line "[guest 1] turns: as many lives as starts"
    refute_line --partial wrong

    many_guest "$1" turns 2 -DLAST=9
    many "$1" 2 --guest ./turns --vcpus 2
    assert_failure 1
    assert_line "The guest was stopped: it turns its last CPU off, and nothing can turn one on again."
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: CPUs that are turned on with wrong arguments, twice, and while they turn themselves off" {
    turns riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: CPUs that are turned on with wrong arguments, twice, and while they turn themselves off" {
    turns aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: CPUs that are turned on with wrong arguments, twice, and while they turn themselves off" {
    turns x86_64
}

# Interrupts that go round, and a storm of them, beside a guest that looks at its registers: tests/many/ipis.c.
interrupts() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    keeper "$1" 17
    many_guest "$1" ipis 2
    many "$1" 2 --slice 1 --guest ./ipis --vcpus 2 --guest ./keep-17
    assert_success
    assert_line "[guest 1] ipis: none was lost"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: no interrupt between a guest's CPUs is lost, and a storm of them hurts nobody" {
    interrupts riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: no interrupt between a guest's CPUs is lost, and a storm of them hurts nobody" {
    interrupts aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: no interrupt between a guest's CPUs is lost, and a storm of them hurts nobody" {
    interrupts x86_64
}

# Guest 2 asks for fences on both of its harts, without end. Guest 1 leaves its CPU for its own reasons alone.
# bats test_tags=arch:riscv64
@test "step 11 riscv64: a guest that fences all the time disturbs no CPU of another" {
    local all kicks
    cd "$BATS_TEST_TMPDIR"
    flat_guest riscv64 fences <<'END'
        li a7, 0x48534d; li a6, 0; li a0, 1; la a1, other; ecall # hart_start
        li a7, 0x52464e43; li a6, 1; 1: li a0, 3; li a1, 0; li a2, 0; li a3, 4096; ecall; j 1b # remote_sfence_vma
other:  j other
END
    many riscv64 3 --guest spin --limit 1000 --guest ./fences --vcpus 2 --limit 3000
    all=$output
    of_guest 2
    assert_line --regexp "^exits: [0-9]{2,}, " # of either of its CPUs
    of_guest 1
    kicks=$(sed -n 's/^exits: .*kick \([0-9]*\).*/\1/p' <<<"$output")
    [ "${kicks:-0}" -le 10 ] || fail "$kicks kicks"
}

# --- Memory ---

# Two CPUs come to each page at the same time: it is given once, and no word is lost; of flash as well. Some faults are
# answered by the page that the other's fault has brought.
one_page_for_two() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    many_guest "$1" pages 2 -DPAGES=800 -DFLASH_BYTES=65536
    numbered_flash f 65536
    many "$1" 2 --fault-block 4K --guest ./pages --vcpus 2 --flash ./f
    assert_success
    assert_line "[guest 1] pages: all words are there"
    assert_line --regexp "^exits: .*stage-2 fault [1-9]"
    assert_line --regexp "flash: 16 pages read, 0 taken back$"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: two CPUs of a guest that want the same page get it once" {
    one_page_for_two riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: two CPUs of a guest that want the same page get it once" {
    one_page_for_two aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: two CPUs of a guest that want the same page get it once" {
    one_page_for_two x86_64
}

# shot_down ARCH [WORD]: pages and blocks move, and are protected, while another CPU uses them: tests/many/shootdown.c.
shot_down() {
    cd "$BATS_TEST_TMPDIR"
    many_guest "$1" hammer 2
    many "$1" 2 --main "$top/tests/many/shootdown.c" --guest ./hammer -- \
        -append "guest-mem=16M fault-block=2M guest=/sbin/hammer vcpus=2 ${*:2}"
}

# Each of the other CPUs is out of its guest when the change is over, and flushes before it comes back: it is asked 88 times.
nothing_old() { # ARCH
    shot_down "$1"
    assert_success
    assert_line --regexp "^shootdown: 52 pages moved, 12 blocks, 24 protected, [0-9]+ writes refused; others checked 88 times, flushed (0 [0-9]{2,3}|[0-9]{2,3} 0)$"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: after an unmap no CPU uses what was there; without the shootdown one does" {
    nothing_old riscv64
    shot_down riscv64 without=flush turns=2000
    [[ $output == *"wrong: "* || $output == *"after it was "* ]] || fail "$output"
}

# TLBI reaches all CPUs by itself: QEMU shows nothing without the rest.
# bats test_tags=arch:aarch64
@test "step 11 aarch64: after an unmap no CPU uses what was there" {
    nothing_old aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: after an unmap no CPU uses what was there; without the shootdown one does" {
    nothing_old x86_64
    shot_down x86_64 without=flush turns=2000
    [[ $output == *"wrong: "* || $output == *"after it was "* ]] || fail "$output"
}

# On x86_64 a flush is part of a vCPU's entry: tests/many/twice.c.
# bats test_tags=arch:x86_64
@test "step 11 x86_64: a CPU that is asked again, and then runs another vCPU, has flushed for that one" {
    many x86_64 2 --main "$top/tests/many/twice.c" --guest nullcall --pin 0 --guest spin --pin 1 --guest spin --pin 1
    assert_success
}

# --- Ends ---

# Guest 1, whose two CPUs use its pages at the same time, is stopped at each exit of either, and starts again.
destroyed_at_each_exit() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    keeper "$1" 17
    many_guest "$1" pages 2 -DPAGES=4 -DFLASH_BYTES=4096
    numbered_flash f 4096
    many "$1" 2 --main "$top/tests/several/destroy.c" --slice 1 --fault-block 4K \
        --guest ./pages --vcpus 2 --flash ./f --restart --guest ./keep-17
    assert_success
    local all=$output
    [ "$(grep -c "^The guest was stopped: destroyed\.$" <<<"$output")" -ge 20 ] || fail "it was not destroyed at each exit"
    refute_line --partial wrong
    of_guest 2
    assert_line "Shutdown vm normally!"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: a guest that is destroyed at each exit while another CPU of it runs leaves no page behind" {
    destroyed_at_each_exit riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: a guest that is destroyed at each exit while another CPU of it runs leaves no page behind" {
    destroyed_at_each_exit aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: a guest that is destroyed at each exit while another CPU of it runs leaves no page behind" {
    destroyed_at_each_exit x86_64
}

# Random guests with two CPUs, one after the other, beside one that looks at its registers all the time: tests/several/pairs.c.
# They go on until that one has had its time too: on a busy computer more of them.
beside_random_pairs() { # ARCH
    run "$top/tests/several/pairs.py" "$1" step=11 pairs=20
    assert_success
    assert_line --regexp "^([4-9]|[1-9][0-9])[0-9] lives from seed 1 on; of guest 1 the registers are the same, the memory is the same$"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: random guests with two CPUs change nothing of another" {
    beside_random_pairs riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: random guests with two CPUs change nothing of another" {
    beside_random_pairs aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: random guests with two CPUs change nothing of another" {
    beside_random_pairs x86_64
}
