# Guests that execute everything privileged: each encoding of a system register, an instruction, a port or an
# MSR is a guest of its own, all of them in one machine (hostile/main.c). hostile/ARCH.py says how each must
# end: allowed, trapped and named, or an exception inside the guest. Meanwhile the host's own registers are
# compared at each exit, and all memory that is not the guest's before the first and after the last.
load lib

# bats file_tags=step:5

# everything_privileged ARCH ATTEMPTS [OPTIONS]
everything_privileged() {
    run "$top/tests/hostile/privileged.py" "$1" "${@:3}"
    assert_success
    assert_line "$2 attempts, 0 not as wanted"
}

# bats test_tags=arch:riscv64
@test "hostile riscv64: every CSR and SYSTEM instruction, each ends as it must and leaves nothing behind" {
    everything_privileged riscv64 20480
    ! opensbi_passes_instructions || everything_privileged riscv64 20480 --bios opensbi
}

# bats test_tags=arch:aarch64
@test "hostile aarch64: every system register and instruction, each ends as it must and leaves nothing behind" {
    everything_privileged aarch64 114807
}

# bats test_tags=arch:x86_64
@test "hostile x86_64: every port and MSR comes to the hypervisor" {
    everything_privileged x86_64 180336
}

# nothing_passes ARCH CPU...: what one guest writes is not there for the next one, on these CPUs, which have
# registers that the usual one has not. tests/sweep/registers.py runs all CPUs, and all encodings.
nothing_passes() {
    local cpu
    for cpu in "${@:2}"; do
        run "$top/tests/hostile/privileged.py" "$1" --state --cpu "$cpu"
        assert_success
        assert_line --regexp "^[0-9]{2,} attempts, 0 not as wanted$"
    done
}

# bats test_tags=arch:riscv64
@test "hostile riscv64: no register keeps what one guest wrote, on CPUs that have more of them" {
    local cpu=rv64,h=true,f=false,d=false,zfinx=true # fcsr
    ! riscv64_cpu_exists "$cpu,zfa=false" || cpu+=,zfa=false # newer QEMUs have Zfa
    nothing_passes riscv64 "$cpu"
}

# bats test_tags=arch:aarch64
@test "hostile aarch64: no register keeps what one guest wrote, on CPUs that have more of them" {
    nothing_passes aarch64 neoverse-n1 max # DISR_EL1, TPIDR2_EL0
}

# bats test_tags=arch:x86_64
@test "hostile x86_64: no register keeps what one guest wrote, on CPUs that have more of them" {
    nothing_passes x86_64 EPYC EPYC-Milan # XCR0, PKRU
}
