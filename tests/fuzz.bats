# Random guests, one after the other in one machine: tests/fuzz/.
load lib

# bats file_tags=step:5,step:6,step:7,step:8,step:9

# The exits that must have been among those that ended streams: else the guests do less than they should.
fuzz() { # ARCH KIND...
    local kind
    run "$top/tests/fuzz/fuzz.py" "$1" seed=1 streams=1200
    assert_success
    assert_line --index 0 --regexp '^fuzz: 1200 streams from seed 1 on, [0-9]+ exits$'
    assert_line --index 2 "fuzz: nothing found"
    for kind in hypercall "stage-2 fault" instruction register wait exception timer "${@:2}"; do
        assert_line --index 1 --partial " $kind "
    done
    refute_line --partial " interrupt "
    [ "$1" = x86_64 ] || refute_line --partial " unknown " # there: a state that QEMU gives a guest, but VMRUN refuses
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
    [ "$given" -gt 100 ] || fail "only $given pages were given"
}

# fuzz_devices ARCH DEVICE...: step 7, whose guests have devices, interrupts and a timer, and wait. Each device was used.
fuzz_devices() {
    local what
    run "$top/tests/fuzz/fuzz.py" "$1" step=7 seed=7001 streams=1000
    assert_success
    assert_line "fuzz: nothing found"
    for what in device "wild access" wait; do
        assert_line --regexp "^exits: .* $what [0-9]{2,}"
    done
    for what in "${@:2}"; do
        assert_line --regexp "^devices:(.*;)? $what [0-9]+ read, [0-9]{3,} written"
    done
}

# fuzz_programs ARCH: step 8, which gives a guest's exceptions to the guest. Its guests have all at once: devices,
# interrupts, timers, promised memory, and programs.
fuzz_programs() {
    run "$top/tests/fuzz/fuzz.py" "$1" step=8 seed=9001 streams=300
    assert_success
    assert_line "fuzz: nothing found"
    assert_line --regexp "^exits: .* reflected [0-9]+$"
    assert_line --regexp "^fuzz: [0-9][0-9]* streams had programs and used devices$"
}

# Step 9 on x86_64, whose guests have a local APIC as well.
fuzz_apic() {
    run "$top/tests/fuzz/fuzz.py" x86_64 step=9 seed=9501 streams=500
    assert_success
    assert_line "fuzz: nothing found"
    assert_line --regexp "^devices:.*; apic [1-9][0-9]* read, [1-9][0-9]* written"
}

# bats test_tags=arch:riscv64
@test "fuzz riscv64: random guests find nothing" {
    fuzz_on_demand riscv64
    fuzz_programs riscv64
    fuzz_devices riscv64 plic uart rtc
    fuzz riscv64
    fuzz_cpus riscv64 rv64,h=true,svinval=true,svnapot=true,svpbmt=true rv64,h=true,v=true
}

# bats test_tags=arch:aarch64
@test "fuzz aarch64: random guests find nothing" {
    fuzz_on_demand aarch64
    fuzz_programs aarch64
    fuzz_devices aarch64 gicd gicr uart rtc
    fuzz aarch64
    fuzz_cpus aarch64 neoverse-n1 max
}

# bats test_tags=arch:x86_64
@test "fuzz x86_64: random guests find nothing" {
    fuzz_on_demand x86_64
    fuzz_programs x86_64
    fuzz_apic
    fuzz_devices x86_64 pic1 pic2 elcr pit "port 61" uart rtc
    fuzz x86_64 "port I/O" shutdown
    fuzz_cpus x86_64 EPYC-Milan max
}
