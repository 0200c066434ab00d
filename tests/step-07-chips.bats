# Step 7: each chip does what its manual says, and each form of access is decoded. For a PC, the tests are in
# step-07-x86_64.bats and decode.bats.
load lib
load device_guests

# bats file_tags=step:7

# bats test_tags=arch:riscv64
@test "step 7 riscv64: each load and store is decoded, those of 16 bits too" {
    runs_all riscv64 18 riscv64_accesses
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: the PLIC does what its manual says" {
    runs_all riscv64 13 riscv64_plic
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: the 16550A, the clock and the timer do what their manuals say" {
    runs_all riscv64 36 riscv64_chips -- "${exact_time[@]}"
    ws step 7 riscv64 --guest "$BATS_TEST_TMPDIR/riscv64_chips" --no-sstc -- "${exact_time[@]}"
    assert_success
    refute_line --partial "MISS"
    assert_line "[guest] ok timer: no call failed"
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: each load and store of one register is decoded" {
    runs_all aarch64 10 aarch64_accesses
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: the GIC does what its manual says, also with more interrupts than list registers" {
    cd "$BATS_TEST_TMPDIR"
    runs_all aarch64 31 aarch64_gic --ram ram
    after aarch64
    assert_line "exits: interrupt 29" # for maintenance: none is in vain
    assert_line "interrupt 45: given 3 times"
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: the timer, the PL011 and the PL031 do what their manuals say" {
    runs_all aarch64 21 aarch64_timer
    runs_all aarch64 18 aarch64_chips -- "${exact_time[@]}"
}
