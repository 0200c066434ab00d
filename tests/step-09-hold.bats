# Step 9: a busy Linux computes what is right, and one whose root user is hostile harms only itself.
load lib
load kernel

# bats file_tags=step:9

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# Five loops at once for ten seconds, under the checks for undefined behaviour: the script checks what it computes, and each loop has come round.
stress() { # ARCH
    need_linux "$1"
    ws step 9 "$1" --guest-mem 128M --append cma=0 --ubsan --timeout 110 --run "SECONDS_LEFT=10
$(<"$top/tests/linux/stress.sh")"
    printed=$output
    assert_success
    whole_lines
    assert_line --regexp "^stress: done: cpu [1-9][0-9]* memory [1-9][0-9]* console [1-9][0-9]* timers [1-9][0-9]* forks [1-9][0-9]*$"
    [[ $printed =~ "memory: 131136 KiB promised, "([0-9]+)" KiB given;" ]]
    ((BASH_REMATCH[1] > 128000)) || fail "not all memory was used: $printed"
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

# The root user's program accesses every register of every device, in each size, and addresses without a device; on a PC
# every port, and MSRs, if the module is there. That may ruin the guest, so its run may end as it likes, but neither the
# host's registers nor the hypervisor's memory change.
hostile_root() { # ARCH GPA BYTES...
    need_linux "$1"
    local linux=$top/build/linux/$1 files more=''
    make -s -C "$top" ARCH="$1" kernel && program "$1" hostile
    files=("init=$top/guest/linux/init" "bin/busybox=$linux/busybox" bin/hostile=hostile)
    if [ "$1" = x86_64 ]; then
        [ ! -s "$linux/msr.ko" ] || { files+=("msr.ko=$linux/msr.ko") && more="insmod /msr.ko && /bin/hostile msrs; "; }
        more+="/bin/hostile ports; "
    fi
    "$top/guest/initrd.py" files "${files[@]}"
    ws step 9 "$1" --timeout 25 --main "$top/tests/linux/main.c" --ram ram --initrd ./files \
        --append "iomem=relaxed msr.allow_writes=on" --run "$more/bin/hostile mem ${*:2}"
    refute_line --partial "panic: "
    [ "$status" -eq 124 ] || assert_line --regexp "^exits: .*device [0-9]{4,}.*wild access [0-9]{4,}"
    local elf=$top/build/$1/09-boot-linux/tests-linux-main.elf
    run "$top/tests/hostile/untouched.py" ram "$elf"
    assert_success
    run "$top/tests/host_tables/host_tables.py" ram "$elf"
    assert_success
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: a hostile root user of Linux harms only the guest" {
    hostile_root riscv64 0x100000 0x2000 0xc000000 0x4000 0xc200000 0x3000 0x10000000 0x9000 0x22000000 0x2000 0x30000000 0x1000
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: a hostile root user of Linux harms only the guest" {
    hostile_root aarch64 0x8000000 0x1000 0x80a0000 0x1000 0x80b0000 0x1000 0x9000000 0x31000 0xa000000 0x4000 0x4000000 0x2000
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: a hostile root user of Linux harms only the guest" {
    hostile_root x86_64 0xa0000 0x20000 0xfec00000 0x1000 0xfed00000 0x1000 0xfee00000 0x1000 0xffc00000 0x2000
}
