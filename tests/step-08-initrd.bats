# Step 8: initrds that lie, and command lines that are too long: one line says what is wrong, and the status is 1.
load lib
load kernel

# bats file_tags=step:8

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# lies ARCH NAME LINE: what the kernel says of the initrd NAME of tests/kernel/initrds.py; the hypervisor reports its end.
lies() {
    make -s -C "$top" ARCH="$1" kernel
    "$top/tests/kernel/initrds.py" "$top/guest" "$top/build/$1/guest/initrd" "$2" initrd
    hosted "$1" --append shell
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
    refused_by_us riscv64 empty '^initrd: /sbin/initrd: the file is empty$'
    refused_by_us riscv64 large '^initrd: /sbin/initrd: [0-9]+ bytes, but the guest has 65536 KiB of memory'
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: an initrd that lies" {
    lies aarch64 truncated '^panic: initrd: no whole file begins at byte [1-9][0-9]*$'
    lies aarch64 no-elf '^panic: /bin/init: error 8$'
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: an initrd that lies" {
    lies x86_64 truncated '^panic: initrd: no whole file begins at byte [1-9][0-9]*$'
    lies x86_64 no-elf '^panic: /bin/init: error 8$'
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
