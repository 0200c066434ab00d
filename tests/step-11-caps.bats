# Step 11: a guest's limits and times are of all of its CPUs together.
load lib
load several
load many

# bats file_tags=step:11

# A guest's two CPUs compute for ever, on two of the machine's or on one: half a second is what both may have, not each.
# They also rest, because of a cap. QEMU counts each instruction as 32 ns.
limits_of_two() { # ARCH
    local cpus ran ready rested
    cd "$BATS_TEST_TMPDIR"
    many_guest "$1" spins 2
    for cpus in 2 1; do
        many "$1" $cpus --limit 500 --guest ./spins --vcpus 2 --cap-cpu 20 -- -icount shift=5
        assert_failure 1
        assert_line "The guest was stopped: it has run for as long as its limit allows."
        local all=$output
        times 1
        [ "$ran" -ge 500 ] && [ "$ran" -le 700 ] && [ "${rested:-0}" -ge 250 ] ||
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

# While a CPU is off nothing is taken from it: tests/many/off.c.
off_is_not_ready() { # ARCH
    local ran ready rested
    cd "$BATS_TEST_TMPDIR"
    many_guest "$1" off 2
    many "$1" 2 --guest ./off --vcpus 2 -- -icount shift=5
    assert_success
    local all=$output
    times 1
    [ "$ran" -ge 200 ] && [ "$ready" -le 50 ] || fail "$ran ms run, $ready ready"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: a CPU that is off is not ready, nor was it when it is on again" {
    off_is_not_ready riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: a CPU that is off is not ready, nor was it when it is on again" {
    off_is_not_ready aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: a CPU that is off is not ready, nor was it when it is on again" {
    off_is_not_ready x86_64
}
