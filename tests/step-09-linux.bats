# Step 9: the distribution's Linux, as setup --linux fetches it: it starts, runs a command, and switches the machine off.
load lib
load kernel

# bats file_tags=step:9

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# linux ARCH [OPTIONS]: a run of the fetched kernel. $printed is all that was printed; $output the guest's, in whole lines.
linux() {
    need_linux "$1"
    ws step 9 "$1" "${@:2}"
    printed=$output
    whole_lines
}

# Without a terminal the first process says where it is: the kernel is the one in the package, and its date is right.
starts() { # ARCH LINUX'S NAME OF IT
    local before date
    before=$(date +%s)
    linux "$1"
    [ "$status" -eq 0 ] || fail "status $status: $printed"
    [[ $printed == *$'\n'"Hypervisor ok!"$'\n'* ]] || fail "$printed"
    assert_line --regexp "^Linux guest [0-9].* Debian $(sed -n '1s/.* //p' "$top/build/linux/$1/packages") .* $2 GNU/Linux$"
    assert_line --regexp "^MemTotal: "
    assert_line --regexp "^ +[0-9]+: +[1-9][0-9]* .*(timer|ttyS0)"
    assert_line --regexp "reboot: Power down$"
    date=$(date +%s -d "$(grep -E ' UTC 20[0-9]{2}$' <<<"$output")")
    [ "$date" -ge $((before - 2)) ] && [ "$date" -le $(($(date +%s) + 2)) ] || fail "date $date, the run began at $before"
}

# The disk of the run that --dry-run prepares has the kernel byte for byte.
is_unchanged() { # ARCH
    need_linux "$1"
    local line image
    line=$("$top/run.sh" step 9 "$1" --dry-run --run true)
    image=$(sed -E 's/.*file=([^ ,]*disk\.img).*/\1/' <<<"$line")
    MTOOLS_SKIP_CHECK=1 mcopy -i "$image" ::/sbin/linux kernel
    rm -rf "${image%/*}"
    cmp kernel "$top/build/linux/$1/kernel"
}

# One argument for sh -c, with any character; what it prints; and a panic. The kernel's messages on request.
# An alarm of the clock's driver interrupts once (the goldfish driver of Linux offers none to the shell).
runs() { # ARCH
    # shellcheck disable=SC2016
    linux "$1" --verbose-boot --append "one=1" --dump-tree told \
        --run 'echo "a  b" '\''$HOME'\'' $((6*7)); cat; sha256sum </bin/busybox; alarm=/sys/class/rtc/rtc0/wakealarm
            if echo +2 >$alarm; then while grep . $alarm; do sleep 0.1; done; fi; grep rtc /proc/interrupts
            echo c >/proc/sysrq-trigger'
    [ "$status" -eq 1 ] || fail "status $status: $printed"
    assert_line 'a  b $HOME 42'
    assert_line "$(sha256sum <"$top/build/linux/$1/busybox")"
    [ "$1" = riscv64 ] || assert_line --regexp "^ *[0-9]+: +1 .* rtc"
    assert_line --regexp "ommand line: .*panic=-1 .*one=1"
    assert_line --regexp "^\[ +0\.0+\] .*Linux version "
    assert_line --regexp "Kernel panic - not syncing: sysrq triggered crash"
    [[ $printed == *$'\n'"The guest asks for a reset; it is a warm one, which says that its kernel or its command has failed."$'\n'* ]] || fail "$printed"
    grep -q "panic=-1" told
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: Linux starts, says where it is, and switches the machine off" {
    starts riscv64 riscv64
    is_unchanged riscv64
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: Linux starts, says where it is, and switches the machine off" {
    starts aarch64 aarch64
    is_unchanged aarch64
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: Linux starts, says where it is, and switches the machine off" {
    starts x86_64 x86_64
    is_unchanged x86_64
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: --run gives Linux a command, and a panic ends the run" {
    runs riscv64
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: --run gives Linux a command, and a panic ends the run" {
    runs aarch64
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: --run gives Linux a command, and a panic ends the run" {
    runs x86_64
}

# Ctrl-C ends the command, not the run; poweroff asks the first process, which is a script.
# bats test_tags=arch:aarch64
@test "step 9 aarch64: in a terminal Linux has a shell of 72 columns" {
    need_linux aarch64
    run "$top/tests/terminal.py" "# " "sh -c 'stty size; exec sleep 999'\r" "24 72" '\x03' "# " "poweroff\r" -- "$top/run.sh" step 9 aarch64
    assert_success
    assert_line --partial "reboot: Power down"
    assert_line --partial "Hypervisor ok!"
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: a kernel compressed by gzip is unpacked, and a damaged one named" {
    need_linux aarch64
    gzip -1 -c "$top/build/linux/aarch64/kernel" >Image.gz
    ws step 9 aarch64 --guest ./Image.gz --initrd linux --append "quiet" --run "uname -m"
    assert_success
    assert_line "[guest] aarch64"
    head -c 100000 Image.gz >short.gz
    ws step 9 aarch64 --guest ./short.gz
    assert_failure 1
    assert_output --regexp "^run.sh: --guest $PWD/\./short.gz: cannot be unpacked: .*ended before"
    { head -c 5000 Image.gz && head -c 5000 /dev/zero && tail -c +10001 Image.gz; } >bad.gz
    ws step 9 aarch64 --guest ./bad.gz
    assert_failure 1
    assert_output --regexp "^run.sh: --guest $PWD/\./bad.gz: cannot be unpacked: [^\n]+$"
    head -c 200M /dev/zero | gzip -1 >bomb.gz
    ws step 9 aarch64 --guest ./bomb.gz --guest-mem 199M
    assert_failure 1
    assert_output "run.sh: --guest $PWD/./bomb.gz: unpacked, it is larger than the guest's memory of 199 MiB (--guest-mem)"
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: Linux starts on QEMU's own machine as well, without the hypervisor" {
    need_linux aarch64
    ws step 9 aarch64 --bare --run "uname -n"
    assert_success
    assert_line --regexp '^guest'
    ws step 9 aarch64 --bare --run false
    assert_failure 1
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: our own kernel starts here as well" {
    ws step 9 riscv64 --guest kernel --run "echo here"
    assert_success
    assert_line "[guest] here"
}
