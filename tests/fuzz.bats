# Random guests, one after the other in one machine: tests/fuzz/.
load lib

# bats file_tags=step:5

# The exits that must have been among those that ended streams: else the guests do less than they should.
fuzz() { # ARCH KIND...
    local kind
    run "$top/tests/fuzz/fuzz.py" "$1" seed=1 streams=4000
    assert_success
    assert_line --index 0 --regexp '^fuzz: 4000 streams from seed 1 on, [0-9]+ exits$'
    assert_line --index 2 "fuzz: nothing found"
    for kind in hypercall "stage-2 fault" instruction register wait exception timer "${@:2}"; do
        assert_line --index 1 --partial " $kind "
    done
    refute_line --partial " interrupt "
}

# bats test_tags=arch:riscv64
@test "fuzz riscv64: random guests find nothing" {
    fuzz riscv64
}

# bats test_tags=arch:aarch64
@test "fuzz aarch64: random guests find nothing" {
    fuzz aarch64
}

# bats test_tags=arch:x86_64
@test "fuzz x86_64: random guests find nothing" {
    fuzz x86_64 "port I/O" shutdown
}
