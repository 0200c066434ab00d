# Step 8: programs of the distribution in the guest's kernel, byte for byte, and what means harm by the calls that they need.
load lib
load kernel

# bats file_tags=step:8

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# linux ARCH COMMAND [OPTIONS]: the command runs in the guest, which has /script, /bash-script and programs of Debian's.
linux() {
    local program
    local -a files=("script=$top/tests/kernel/linux.sh" "bash-script=$top/tests/kernel/bash.sh" run=line)
    need_linux "$1"
    make -s -C "$top" ARCH="$1" kernel || return
    printf '%s\n' "$2" >line
    for program in busybox bash ldconfig; do
        files+=("bin/$program=$top/build/linux/$1/$program")
    done
    "$top/guest/initrd.py" second "${files[@]}" && cat "$top/build/$1/guest/initrd" second >initrd
    hosted_ok "$1" "${@:3}"
}

# scripts_say ARCH: what the scripts print.
scripts_say() {
    cat <<END
one two  three
$1
20 19 18
42 7 sub
/tmp
1
2 2 11
hell0
more
here
f x
3
3
A=1
7
Killed
137
trapped
after
waited 0
y
cat: can't open 'nothere': No such file or directory
1
d
d/e
d/e/x
d/g
f
$(sha256sum <"$top/build/linux/$1/busybox" | cut -d' ' -f1)  /bin/busybox
real user sys
11 regular file
0 character special file
tests
50 programs
a
2 3 42
here 1
Three levels of privilege, two translations.
on USR1
Segmentation fault
139
141 0
190
/bin bash busybox
ldconfig: Can't open cache file /etc/ld.so.cache
: No such file or directory
1
END
}

# busybox, bash and a static-pie program. The lines of time become one, and that of bash's own number of a process goes.
programs() { # ARCH
    linux "$1" 'busybox sh /script; bash /bash-script; ldconfig -p; echo $?'
    output=$(grep -v 'unknown system call [0-9]* (sysinfo)$' <<<"$output")
    output=$(sed '/^real/d; /^user/d; s/^sys.*/real user sys/; s/^ *//; s/^.*\(Segmentation fault\).*/\1/; s/ $//' <<<"$output")
    assert_equal "$output" "$(scripts_say "$1")"
}

# Each call is a line as strace has it; one that the kernel has not got is named once.
traced() { # ARCH
    linux "$1" 'busybox echo hi; busybox uptime; busybox uptime; busybox cat /no; busybox printf "\377\0\310\n"' --strace
    assert_line --regexp '^\[pid [0-9]+\] execve\("/bin/busybox", 0x[0-9a-f]+, 0x[0-9a-f]+\) = 0$'
    assert_line --regexp '^\[pid [0-9]+\] write\(1, "hi\\n", 3\) = 3$'
    assert_line --regexp '^\[pid [0-9]+\] (rseq|set_robust_list)\(0x[0-9a-f]+, [0-9]+.*\) = -1 ENOSYS \(Function not implemented\)$'
    assert_line --regexp '^\[pid [0-9]+\] openat\(AT_FDCWD, "/no", 0x?[0-9a-f]*, 0*\) = -1 ENOENT \(No such file or directory\)$'
    assert_line --regexp '^\[pid [0-9]+\] sysinfo\(.*\) = -1 ENOSYS \(Function not implemented\)$'
    assert_line --regexp '\[pid [0-9]+\] write\(1, "\\xff\\x00\\xc8\\n", 4\) = 4$'
    assert_line --regexp '^\[pid [0-9]+\] exit_group\(0\) = \?$'
    assert_equal "$(grep -c '^busybox (pid [0-9]*): unknown system call [0-9]* (sysinfo)$' <<<"$output")" 1
}

# Signals, with frames that lie; a thousand processes, a pipeline of a hundred, descriptors in every order; memory that is mapped,
# protected and shared at random, against a model; every call of the table with every class of argument. Nothing is lost, and the hypervisor's image is what it was.
hostile() { # ARCH
    initrd_with "$1" 'signals; many; maps; calls d; calls e; echo lives | cat' signals many maps calls true
    hosted_ok "$1" --ram ram
    refute_line --regexp '^signals: wrong'
    assert_line --regexp '^signals: 1001 handled; of 300 frames that lie [1-9][0-9]* kill who made them$'
    assert_line "many: 1000 of 1000 processes, 21 of 21 bytes through 100 of them, 0 still open"
    [[ $output =~ 'many: free pages '([0-9]+)', were '([0-9]+)'; promised '([0-9]+)', were '([0-9]+) ]]
    ((BASH_REMATCH[1] >= BASH_REMATCH[2] - 8 && BASH_REMATCH[3] == BASH_REMATCH[4])) # the heap and kernel stacks are kept
    assert_line --regexp '^maps: 0 wrong; free pages ([0-9]+), were \1; promised ([0-9]+), were \2$'
    assert_equal "$(grep -c '^calls: ' <<<"$output")" 2
    assert_line "lives"
    run "$top/tests/hostile/untouched.py" ram "$(echo "$top/build/$1"/08-*)/hypervisor.elf"
    assert_success
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: busybox, bash and a static-pie program of the distribution" {
    programs riscv64
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: --strace, and a call that the kernel has not got" {
    traced riscv64
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: signals, many processes and every call, with harm in mind" {
    hostile riscv64
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: busybox, bash and a static-pie program of the distribution" {
    programs aarch64
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: --strace, and a call that the kernel has not got" {
    traced aarch64
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: signals, many processes and every call, with harm in mind" {
    hostile aarch64
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: busybox, bash and a static-pie program of the distribution" {
    programs x86_64
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: --strace, and a call that the kernel has not got" {
    traced x86_64
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: signals, many processes and every call, with harm in mind" {
    hostile x86_64
}
