# Step 11: a guest's limits are for all of its CPUs together, and a guest that only starts again leaves time for others.
load lib
load several
load many

# bats file_tags=step:11

# times N: sets ran, ready and rested to the milliseconds of all CPUs of guest N.
times() {
    of_guest "$1"
    read -r ran ready <<<"$(sed -n 's/^share: \([0-9]*\) ms run, \([0-9]*\) .*/\1 \2/p' <<<"$output")"
    rested=$(sed -n 's/^caps: \([0-9]*\) ms at rest$/\1/p' <<<"$output")
}

# A guest's two CPUs compute for ever, on two of the machine's or on one: a second is what both may have, not each.
# They also rest, because of a cap. QEMU counts each instruction as 32 ns.
limits_of_two() { # ARCH
    local cpus ran ready rested
    cd "$BATS_TEST_TMPDIR"
    many_guest "$1" spins 2
    for cpus in 2 1; do
        many "$1" $cpus --limit 1000 --guest ./spins --vcpus 2 --cap-cpu 20 -- -icount shift=5
        assert_failure 1
        assert_line "The guest was stopped: it has run for as long as its limit allows."
        local all=$output
        times 1
        [ "$ran" -ge 1000 ] && [ "$ran" -le 1200 ] && [ "$rested" -ge 2000 ] ||
            fail "$cpus CPUs: $ran ms run, $ready ready, $rested at rest"
    done
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: --cap-cpu and --limit count the time of all of a guest's CPUs" {
    limits_of_two riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: --cap-cpu and --limit count the time of all of a guest's CPUs" {
    limits_of_two aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: --cap-cpu and --limit count the time of all of a guest's CPUs" {
    limits_of_two x86_64
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: a guest that starts again all the time leaves half of the time to others" {
    local all ran ready rested
    cd "$BATS_TEST_TMPDIR"
    many_guest riscv64 resets 1
    many riscv64 2 --guest ./resets --limit 200 --guest primes
    assert_failure 1
    all=$output
    times 1
    [ "$rested" -ge $((ran * 8 / 10)) ] || fail "$ran ms run, $rested at rest"
    many riscv64 1 --guest ./resets --limit 50 --guest hello # the scheduler does it
    all=$output
    times 1
    [ -z "$rested" ] || fail "$rested ms at rest"
}
