# Random guests, one after the other in one machine: tests/fuzz/.
load lib

# bats file_tags=step:5,step:6

# The exits that must have been among those that ended streams: else the guests do less than they should.
fuzz() { # ARCH KIND...
    local kind
    run "$top/tests/fuzz/fuzz.py" "$1" seed=1 streams=3000
    assert_success
    assert_line --index 0 --regexp '^fuzz: 3000 streams from seed 1 on, [0-9]+ exits$'
    assert_line --index 2 "fuzz: nothing found"
    for kind in hypercall "stage-2 fault" instruction register wait exception timer "${@:2}"; do
        assert_line --index 1 --partial " $kind "
    done
    refute_line --partial " interrupt "
}

# fuzz_cpus ARCH CPU...: the same on other CPUs, which have more instructions and registers.
fuzz_cpus() {
    local cpu
    for cpu in "${@:2}"; do
        run "$top/tests/fuzz/fuzz.py" "$1" "cpu=$cpu" seed=3001 streams=500
        assert_success
        assert_line "fuzz: nothing found"
    done
}

# fuzz_on_demand ARCH: step 6, whose guests find half of their pages promised only, and one now and then that is not given.
fuzz_on_demand() {
    run "$top/tests/fuzz/fuzz.py" "$1" step=6 seed=5001 streams=1000
    assert_success
    assert_line "fuzz: nothing found"
    local given
    given=$(sed -n 's/^fuzz: \([0-9]*\) pages given on demand$/\1/p' <<<"$output")
    [ "$given" -gt 300 ] || fail "only $given pages were given"
}

# bats test_tags=arch:riscv64
@test "fuzz riscv64: random guests find nothing" {
    fuzz_on_demand riscv64
    fuzz riscv64
    fuzz_cpus riscv64 rv64,h=true,svinval=true,svnapot=true,svpbmt=true rv64,h=true,v=true
}

# bats test_tags=arch:aarch64
@test "fuzz aarch64: random guests find nothing" {
    fuzz_on_demand aarch64
    fuzz aarch64
    fuzz_cpus aarch64 neoverse-n1 max
}

# bats test_tags=arch:x86_64
@test "fuzz x86_64: random guests find nothing" {
    fuzz_on_demand x86_64
    fuzz x86_64 "port I/O" shutdown
    fuzz_cpus x86_64 EPYC-Milan max
}
