# Step 8: initrds that lie, no memory or a disk that fails at each point where they are read, and command lines that are too
# long: one line says what is wrong, and the status is 1.
load lib
load kernel
load guest_memory

# bats file_tags=step:8

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# lies ARCH NAME LINE [OPTIONS]: what the kernel says of the initrd NAME of tests/kernel/initrds.py; the hypervisor reports its end.
lies() {
    make -s -C "$top" ARCH="$1" kernel
    "$top/tests/kernel/initrds.py" "$top/guest" "$top/build/$1/guest/initrd" "$2" initrd
    hosted "$1" --append shell "${@:4}"
    assert_equal "$status" 1
    assert_line --regexp "$3"
    [[ $printed == *$'\n'"exits: "* && $printed != *"Hypervisor ok!"* ]] || fail "$printed"
}

# refused_by_us ARCH NAME LINE: the hypervisor's own line is the last one; no guest has run.
refused_by_us() {
    "$top/tests/kernel/initrds.py" "$top/guest" "$top/build/$1/guest/initrd" "$2" initrd
    ws step 8 "$1" --initrd ./initrd
    assert_failure 1
    [[ ${lines[${#lines[@]} - 1]} =~ $3 ]] || fail "$output"
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: an initrd that lies" {
    lies riscv64 truncated '^panic: initrd: no whole file begins at byte [1-9][0-9]*$'
    local name
    for name in size name-size no-0; do
        lies riscv64 $name '^panic: initrd: no whole file begins at byte 0$'
    done
    lies riscv64 long-name '^panic: initrd: a+'
    lies riscv64 dots '^panic: initrd: a/\.\./\.\./\.\./bin/init: error 2$'
    lies riscv64 zeros '^panic: /bin/init: error 2$'
    lies riscv64 no-elf '^panic: /bin/init: error 8$'
    lies riscv64 fills '^panic: initrd: big: no memory for its 8000000 bytes$' --guest-mem 16M
    lies riscv64 many '^panic: initrd: f[0-9]+: (error 28|no memory for its 1 bytes)$' --guest-mem 16M
    refused_by_us riscv64 empty '^initrd: /sbin/initrd: the file is empty$'
    refused_by_us riscv64 large '^initrd: /sbin/initrd: [0-9]+ bytes, but the guest has 65536 KiB of memory'
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: an initrd that lies" {
    lies aarch64 truncated '^panic: initrd: no whole file begins at byte [1-9][0-9]*$'
    lies aarch64 no-elf '^panic: /bin/init: error 8$'
    lies aarch64 fills '^panic: initrd: big: no memory for its 8000000 bytes$' --guest-mem 16M
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: an initrd that lies" {
    lies x86_64 truncated '^panic: initrd: no whole file begins at byte [1-9][0-9]*$'
    lies x86_64 no-elf '^panic: /bin/init: error 8$'
    lies x86_64 fills '^panic: initrd: big: no memory for its 8000000 bytes$' --guest-mem 16M
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: a command line that is too long is not cut" {
    local long
    long=$(head -c 5000 /dev/zero | tr '\0' a)
    ws step 8 riscv64 --run "echo $long"
    assert_failure 1
    assert_line "[guest] init: /run: too long, 4094 bytes have room"
    ws step 8 riscv64 --run "echo ${long:0:4089}"
    assert_success
}

# one_line_each PATTERN AT-LEAST: each run but the last one of tests/demand/again.c has status 1, and says one line besides those
# of a run that goes well; so many of these lines are like the pattern.
one_line_each() {
    local n said like=0 last=$((${#runs[@]} - 1))
    for ((n = 1; n <= last; n++)); do
        output=${runs[n - 1]}
        assert_output --partial "run $n: status 1, "
        said=$(grep -vE '^(Hypervisor \.\.\.|app: |paddr: |[a-z]+: /sbin/[a-z]+: [0-9]+ bytes[, ]|memory: |run )' <<<"$output")
        [ "$(wc -l <<<"$said")" -eq 1 ] || fail "run $n: $said"
        [[ ! $said =~ $1 ]] || like=$((like + 1))
    done
    output=${runs[last]}
    assert_output --partial "run $n: status 0, "
    assert_line "Hypervisor ok!"
    [ "$like" -ge "$2" ] || fail "$like lines are like $1"
}

# An initrd of five pages, which need three pieces of memory and several reads.
initrd_fails_at_each() { # ARCH
    local words="guest=/sbin/skernel initrd=/sbin/files guest-mem=4M" step=8
    machine "$1"
    make -s -C "$top" ARCH="$1" "build/$1/guest/skernel"
    head -c 20000 /dev/zero >files
    disk_with "$top/build/$1/guest/skernel" files
    run_again "$words no-memory full"
    one_line_each '^initrd: /sbin/files: no memory for GPA 0x[0-9a-f]+: [0-9]+ KiB are promised, ' 3
    failing_disk
    disk=none run_again "$words" "$failing"
    one_line_each '^initrd: /sbin/files: disk: sectors [0-9]+ to [0-9]+ cannot be read \(status 1\)$' 5
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: no memory, or a disk that fails, at each read of the initrd, is one line" {
    initrd_fails_at_each riscv64
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: no memory, or a disk that fails, at each read of the initrd, is one line" {
    initrd_fails_at_each aarch64
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: no memory, or a disk that fails, at each read of the initrd, is one line" {
    initrd_fails_at_each x86_64
}

# words ARCH BYTES: the kernel, with so many bytes of words and a command.
words() {
    ws step 8 "$1" --run "echo told" --append "$(head -c "$2" /dev/zero | tr '\0' a)"
}

words_are_checked() { # ARCH
    words "$1" 2500
    assert_success
    assert_line "[guest] told"
    words "$1" 5000
    assert_failure 1
    assert_output --regexp "^run.sh: the boot command line would have 5[0-9]+ bytes, and 4095 are possible: 5000 are --append's$"
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: --append of any length is passed on or refused" {
    words_are_checked riscv64
    words riscv64 3900
    assert_failure 1
    assert_line "board: its device tree has no room for 3900 bytes of words (--append)"
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: --append of any length is passed on or refused" {
    words_are_checked aarch64
    words aarch64 3900
    assert_failure 1
    assert_line "board: its device tree has no room for 3900 bytes of words (--append)"
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: --append of any length is passed on or refused" {
    words_are_checked x86_64
    words x86_64 3900
    assert_success
    assert_line "[guest] told"
}
