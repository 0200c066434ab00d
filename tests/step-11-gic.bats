# Step 11 on AArch64: the GIC of a guest's CPUs, by a guest that is its kernel itself.
load lib
load many
load device_guests

# bats file_tags=step:11,arch:aarch64

# The state of an interrupt at a vCPU that runs is in the list registers of that CPU. With one CPU of the machine it is in memory.
@test "step 11 aarch64: a device's interrupt at one CPU of a guest is routed, asked about and ended by another" {
    local cpus
    lib_guest aarch64 aarch64_gics
    for cpus in 2 1; do
        many aarch64 $cpus --slice 1 --guest "$BATS_TEST_TMPDIR/aarch64_gics" --vcpus 2
        assert_success
        refute_line --partial "MISS"
        assert_equal "$(grep -c '^\[guest 1\] ok ' <<<"$output")" 10
    done
}
