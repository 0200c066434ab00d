# Step 6 without one of its fences after the other: what of it this QEMU can show. Hardware may show each of them at any
# time; that QEMU shows so little is why the order is checked as well. tests/demand/fences.c says what the names mean.
load lib
load guest_memory

# bats file_tags=step:6

# without FENCE COUNT: a guest that goes three times round over more flash than fits, and at each page reads a word of
# the first one; so many fences are left out (a pattern).
without() {
    local append="guest=/sbin/storm flash=/sbin/f guest-mem=$guest_mem without=$1"
    ws step 6 "$arch" --guest ./storm --flash ./f --mem "$mem" --main "$top/tests/demand/fences.c" -- -append "$append"
    assert_line --regexp "^fences: $2 left out, 0 not where they must be$"
    assert_line --regexp "^\[guest\] storm: [0-9]+ pages of RAM, 769 of flash, [0-9]+ wrong$"
    assert_line --regexp "^memory: .* given; flash: 2[0-9]{3} pages read, 1[0-9]{3} taken back$"
}

# shows_nothing FENCE COUNT: no byte is wrong without it.
shows_nothing() {
    without "$@"
    assert_success
    assert_line --regexp " 769 of flash, 0 wrong$"
}

# Either fence between a page that is taken back and the next entry of the guest drops all that is cached: one of them
# covers for the other. Entries that were invalid, tables, caches and what was fetched: QEMU keeps none of these.
fences() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    machine "$1"
    local mem=9M guest_mem=7M fence
    c_guest "$arch" storm -DROUNDS=3
    numbered_flash f $((3 * 1048576 + 5))
    shows_nothing nothing 0
    for fence in map clean instruction; do
        shows_nothing $fence "[23][0-9]{3}"
    done
    shows_nothing unmap "1[0-9]{3}"
    shows_nothing table "[1-9]"
    without both "[3-6][0-9]{3}"
}

# What runs in V = 1 and what does not have one TLB in QEMU 7.2, and each change of V empties it. Newer ones differ.
# bats test_tags=arch:riscv64
@test "step 6 riscv64: without one fence QEMU shows nothing, and not without all of them" {
    fences riscv64
    ! same_tools || assert_success
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: without one fence QEMU shows nothing; without those after mapping and unmapping, old bytes" {
    fences aarch64
    assert_failure 1
    assert_line --regexp "^\[guest\] storm: [0-9]+ pages of RAM, 769 of flash, [1-9][0-9]* wrong$"
    assert_line "[guest] storm: the first one at $((flash_base + 4))"
}

# VMRUN and #VMEXIT load CR3, and that empties QEMU's TLB.
# bats test_tags=arch:x86_64
@test "step 6 x86_64: without one fence QEMU shows nothing, and not without all of them" {
    fences x86_64
    ! same_tools || assert_success
}
