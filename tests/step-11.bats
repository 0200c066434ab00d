# Step 11: the machine's CPUs, guests on them, and guests with several.
load lib
load many

# bats file_tags=step:11

# --- The CPUs ---

# Each is found and started, on a stack of its own, and none has come to a guard or had a trap.
every_cpu_starts() { # ARCH
    local cpus n trap_stack=''
    [ "$1" != x86_64 ] || trap_stack='(trap stack, )?' # on which it takes interrupts
    cd "$BATS_TEST_TMPDIR"
    for cpus in 1 2 8; do
        many "$1" $cpus --ram ram --guest hello --guest primes
        assert_success
        state "$1"
        assert_line --index 0 --regexp "^$cpus CPUs, $cpus blocks, $cpus ids, the first 0x[0-9a-f]+$"
        for ((n = 0; n < cpus; n++)); do
            assert_line --index $((1 + n)) --regexp "^CPU $n: its own block, used: ${trap_stack}stack$"
        done
    done
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: every CPU of the machine is found and started, on its own stack" {
    every_cpu_starts riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: every CPU of the machine is found and started, on its own stack" {
    every_cpu_starts aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: every CPU of the machine is found and started, on its own stack" {
    every_cpu_starts x86_64
}

# --- Guests on them ---

# Two guests run at the same time; with --pin each stays where it has to be, and two on one CPU never run at the same time.
on_different_cpus() { # ARCH
    local main=tests/many/where
    cd "$BATS_TEST_TMPDIR"
    many "$1" 2 --main "$top/$main.c" --ram ram --limit 100 --guest spin --guest spin
    state "$1" $main
    assert_line --regexp "^guest (1 ran beside guest 2|2 ran beside guest 1)$" # by an exit of either

    many "$1" 2 --main "$top/$main.c" --ram ram --limit 100 --guest spin --pin 1 --guest spin --pin 0
    state "$1" $main
    assert_line "guest 1.0 was on 1"
    assert_line "guest 2.0 was on 0"

    # Where a guest that has to be on CPU 0 comes, another one gives way to it, and goes to CPU 1.
    many "$1" 2 --main "$top/$main.c" --ram ram --limit 100 --guest spin --guest spin --pin 0
    state "$1" $main
    assert_line --regexp "^guest (1 ran beside guest 2|2 ran beside guest 1)$"

    many "$1" 2 --main "$top/$main.c" --ram ram --limit 100 --guest spin --pin 1 --guest spin --pin 1
    state "$1" $main
    assert_line "guest 1.0 was on 1"
    assert_line "guest 2.0 was on 1"
    refute_line --partial "beside"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: two guests run at the same time, and --pin keeps a guest on its CPU" {
    on_different_cpus riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: two guests run at the same time, and --pin keeps a guest on its CPU" {
    on_different_cpus aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: two guests run at the same time, and --pin keeps a guest on its CPU" {
    on_different_cpus x86_64
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: options that cannot be are refused in one line" {
    refused 2 "--cpus 9: it can be 1 to 8" step 11 riscv64 --cpus 9
    refused 2 "--cpus 0: it can be 1 to 8" step 11 riscv64 --cpus 0
    refused 2 "--cpus two: it can be 1 to 8" step 11 riscv64 --cpus two
    local option
    for option in "--vcpus 0|vcpus=0: it can be 1 to 8" "--vcpus 9|vcpus=9: it can be 1 to 8" \
        "--pin 2|pin=2: the machine has 2 CPUs, from 0 on"; do
        # shellcheck disable=SC2086
        many riscv64 2 --guest hello --guest hello ${option%|*}
        assert_failure 1
        assert_line --index $((${#lines[@]} - 1)) "options: ${option#*|}"
    done
    ws step 10 riscv64 --cpus 2
    assert_failure 2
    assert_output --partial "step 10 has no --cpus: it needs step 11 or later"
}

# --- Guests with several CPUs ---

# Eight CPUs of a guest on two of the machine: each of them runs, and they meet at each page.
eight_vcpus() { # ARCH
    local main=tests/many/where n
    cd "$BATS_TEST_TMPDIR"
    many_guest "$1" pages 8 -DPAGES=2 -DFLASH_BYTES=4096
    numbered_flash f 4096
    many "$1" 2 --main "$top/$main.c" --ram ram --slice 1 --guest ./pages --vcpus 8 --flash ./f
    assert_success
    assert_line "[guest 1] pages: all words are there"
    state "$1" $main
    for ((n = 0; n < 8; n++)); do
        assert_line --regexp "^guest 1.$n was on"
    done
    assert_line "guest 1 ran beside guest 1"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: a guest with eight CPUs on a machine with two" {
    eight_vcpus riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: a guest with eight CPUs on a machine with two" {
    eight_vcpus aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: a guest with eight CPUs on a machine with two" {
    eight_vcpus x86_64
}

# CPU 1 resets the machine three times while CPU 0 runs on another CPU. In each life CPU 1 is off at first.
starts_again() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    many_guest "$1" again 2
    many "$1" 2 --guest ./again --vcpus 2 --share-page rw --guest hello
    assert_success
    assert_equal "$(grep -c "^--- guest 1 starts again ---$" <<<"$output")" 3
    assert_line "[guest 1] again: enough"
    assert_line "[guest 2] Hello from the other world!"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: a guest starts again while another CPU of it runs" {
    starts_again riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: a guest starts again while another CPU of it runs" {
    starts_again aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: a guest starts again while another CPU of it runs" {
    starts_again x86_64
}
