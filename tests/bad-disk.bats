# Disks that are wrong: one line that says so, status 1.
load lib

# bats file_tags=step:4,step:5

# partitioned NAME TYPE: a disk with one partition of that type, two hexadecimal digits.
partitioned() {
    head -c 1048576 /dev/zero >"$1"
    # shellcheck disable=SC2059
    printf "\\x$2\\0\\0\\0\\x01\\0\\0\\0\\xff\\x07\\0\\0" | dd of="$1" bs=1 seek=450 conv=notrunc status=none
    printf '\x55\xaa' | dd of="$1" bs=1 seek=510 conv=notrunc status=none
}

no_good_disk() { # ARCH
    machine "$1"
    guest_refused "$arch" "load: /sbin/skernel: disk: this machine has no virtio disk" --disk none
    cd "$BATS_TEST_TMPDIR"
    head -c 1048576 /dev/zero >zeros
    guest_refused "$arch" "load: /sbin/skernel: fat32: sector 0 is not a boot sector: format the disk as FAT32" --disk ./zeros
    partitioned mbr 0c
    guest_refused "$arch" "load: /sbin/skernel: fat32: a disk with a partition table (MBR): its FAT32 must begin at sector 0, without one" \
        --disk ./mbr
    partitioned gpt ee
    guest_refused "$arch" "load: /sbin/skernel: fat32: a disk with a partition table (GPT): its FAT32 must begin at sector 0, without one" \
        --disk ./gpt
    : >nothing
    guest_refused "$arch" "load: /sbin/skernel: fat32: the disk is empty" --disk ./nothing
    dd if=/dev/zero of=fat16 bs=1048576 count=0 seek=20 2>/dev/null
    mformat -i fat16 ::
    guest_refused "$arch" "load: /sbin/skernel: fat32: a FAT12 or FAT16 disk: format it as FAT32" --disk ./fat16
    head -c 100000 "$top/build/$arch/disk.img" >cut
    guest_refused "$arch" "load: /sbin/skernel: fat32: the boot sector claims $(($(wc -c <"$top/build/$arch/disk.img") / 512)) sectors, but the disk has 196" \
        --disk ./cut
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: no disk, an empty one, a partitioned one, one that is no FAT32" {
    no_good_disk riscv64
}

# bats test_tags=arch:aarch64
@test "bad input aarch64: no disk, an empty one, a partitioned one, one that is no FAT32" {
    no_good_disk aarch64
}

# bats test_tags=arch:x86_64
@test "bad input x86_64: no disk, an empty one, a partitioned one, one that is no FAT32" {
    no_good_disk x86_64
}

failing_disk() { # ARCH
    machine "$1"
    cd "$BATS_TEST_TMPDIR"
    guest_refused "$arch" "load: /sbin/skernel: disk: sectors 0 to 0 cannot be read (status 1)" --disk none -- \
        -blockdev "driver=file,filename=$top/build/$arch/disk.img,node-name=f,read-only=on" \
        -blockdev '{"driver":"blkdebug","node-name":"b","image":"f","read-only":true,"inject-error":[{"event":"read_aio","errno":5}]}' \
        -blockdev driver=raw,node-name=r,file=b,read-only=on \
        -device $disk_device,drive=r,werror=report,rerror=report
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: a disk that answers with an error" {
    failing_disk riscv64
}

# bats test_tags=arch:aarch64
@test "bad input aarch64: a disk that answers with an error" {
    failing_disk aarch64
}

# bats test_tags=arch:x86_64
@test "bad input x86_64: a disk that answers with an error" {
    failing_disk x86_64
}

# The disk answers with an error to its n-th request, for every n until the guest is loaded: the state of
# blkdebug counts them.
disk_fails_at_each() { # ARCH
    machine "$1"
    cd "$BATS_TEST_TMPDIR"
    local n rules=
    for ((n = 1; n < 20; n++)); do
        ws step 5 "$arch" --disk none -- \
            -blockdev "driver=file,filename=$top/build/$arch/disk.img,node-name=f,read-only=on" \
            -blockdev '{"driver":"blkdebug","node-name":"b","image":"f","read-only":true,'"${rules:+\"set-state\":[${rules%,}],}"'"inject-error":[{"event":"read_aio","state":'$n',"errno":5}]}' \
            -blockdev driver=raw,node-name=r,file=b,read-only=on \
            -device $disk_device,drive=r,werror=report,rerror=report
        [ "$status" -eq 1 ] || break
        assert_equal "${#lines[@]}" 3
        assert_line --index 2 --regexp "^load: /sbin/skernel: disk: sectors [0-9]+ to [0-9]+ cannot be read \(status 1\)$"
        rules+="{\"event\":\"read_aio\",\"state\":$n,\"new_state\":$((n + 1))},"
    done
    assert_success
    [ "$n" -gt 4 ] || fail "only $((n - 1)) requests"
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: a disk that fails at its n-th request, for each n" {
    disk_fails_at_each riscv64
}

# bats test_tags=arch:aarch64
@test "bad input aarch64: a disk that fails at its n-th request, for each n" {
    disk_fails_at_each aarch64
}

# bats test_tags=arch:x86_64
@test "bad input x86_64: a disk that fails at its n-th request, for each n" {
    disk_fails_at_each x86_64
}

# The geometry is given, or QEMU reads sector 0 itself, and waits for it, before the machine starts. An instruction
# takes 256 ns of the machine's time, so that its 5 s are less than one of ours; how long it has waited is in its memory.
slow_disk() { # ARCH
    machine "$1"
    guest_refused "$arch" "load: /sbin/skernel: disk: no answer for sector 0 within 5 s" --disk none \
        --ram "$BATS_TEST_TMPDIR/ram" -- -icount shift=8 \
        -blockdev driver=null-co,size=67108864,latency-ns=4000000000,node-name=n,read-only=on \
        -device $disk_device,drive=n,cyls=16,heads=16,secs=63
    run python3 - "$top/common/host" "$BATS_TEST_TMPDIR/ram" "$top/build/$arch"/05-*/hypervisor.elf <<'P'
import sys
sys.path.insert(0, sys.argv[1])
from ram import Ram
ram = Ram(*sys.argv[2:])
requests, _, waited = ram.u64(ram.symbols["virtio_blk_stats"], 3)
print(requests, waited // 10**9, "s")
P
    assert_output "1 5 s"
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: a disk that does not answer in time" {
    slow_disk riscv64
}

# bats test_tags=arch:aarch64
@test "bad input aarch64: a disk that does not answer in time" {
    slow_disk aarch64
}

# bats test_tags=arch:x86_64
@test "bad input x86_64: a disk that does not answer in time" {
    slow_disk x86_64
}
