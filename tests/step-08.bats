# Step 8: the guest's kernel: its tour, command lines and its shell. What means harm is in step-08-programs.bats, what it
# costs in step-08-costs.bats.
load lib
load kernel

# bats file_tags=step:8

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# exits_of ARCH KIND...: nothing but these kinds of exits happened, and the kernel ran from memory that was given on demand.
exits_of() {
    local kind rest
    rest=$(sed -n 's/^exits: [0-9]*, //p' <<<"$printed" | tr , '\n' | sed 's/^ //')
    for kind in "${@:2}"; do
        rest=$(sed "/^$kind [0-9]*\$/d" <<<"$rest")
    done
    assert_equal "$rest" ""
}

# without_times: the lines of the input, without what depends on when the timer's interrupts come.
without_times() {
    sed -E 's/[0-9]+ (ms|switches)/N \1/g'
}

# The clock counts instructions, so that the shares of the CPU do not depend on what else the host does. Without the hypervisor
# the tour is the same, after what OpenSBI prints.
tour() { # ARCH KIND...
    make -s -C "$top" ARCH="$1" kernel
    cp "$top/build/$1/guest/initrd" initrd
    hosted_ok "$1" -- -icount shift=1
    [[ $output =~ 'weights 1, 2, 4 had '([0-9]+)' ms, '([0-9]+)' ms, '([0-9]+)' ms' ]]
    ((BASH_REMATCH[2] > BASH_REMATCH[1] * 3 / 2 && BASH_REMATCH[3] > BASH_REMATCH[2] * 3 / 2))
    assert_line --regexp '^sleep: until 350 ms have passed; it was 3[5-9][0-9] ms$'
    assert_line --regexp '^heap: 500 pieces of 1 to 1997 bytes: [0-9]+ pages; made again: 0 more$'
    assert_line --regexp '^message queue: 1000 messages in order '
    assert_line --regexp '^page tables: the kernel runs [0-9]+ pages and writes [0-9]+, none is both$'
    assert_line "lazy memory: 1000 pages mapped, 0 given; 3 of them used, 3 given"
    assert_line "copy on write: a child reads 3 pages: 0 copied; writes to 1: 1 copied"
    assert_line --regexp '^pipe: 100000 bytes through room for 4096, 0 wrong; '
    assert_line --regexp '^crash \(pid [0-9]+\): reads 0xffffff'
    assert_line "init: each crash ended only one process; call 500: error 38"
    exits_of "$@"
    local hosted=$output
    ws step 8 "$1" --bare --initrd ./initrd -- -icount shift=1
    assert_success
    output=$(tail -n "$(wc -l <<<"$hosted")" <<<"${output//$'\r'/}")
    assert_equal "$(without_times <<<"$output")" "$(without_times <<<"$hosted")"
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: the tour, whose system calls and page faults are no exits" {
    tour riscv64 hypercall timer "demand fault" device
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: the tour, whose system calls and page faults are no exits" {
    tour aarch64 hypercall register timer interrupt "demand fault" device
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: the tour, whose system calls and page faults are no exits" {
    tour x86_64 hypercall register identify timer wait "demand fault" device
}

# says STATUS COMMAND LINE...: the command line ends with that status of run.sh's, and prints these lines; a line "crash" is
# of a program that died. It is the same without the hypervisor, after what the firmware prints.
says() {
    local all
    ws step 8 "$arch" --run "$2"
    assert_equal "$status" "$1"
    [[ $1 -ne 0 || $output == *$'\n'"Hypervisor ok!"* ]] || fail "$output"
    [[ $1 -eq 0 || $output == *$'\n'"The guest asks for a reset; "*$'\n'"exits: "* ]] || fail "$output"
    whole_lines
    all=$(printf '%s\n' "${@:3}")
    assert_equal "$(sed 's/^crash (pid .*/crash/' <<<"$output")" "$all"
    local hosted=$output
    ws step 8 "$arch" --run "$2" --bare
    assert_equal "$status" "$1"
    output=${output//$'\r'/}
    assert_equal "$(tail -n $(($# - 2)) <<<"$output")" "$hosted"
    [ "$arch" = riscv64 ] || assert_equal "$output" "$hosted" # OpenSBI prints more
}

commands() { # ARCH
    arch=$1
    says 0 "echo one; echo 'two  \"three\"' \"'four\"; echo a b >/f; cat /f >>/g; cat </f >>/g; cat /g | cat | wc
        nothere; echo \$?; crash null; echo \$?; ls /x && echo no || echo yes # no more" \
        one "two  \"three\" 'four" "2 4 8" "sh: nothere: not found" 127 crash 139 "ls: /x: no such file or folder" yes
    says 1 'echo one; ls /x' one "ls: /x: no such file or folder"
    says 1 "echo 'one" "sh: not understood: "
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: --run: pipes, redirection, quotes, statuses, as without the hypervisor" {
    commands riscv64
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: --run: pipes, redirection, quotes, statuses, as without the hypervisor" {
    commands aarch64
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: --run: pipes, redirection, quotes, statuses, as without the hypervisor" {
    commands x86_64
}

# Typed in a terminal: the second line is edited before it ends, with Delete and Ctrl-U; Ctrl-D ends the shell.
shell() { # ARCH
    run "$top/tests/terminal.py" '$ ' 'echo one | cat\r' $'\n[guest] $ ' 'echo twx\x7fo; badd\x15echo "  done"\r' \
        '  done' '' '$ ' '\x04' -- "$top/run.sh" step 8 "$1"
    assert_success
    assert_line --regexp '^\[guest\] one$'
    assert_line --regexp '^\[guest\]   done$'
    assert_line "Hypervisor ok!"
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: a shell in a terminal" {
    shell riscv64
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: a shell in a terminal" {
    shell aarch64
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: a shell in a terminal" {
    shell x86_64
}

# QEMU tells a reset only to who has asked for events; a busy machine must not come too late.
@test "step 8: --bare: QEMU is asked for events before it starts" {
    run python3 -S -c "import sys; sys.path.append('$top/common/host'); from monitor import Monitor
qemus = Monitor().qemus; qemus.setblocking(False); print(qemus.recv(100))"
    assert_output --partial qmp_capabilities
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: --bare takes what the guest's kernel can have" {
    local option
    for option in "--guest hello" "--disk none" "--trace t.svg" --reflect "--record r"; do
        # shellcheck disable=SC2086
        refused 2 "--bare runs the guest's kernel alone: besides it there can be --run, --strace, --initrd, --append, --mem, --cpu, --timeout" \
            step 8 riscv64 --bare $option
    done
    ws step 8 riscv64 --bare --append nonsense
    assert_failure 1
    assert_line --partial 'init: nonsense: the only word is "shell"'
    run "$top/run.sh" step 8 riscv64 --bare --guest "" </dev/null
    assert_failure 2
}
