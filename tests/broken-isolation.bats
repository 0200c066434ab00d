# Exercise 8.3: in gdb, guest-walk shows the page, the entry and the bit that the solution has; and the bugs of another
# seed, which the solution has not.
load lib

# bats file_tags=gdb,step:8,exercise

# walks ARCH SEED: opens the exercise in gdb, with the walks on standard input, after the guest has ended.
walks() {
    local solution=$top/tests/solutions/08/3-broken-isolation/solution.c
    { printf '%s\n' "break guest_ended" continue && cat; } >"$BATS_TEST_TMPDIR/commands"
    run without_cr "$top/run.sh" exercise 8.3 "$1" --answer "$solution" --seed "$2" --gdb <"$BATS_TEST_TMPDIR/commands"
    assert_success
    refute_output --partial Traceback
}

# The three pages of seed 7: data that runs, the kernel's at that address, and one that only the TLB knows. The second
# row of each pair is a page beside it.
seed_7() { # ARCH KERNEL-PAGES
    walks "$1" 7 <<<"guest-walk 0x15646000
guest-walk 0x15647000
guest-walk ${2}2000
guest-walk ${2}3000
guest-walk 0x38345000"
    assert_line --partial "not prevented: ran data at 0x15646000"
    assert_line --partial "not prevented: read the kernel at ${2}2000"
    assert_line --partial "not prevented: read after munmap(): 0x38345000"
    run grep '^  => ' <<<"$output"
    assert_line --index 0 --regexp "user rwx$"
    assert_line --index 1 --regexp "user rw-$"
    assert_line --index 2 --regexp "user rw-$"
    assert_line --index 3 --regexp "user --[-x]$"
    assert_line --index 4 --partial "the guest's own: "
}

# bats test_tags=arch:riscv64
@test "exercise 8.3 riscv64: what guest-walk shows" {
    seed_7 riscv64 0xffffffc08080
}

# bats test_tags=arch:aarch64
@test "exercise 8.3 aarch64: what guest-walk shows" {
    seed_7 aarch64 0xffffff804080
}

# bats test_tags=arch:x86_64
@test "exercise 8.3 x86_64: what guest-walk shows" {
    seed_7 x86_64 0xffffffff8080
}

# bats test_tags=arch:x86_64
@test "exercise 8.3 x86_64: the other three bugs" {
    walks x86_64 2 <<<'guest-walk 0x1da26000
guest-walk 0x25515000
guest-walk 0x25516000
guest-walk 0x3b7d3000'
    assert_line --partial "not prevented: wrote to code at 0x1da26000"
    assert_line --partial "not prevented: new, and not zero: 0x25515000"
    assert_line --partial "not prevented: read after munmap(): 0x3b7d3000"
    run grep 'leaf' <<<"$output"
    assert_line --index 0 --regexp "leaf [0-9a-f]{8} rwx U A D$"
    assert_line --index 1 --regexp "leaf 009[0-9a-f]{5} rw- U A D$"
    assert_line --index 2 --regexp "leaf 001[0-9a-f]{5} rw- U A D$"
    assert_line --index 3 --regexp "leaf [0-9a-f]{8} rw- U A D$"
}
