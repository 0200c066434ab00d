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
    everything_privileged aarch64 114793
}

# bats test_tags=arch:x86_64
@test "hostile x86_64: every port and MSR comes to the hypervisor" {
    everything_privileged x86_64 180238
}
