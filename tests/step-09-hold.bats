# Step 9: what a busy Linux does, and one whose root user is hostile, harms nobody.
load lib
load kernel

# bats file_tags=step:9

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# Five loops at once for a few seconds: the script checks what it computes, and each loop has come round.
stress() { # ARCH
    need_linux "$1"
    ws step 9 "$1" --guest-mem 96M --run "SECONDS_LEFT=5
$(<"$top/tests/linux/stress.sh")"
    printed=$output
    assert_success
    whole_lines
    assert_line --regexp "^stress: done: cpu [1-9][0-9]* memory [1-9][0-9]* console [1-9][0-9]* timers [1-9][0-9]* forks [1-9][0-9]*$"
    [[ $printed == *$'\n'"memory: 98368 KiB promised, 98304 KiB given;"* ]] || fail "not all memory was used: $printed"
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: Linux under stress: CPU, all memory, console, timers, forks" {
    stress riscv64
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: Linux under stress: CPU, all memory, console, timers, forks" {
    stress aarch64
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: Linux under stress: CPU, all memory, console, timers, forks" {
    stress x86_64
}
