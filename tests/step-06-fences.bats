# Step 6 without one of its fences after the other: what of it this QEMU can show. Hardware may show each of them at any
# time; that QEMU shows so little is why the order is checked as well. tests/demand/fences.c says what the names mean.
load lib
load guest_memory

# bats file_tags=step:6

# without FENCE COUNT: the next run; so many fences were left out (a pattern).
without() {
    output=${runs[n++]}
    assert_output --regexp "run $n: status [01] without $1, $2 left out, 0 not where they must be"
    assert_output --regexp "\[guest\] storm: [0-9]+ pages of RAM, 769 of flash, [0-9]+ wrong"
    assert_output --regexp "memory: .* given; flash: [0-9]+ pages read, [0-9]{3,4} taken back"
}

# No byte was wrong in this run.
nothing_wrong() {
    assert_output --partial ": status 0 without "
    assert_output --partial " 769 of flash, 0 wrong"
    assert_output --partial " flash: 15"
}

# shows_nothing FENCE COUNT: no byte is wrong without it.
shows_nothing() {
    without "$@"
    nothing_wrong
}

# A guest goes twice round over more flash than fits, and at each page reads a word of the first one.
# Either fence between a page that is taken back and the next entry of the guest drops all that is cached: one of them
# covers for the other. Entries that were invalid, tables, caches and what was fetched: QEMU keeps none of these.
fences() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    machine "$1"
    local n=0
    c_guest "$arch" storm -DROUNDS=2
    numbered_flash f $((3 * 1048576 + 5))
    ws step 6 "$arch" --guest ./storm --flash ./f --mem 8M --guest-mem 7000K --main "$top/tests/demand/fences.c"
    assert_success
    split_runs
    assert_equal ${#runs[@]} 7
    shows_nothing nothing 0
    shows_nothing map "[23][0-9]{3}"
    shows_nothing unmap "1[0-9]{3}"
    shows_nothing table "[1-9]"
    shows_nothing clean "[23][0-9]{3}"
    shows_nothing instruction "[23][0-9]{3}"
    without both "[3-5][0-9]{3}"
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: without one fence QEMU shows nothing, and not without all of them" {
    fences riscv64
    ! same_tools || nothing_wrong
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: without one fence QEMU shows nothing; without those after mapping and unmapping, old bytes" {
    fences aarch64
    assert_output --partial "run 7: status 1 without both"
    assert_line --regexp "^\[guest\] storm: [0-9]+ pages of RAM, 769 of flash, [1-9][0-9]* wrong$"
    assert_line "[guest] storm: the first one at $((flash_base + 4))"
}

# VMRUN and #VMEXIT load CR3, and that empties QEMU's TLB.
# bats test_tags=arch:x86_64
@test "step 6 x86_64: without one fence QEMU shows nothing, and not without all of them" {
    fences x86_64
    ! same_tools || nothing_wrong
}
