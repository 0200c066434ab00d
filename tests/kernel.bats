# guest/kernel without a hypervisor: its shell, and programs that mean it harm.

setup() {
    load lib.bash
    load kernel.bash
    cd "$BATS_TEST_TMPDIR" || return
}

shell() { # ARCH
    make -s -C "$top" ARCH="$1" kernel
    cp "$top/build/$1/guest/initrd" initrd
    local next=$'\n$ ' # a prompt: what is typed before the first one can lose its first byte, as below
    local by=("$top/tests/terminal.py" '$ ' 'echo "a  b" c | cat\r' "$next" 'echo xy\x7fz\r' "$next" 'ls /nothing\r'
        "$next" 'echo $?\r' "$next" 'exit\r' --)
    bare "$1" -append shell
    assert_success
    assert_line "a  b c"
    assert_line "xz"
    assert_line "ls: /nothing: no such file or folder"
    assert_line "1"
}

# Without the hypervisor: input that waits while the machine starts. Its first byte is lost, before the UART has its FIFO.
input_waits() { # ARCH
    make -s -C "$top" ARCH="$1" kernel
    cp "$top/build/$1/guest/initrd" initrd
    bare "$1" -append shell < <(printf ' echo one >/f\recho two | cat >>/f\rcat /f; exit\r' && sleep 3)
    assert_success
    assert_line --regexp '^[$ ]*one$' # prompts and echoes come at any time, but before this
    assert_line two
}

commands() { # ARCH
    initrd_with "$1" 'echo one >/f; echo "two  three" >>/f; cat </f | wc; nothere; echo $?; ls /bin >/l && echo yes || echo no; crash null; echo $?; exit'
    bare "$1"
    assert_success
    assert_line "2 3 15"
    assert_line "sh: nothere: not found"
    assert_line "127"
    assert_line "yes"
    assert_line "139"
}

hostile() { # ARCH
    initrd_with "$1" 'odd; leak; lies; eat; calls a; calls b; calls c; echo lives | cat' odd leak lies eat calls true
    bare "$1"
    assert_success
    assert_line --regexp '^odd: [0-9]+ died, [0-9]+ went on$'
    assert_line "leak: 0 registers not zero, 0 words of memory, 0 registers lost in a call"
    assert_line --regexp '^leak: floating point kept, [1-9][0-9]* preemptions$'
    assert_line --regexp '^lies: 300 programs: '
    assert_line --regexp '^eat: processes that have ended: 25[0-9], then error 11$'
    assert_line --regexp '^eat: a process more: 0, then error 12$'
    assert_line --regexp '^eat: free pages ([0-9]+), were \1; promised ([0-9]+), were \2$'
    assert_equal "$(grep -c '^calls: ' <<<"$output")" 3
    assert_line "lives"
    refute_line --regexp '^panic'
}

# bats test_tags=arch:riscv64
@test "kernel riscv64: a shell on the console" {
    shell riscv64
}

# bats test_tags=arch:riscv64
@test "kernel riscv64: input that waits while the machine starts" {
    input_waits riscv64
}

# bats test_tags=arch:riscv64
@test "kernel riscv64: a command of the initrd's file /run" {
    commands riscv64
}

# bats test_tags=arch:riscv64
@test "kernel riscv64: hostile programs end with errors, or alone" {
    hostile riscv64
}

# bats test_tags=arch:aarch64
@test "kernel aarch64: a shell on the console" {
    shell aarch64
}

# bats test_tags=arch:aarch64
@test "kernel aarch64: a command of the initrd's file /run" {
    commands aarch64
}

# bats test_tags=arch:aarch64
@test "kernel aarch64: hostile programs end with errors, or alone" {
    hostile aarch64
}

# bats test_tags=arch:x86_64
@test "kernel x86_64: a shell on the console" {
    shell x86_64
}

# bats test_tags=arch:x86_64
@test "kernel x86_64: input that waits while the machine starts" {
    input_waits x86_64
}

# bats test_tags=arch:x86_64
@test "kernel x86_64: a command of the initrd's file /run" {
    commands x86_64
}

# bats test_tags=arch:x86_64
@test "kernel x86_64: hostile programs end with errors, or alone" {
    hostile x86_64
}
