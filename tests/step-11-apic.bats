# Step 11 on x86_64: the local APICs of a guest's CPUs, by guests that are a PC's kernel themselves.
load lib
load many
load device_guests

# bats file_tags=step:11,arch:x86_64

# finds_all COUNT NAME: that guest of tests/devices, whose four CPUs share two of the machine, or one, finds everything as expected.
finds_all() {
    local cpus
    lib_guest x86_64 "$2"
    for cpus in 2 1; do
        many x86_64 $cpus --slice 1 --guest "$BATS_TEST_TMPDIR/$2" --vcpus 4
        assert_success
        refute_line --partial "MISS"
        assert_equal "$(grep -c '^\[guest 1\] ok ' <<<"$output")" "$1"
    done
}

@test "step 11 x86_64: a guest's CPUs start and stop by INIT and startup IPIs, and interrupt each other" {
    finds_all 27 x86_64_apics
}

@test "step 11 x86_64: CPUs that are turned off and on, and their APICs" {
    finds_all 4 x86_64_apics_off
}

@test "step 11 x86_64: each CPU has its timer, none sleeps too long, NMIs come one by one, and any access to an APIC in any order harms nothing" {
    finds_all 6 x86_64_apics_busy
}

# One CPU of the machine, in exact time: so 100,000 turns of a loop take 8 ms.
@test "step 11 x86_64: an interrupt or NMI from another CPU wakes one that sleeps, and an NMI stops one that runs" {
    finds_all 5 x86_64_apics_wake
    lib_guest x86_64 x86_64_apics_wake -DTURNS=100000
    many x86_64 1 --slice 1 --guest "$BATS_TEST_TMPDIR/x86_64_apics_wake" --vcpus 4 -- "${exact_time[@]}"
    assert_success
    refute_line --partial "MISS"
}

@test "step 11 x86_64: the shadow of MOV SS ends no HLT while interrupts are off" {
    lib_guest x86_64 x86_64_apics_shadow
    many x86_64 1 --guest "$BATS_TEST_TMPDIR/x86_64_apics_shadow" --vcpus 2 -- "${exact_time[@]}"
    assert_success
    refute_line --partial "MISS"
    assert_equal "$(grep -c '^\[guest 1\] ok ' <<<"$output")" 2
}
