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

# The clock counts instructions, so that the shares of the CPU do not depend on what else the host does.
tour() { # ARCH KIND...
    make -s -C "$top" ARCH="$1" kernel
    cp "$top/build/$1/guest/initrd" initrd
    hosted_ok "$1" -- -icount shift=1
    [[ $output =~ 'weight 1, 2, 4 had '([0-9]+)', '([0-9]+)', '([0-9]+)' ms' ]]
    ((BASH_REMATCH[2] > BASH_REMATCH[1] * 3 / 2 && BASH_REMATCH[3] > BASH_REMATCH[2] * 3 / 2))
    [[ $output =~ 'niceness 0 and 10 had '([0-9]+)' ms and '([0-9]+)' ms' ]]
    ((BASH_REMATCH[1] > BASH_REMATCH[2] * 3 / 2))
    assert_line --regexp '^page tables: the kernel runs [0-9]+ pages and writes [0-9]+, none is both$'
    assert_line "lazy memory: 1000 pages mapped, 0 given; 3 of them used, 3 given"
    assert_line "copy on write: the child reads 3 pages, 0 copied; it writes to 1, 1 copied"
    assert_line --regexp '^pipe: 100000 bytes through room for 4096, 0 wrong; '
    assert_line --regexp '^crash \(pid [0-9]+\): reads 0xffffff'
    assert_line "init: the programs that crashed harmed nobody else; the unknown call: error 38"
    exits_of "$@"
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

# says STATUS COMMAND LINE...: the command line ends with that status of run.sh's, and prints these lines.
says() {
    ws step 8 "$arch" --run "$2"
    printed=$output
    assert_equal "$status" "$1"
    whole_lines
    assert_equal "$output" "$(printf '%s\n' "${@:3}")"
}

commands() { # ARCH
    arch=$1
    says 0 "echo one; echo 'two  \"three\"' \"'four\"; echo | wc" one "two  \"three\" 'four" "1 0 1"
    says 0 'echo a b >/f; cat </f >>/f; cat /f | cat | wc; ls / | cat >/l && wc </l' "2 4 8" "7 7 31"
    says 0 'nothere; echo $?; crash null; echo $?; ls /x && echo no || echo yes' "sh: nothere: not found" 127 \
        "$crash" 139 "ls: /x: no such file or folder" yes
    says 1 'echo one; ls /x' one "ls: /x: no such file or folder"
    [[ $printed != *"Hypervisor ok!"* ]]
}
