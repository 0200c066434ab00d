# Images and disks that are wrong: one line that names the file and what is wrong with it, status 1.
load lib

# bats file_tags=step:4,step:5

# refused ARCH LINE [OPTIONS]: step 5 ends with that line as the only one about the guest.
refused() {
    ws step 5 "$1" "${@:3}"
    assert_failure 1
    assert_line --index 0 "Hypervisor ..."
    [ "${lines[${#lines[@]} - 1]}" = "$2" ] || fail "not '$2' but: $output"
    [ ${#lines[@]} -eq 3 ] || fail "more than one line: $output"
}

# refused_elf ARCH LINE MAKE_ELF-ARGUMENTS: an ELF made of these.
refused_elf() {
    cd "$BATS_TEST_TMPDIR"
    printf 'code' | "$top/tests/make_elf.py" e "${@:3}"
    refused "$1" "load: /sbin/e: $2" --guest ./e
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: a missing file, an empty one, a directory" {
    refused riscv64 "load: /sbin/nobody: no such file" --guest nobody
    : >"$BATS_TEST_TMPDIR/empty"
    refused riscv64 "load: /sbin/empty: the file is empty" --guest "$BATS_TEST_TMPDIR/empty"
    disk_with "$BATS_TEST_TMPDIR/empty"
    mmd -i "$BATS_TEST_TMPDIR/disk.img" ::/sbin/folder
    refused riscv64 "load: /sbin/folder: a directory, not a file" --guest folder \
        --disk "$BATS_TEST_TMPDIR/disk.img"
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: ELFs that are truncated" {
    cd "$BATS_TEST_TMPDIR"
    printf 'code' | "$top/tests/make_elf.py" whole 243 0x80200000 0x80200000:0x1000:0x1000
    head -c 40 whole >short1 && head -c 100 whole >short2 && head -c 1000 whole >short3
    refused riscv64 "load: /sbin/short1: an ELF that ends within its header, at byte 40" \
        --guest ./short1
    refused riscv64 "load: /sbin/short2: truncated: program headers at 0x40, the file has 0x64 bytes" \
        --guest ./short2
    refused riscv64 "load: /sbin/short3: truncated: segment 0 is 0x1000 bytes from 0x78 on, the file has 0x3e8" \
        --guest ./short3
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: ELFs whose segments overlap, wrap, do not fit or lie" {
    refused_elf riscv64 "segment 1 overlaps an earlier one at 0x80200800" \
        243 0x80200000 0x80200000:0x1000 0x80200800:0x1000
    refused_elf riscv64 "segment 0 wraps around: 0x2000 bytes from 0xfffffffffffff000 on" \
        243 0x80200000 0xfffffffffffff000:0x2000
    refused_elf riscv64 "segment 0 wants 0x80000000..0x90000000, the guest has 0x80000000..0x81000000" \
        243 0x80000000 0x80000000:0x10000000
    refused_elf riscv64 "segment 0 wants 0x7ffff000..0x80001000, the guest has 0x80000000..0x81000000" \
        243 0x80000000 0x7ffff000:0x2000
    refused_elf riscv64 "segment 0 has 0x2000 bytes in the file, 0x1000 in memory" \
        243 0x80200000 0x80200000:0x1000:0x2000
    refused_elf riscv64 "its entry 0x80300000 lies in none of its segments" \
        243 0x80300000 0x80200000:0x1000
    refused_elf riscv64 "an ELF with nothing to load" 243 0x80200000 0x80200000:0
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: ELFs of another sort" {
    refused_elf riscv64 "an ELF for machine 62, this one is 243" 62 0x80200000 0x80200000:0x1000
    refused_elf riscv64 "not a little-endian ELF64" 243 0x80200000 0x80200000:0x1000 --class 1
    refused_elf riscv64 "an ELF that is no executable (type 3)" \
        243 0x80200000 0x80200000:0x1000 --type 3
    refused_elf riscv64 "an ELF with 17 program headers, at most 16 are read" \
        243 0x80200000 0x80200000:0x1000 --phnum 17
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: a flat image that is larger than the guest" {
    head -c 2097152 /dev/zero >"$BATS_TEST_TMPDIR/large"
    refused riscv64 "load: /sbin/large: 0x200000 bytes, the guest has 0x100000 from 0x80200000 on" \
        --guest "$BATS_TEST_TMPDIR/large" --guest-mem 3M
    refused riscv64 "load: /sbin/skernel: 0x6 bytes, the guest has 0x0 from 0x80200000 on" \
        --guest-mem 1M
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: too little memory for the guest" {
    ws step 5 riscv64 --mem 8M
    assert_failure 1
    assert_line --regexp "^load: /sbin/skernel: the guest wants 16384 KiB of memory, [0-9]+ KiB are free$"
    ws step 5 riscv64 --guest-mem 1G
    assert_failure 1
    assert_line --regexp "^load: /sbin/skernel: the guest wants 1048576 KiB of memory, [0-9]+ KiB are free$"
    ws step 5 riscv64 --guest-mem 5K
    assert_failure 1
    assert_line "load: /sbin/skernel: guest memory 0x80000000..0x80001400 is not in whole pages"
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: no disk, an empty one, one that is no FAT32" {
    refused riscv64 "load: /sbin/skernel: disk: this machine has none" --disk none
    cd "$BATS_TEST_TMPDIR"
    head -c 1048576 /dev/zero >zeros
    refused riscv64 "load: /sbin/skernel: fat32: sector 0 is no boot sector" --disk ./zeros
    : >nothing
    refused riscv64 "load: /sbin/skernel: fat32: the disk is empty" --disk ./nothing
    dd if=/dev/zero of=fat16 bs=1048576 count=0 seek=20 2>/dev/null
    mformat -i fat16 ::
    refused riscv64 "load: /sbin/skernel: fat32: a FAT12 or FAT16 disk" --disk ./fat16
    head -c 100000 "$top/build/riscv64/disk.img" >cut
    refused riscv64 "load: /sbin/skernel: fat32: the boot sector tells of 131072 sectors, the disk has 196" \
        --disk ./cut
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: a disk that answers with an error" {
    cd "$BATS_TEST_TMPDIR"
    refused riscv64 "load: /sbin/skernel: disk: sectors 0 to 0 cannot be read (status 1)" --disk none -- \
        -blockdev "driver=file,filename=$top/build/riscv64/disk.img,node-name=f,read-only=on" \
        -blockdev '{"driver":"blkdebug","node-name":"b","image":"f","read-only":true,"inject-error":[{"event":"read_aio","errno":5}]}' \
        -blockdev driver=raw,node-name=r,file=b,read-only=on \
        -device virtio-blk-device,drive=r,werror=report,rerror=report
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: a disk that does not answer in time" {
    refused riscv64 "load: /sbin/skernel: disk: no answer for sector 0 within 5 s" --disk none -- \
        -blockdev driver=null-co,size=67108864,latency-ns=20000000000,node-name=n,read-only=on \
        -device virtio-blk-device,drive=n
}
