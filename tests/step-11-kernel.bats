# Step 11: guest/kernel on two CPUs, with one lock.
load lib
load many
load kernel

# bats file_tags=step:11

# hosted_on_two ARCH GUEST [SECONDS]: that kernel with ./initrd on two CPUs, for at most so long.
hosted_on_two() {
    ws step 11 "$1" --cpus 2 --guest-mem 64M --guest "$2" --vcpus 2 --no-reboot --timeout "${3:-20}" --initrd ./initrd
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
    hosted_on_two "$1" ./unlocked 6
    assert_failure
    refute_output --partial "stress: 16 of 16"
}

# A program of the distribution's is told of them.
nproc() { # ARCH
    need_linux "$1"
    cd "$BATS_TEST_TMPDIR"
    initrd_with "$1" 'busybox nproc'
    "$top/guest/initrd.py" more "bin/busybox=$top/build/linux/$1/busybox" && cat more >>initrd
    hosted_on_two "$1" kernel
    assert_success
    assert_line "[guest 1] 2"
}

# spinning ARCH KERNEL WORDS VCPUS: starts it on two CPUs with the program both.
spinning() {
    initrd_with "$1" "both$3" both
    rm -f monitor
    start_qemu 11 "$1" --cpus 2 --guest-mem 64M --guest "$2" --vcpus "$4" --no-reboot --initrd "$BATS_TEST_TMPDIR/initrd" \
        -- -monitor unix:monitor,server=on,wait=off
}

# are_at TIMES KERNEL PLACE...: looks so many times whether the CPUs are at these places of that kernel or of the program.
are_at() {
    "$top/tests/kernel/are_at.py" monitor "$2" both "$1" "${@:3}"
}

# The machine's registers say so. With one vCPU, only one of the machine's CPUs is at the program.
both_in_user_mode() { # ARCH
    local kernel=$top/build/$1/guest/kernel
    cd "$BATS_TEST_TMPDIR"
    spinning "$1" kernel "" 2
    are_at 1000 "$kernel" spin spin
    end_qemu
    spinning "$1" kernel "" 1
    are_at 1000 "$kernel" spin elsewhere
    run are_at 20 "$kernel" spin spin
    assert_failure
    end_qemu
}

# A kernel that faults in umask() panics, and stays in power_off(). The other CPU waits for the lock, and does nothing else. ILLEGAL
# and LOOP are codes of an illegal instruction, and of a loop of two: a jump to itself would be taken for `halt`.
panic_stops() { # ARCH ILLEGAL LOOP
    local kernel=$top/build/$1/guest/kernel
    cd "$BATS_TEST_TMPDIR"
    make -s -C "$top" ARCH="$1" kernel
    "$top/tests/kernel/patched.py" "$kernel" half sys_umask "$2"
    "$top/tests/kernel/patched.py" half panics power_off "$3"
    spinning "$1" ./panics " now" 2
    are_at 1000 "$kernel" power_off "cpu_run|kernel_enter"
    run are_at 20 "$kernel" power_off spin
    assert_failure
    are_at 20 "$kernel" power_off "cpu_run|kernel_enter"
    end_qemu
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: our kernel on two CPUs computes right, and not without its lock" {
    two_cpus riscv64 8280
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: busybox in our kernel on two CPUs counts two" {
    nproc riscv64
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: both CPUs of our kernel are in user mode at one time" {
    both_in_user_mode riscv64
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: a panic of our kernel stops its other CPU" {
    panic_stops riscv64 00000000 130000006ff0dfff
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: our kernel on two CPUs computes right, and not without its lock" {
    two_cpus aarch64 c0035fd6
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: busybox in our kernel on two CPUs counts two" {
    nproc aarch64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: both CPUs of our kernel are in user mode at one time" {
    both_in_user_mode aarch64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: a panic of our kernel stops its other CPU" {
    panic_stops aarch64 00000000 1f2003d5ffffff17
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: our kernel on two CPUs computes right, and not without its lock" {
    two_cpus x86_64 c3
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: busybox in our kernel on two CPUs counts two" {
    nproc x86_64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: both CPUs of our kernel are in user mode at one time" {
    both_in_user_mode x86_64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: a panic of our kernel stops its other CPU" {
    panic_stops x86_64 0f0b 90ebfd
}
