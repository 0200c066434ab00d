# Step 8: programs that mean harm, in the guest's kernel, under the hypervisor. tests/kernel.bats runs them without it.
load lib
load kernel

# bats file_tags=step:8

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# Faults of every kind, privileged instructions and the hypervisor's own calls; registers and memory that others have
# left; ELF files that lie; fork and memory without end; every system call with every class of bad argument.
hostile() { # ARCH
    initrd_with "$1" 'odd; leak; lies; eat; calls a; calls b; calls c; echo lives | cat' odd leak lies eat calls true
    hosted_ok "$1"
    assert_line --regexp '^odd: [0-9]+ died, [0-9]+ went on$'
    assert_line "leak: 0 registers not zero, 0 words of memory, 0 registers lost in a call"
    assert_line --regexp '^leak: floating point kept, [1-9][0-9]* preemptions$'
    assert_line --regexp '^lies: 300 programs: '
    assert_line --regexp '^eat: a process more: 0, then error 12$'
    assert_line --regexp '^eat: free pages ([0-9]+), were \1; promised ([0-9]+), were \2$'
    assert_equal "$(grep -c '^calls: ' <<<"$output")" 3
    assert_line "lives"
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: hostile programs end with errors, or alone" {
    hostile riscv64
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: hostile programs end with errors, or alone" {
    hostile aarch64
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: hostile programs end with errors, or alone" {
    hostile x86_64
}
