# Step 9: a disk that fails while the kernel or its first files are read: one line, status 1. (That it fails at each request
# is tested in step 5: bad-disk.bats.)
load lib

# bats file_tags=step:9

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# number OFFSET BYTES: prints that number of the disk's boot sector.
number() {
    od -An -tu"$2" -j"$1" -N"$2" disk.img
}

# clusters FILE: sets $first and $last to the sectors in which the file on the disk begins and ends.
clusters() {
    local sectors data
    sectors=$(($(number 13 1))) data=$(($(number 14 2) + $(number 16 1) * $(number 36 4))) # of a cluster; the first of all
    [[ $(MTOOLS_SKIP_CHECK=1 mshowfat -i disk.img "::$1") =~ \<([0-9]+)-([0-9]+)\> ]] || fail "$1 is not in one piece"
    first=$((data + (BASH_REMATCH[1] - 2) * sectors)) last=$((data + (BASH_REMATCH[2] - 1) * sectors - 1))
}

# fails_at SECTOR LINE: if the disk cannot read this sector, LINE is the last line that is printed.
fails_at() {
    ws step 9 "$arch" --disk none -- -append "guest=/sbin/linux initrd=/sbin/initrd guest-mem=256M fault-block=2M" \
        -blockdev driver=file,filename=disk.img,node-name=f,read-only=on \
        -blockdev '{"driver":"blkdebug","node-name":"b","image":"f","read-only":true,"inject-error":[{"event":"read_aio","errno":5,"sector":'"$1"'}]}' \
        -blockdev driver=raw,node-name=r,file=b,read-only=on -device $disk_device,drive=r,werror=report,rerror=report
    assert_failure 1
    [[ ${lines[${#lines[@]} - 1]} =~ ^$2:\ disk:\ sectors\ ([0-9]+)\ to\ ([0-9]+)\ cannot\ be\ read ]] || fail "$output"
    [ "${BASH_REMATCH[1]}" -le "$1" ] && [ "${BASH_REMATCH[2]}" -ge "$1" ] || fail "not sector $1: $output"
}

disk_fails() { # ARCH
    need_linux "$1"
    machine "$1"
    local line image first last
    line=$("$top/run.sh" step 9 "$arch" --dry-run --run true)
    image=$(sed -E 's/.*file=([^ ,]*disk\.img).*/\1/' <<<"$line")
    mv "$image" disk.img && rm -rf "${image%/*}"
    clusters /sbin/linux
    fails_at "$first" "load: /sbin/linux"
    fails_at $(((first + last) / 2)) "load: /sbin/linux"
    fails_at $((last - 16)) "load: /sbin/linux" # a signature at its end is not read
    clusters /sbin/initrd
    fails_at "$first" "initrd: /sbin/initrd"
    fails_at $((first + (last - first) * 9 / 10)) "initrd: /sbin/initrd"
    head -c $((last * 512)) disk.img >cut && mv cut disk.img
    ws step 9 "$arch" --disk ./disk.img --guest linux
    assert_failure 1
    assert_line --regexp "^load: /sbin/linux: fat32: the boot sector claims [0-9]+ sectors, but the disk has $last$"
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: a disk that fails while Linux is loaded" {
    disk_fails riscv64
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: a disk that fails while Linux is loaded" {
    disk_fails aarch64
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: a disk that fails while Linux is loaded" {
    disk_fails x86_64
}
