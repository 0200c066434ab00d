# Step 9 on x86_64: the local APIC, by guests that are a PC's kernel themselves.
load lib
load device_guests

# bats file_tags=step:9,arch:x86_64

# finds_all COUNT NAME [OPTIONS]: that guest of tests/devices finds everything in step 9 as expected.
finds_all() {
    lib_guest x86_64 "$2"
    ws step 9 x86_64 --guest "$BATS_TEST_TMPDIR/$2" "${@:3}"
    assert_success
    refute_line --partial "MISS"
    assert_equal "$(grep -c '^\[guest\] ok ' <<<"$output")" "$1"
}

@test "step 9 x86_64: the local APIC: priorities, sending, errors, and the 8259s that lead through it" {
    finds_all 55 x86_64_apic -- "${exact_time[@]}"
}

@test "step 9 x86_64: the local APIC's timer: once, periodic, by TSC; tiny periods, and storms" {
    finds_all 29 x86_64_apic_timer -- "${exact_time[@]}"
}

@test "step 9 x86_64: the local APIC as an x2APIC: when it becomes one, each of its MSRs, what it sends" {
    finds_all 20 x86_64_x2apic
}
