# Step 11: guest/kernel on two CPUs, with one lock.
load lib
load many
load kernel

# bats file_tags=step:11

# hosted_on_two ARCH GUEST: that kernel with ./initrd on two CPUs.
hosted_on_two() {
    ws step 11 "$1" --cpus 2 --guest-mem 64M --guest "$2" --vcpus 2 --no-reboot --timeout 20 --initrd ./initrd
}

# Processes fork, write to shared pages and use pipes on both CPUs: all sums are right, and no page is lost. A kernel that takes
# its lock without waiting fails: RETURN is the code of a return.
two_cpus() { # ARCH RETURN
    local at=$top/build/$1/guest
    cd "$BATS_TEST_TMPDIR"
    initrd_with "$1" 'cpus; stress' stress
    hosted_on_two "$1" kernel
    assert_success
    assert_line --regexp '^\[guest 1\] cpus: 2; as many processes had 100 ms each, in [0-9]+ ms, on 0 1$'
    assert_line --regexp '^\[guest 1\] stress: 16 of 16 processes ended well; free pages ([0-9]+), were \1$'
    "$top/tests/kernel/patched.py" "$at/kernel" half kernel_enter "$2"
    "$top/tests/kernel/patched.py" half unlocked kernel_lock "$2"
    hosted_on_two "$1" ./unlocked
    assert_failure
    refute_output --partial "stress: 16 of 16"
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: our kernel on two CPUs computes right, and not without its lock" {
    two_cpus riscv64 8280
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: our kernel on two CPUs computes right, and not without its lock" {
    two_cpus aarch64 c0035fd6
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: our kernel on two CPUs computes right, and not without its lock" {
    two_cpus x86_64 c3
}
