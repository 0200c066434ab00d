# Step 6: guests that use all of their memory in no order, and reach beyond it.
load lib
load guest_memory

# bats file_tags=step:6

# 20,000 loads and stores of each width around the edges of both regions. What the hypervisor refuses is what the
# guest counts as not its own, or as a store to flash. The second time a block would reach beyond the RAM's end.
reaches_beyond() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    c_guest "$1" beyond
    counts_refusals "$1"
    counts_refusals "$1" --fault-block 64K --guest-mem 4100K
}

counts_refusals() { # ARCH [OPTIONS]
    ws step 6 "$1" "${@:2}" --guest ./beyond --main "$top/tests/demand/refuses.c" --ram ram
    assert_success
    local refused
    refused=$(sed -n 's/^\[guest\] beyond: \([0-9]*\) refused$/\1/p' <<<"$output")
    [ "$refused" -gt 5000 ] || fail "only $refused"
    assert_line "refuses: $refused refused"
    memory_of_guest "$1" "$top/build/$1/guest/flash.bin" tests/demand/refuses
    assert_line "flash: 0 pages wrong"
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: accesses of each width around the edges of RAM and flash: each is given or refused" {
    reaches_beyond riscv64
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: accesses of each width around the edges of RAM and flash: each is given or refused" {
    reaches_beyond aarch64
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: accesses of each width around the edges of RAM and flash: each is given or refused" {
    reaches_beyond x86_64
}

# A million are made by hand: tests/README.md.
many_faults() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    c_guest "$1" storm -DROUNDS=5
    numbered_flash f $((4 * 1048576 - 8192 + 5))
    ws step 6 "$1" --guest ./storm --flash ./f --mem 186M --guest-mem 182M --ram ram
    assert_success
    assert_line --regexp " of flash, 0 wrong$"
    local faults
    faults=$(sed -n 's/^exits: .*demand fault //p' <<<"$output")
    [ "$faults" -gt 50000 ] || fail "only $faults faults"
    memory_of_guest "$1" f
    assert_line "flash: 0 pages wrong"
    assert_line --regexp "^flash: [0-9]+ pages read, [1-9][0-9]* taken back, 0 lost$"
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: 50,000 faults, and every byte is right" {
    many_faults riscv64
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: 50,000 faults, and every byte is right" {
    many_faults aarch64
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: 50,000 faults, and every byte is right" {
    many_faults x86_64
}
