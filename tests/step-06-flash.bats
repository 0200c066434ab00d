# Step 6: a file of the disk that the guest finds as memory, and whose pages are taken back when memory is short.
load lib
load guest_memory

# bats file_tags=step:6

# The sum of the words is the file's own, and the first word the known one.
reads_flash() { # ARCH
    local sum
    sum=$(python3 -c 'import array, sys; print(sum(array.array("I", open(sys.argv[1], "rb").read())) % 2**32)' \
        "$top/build/$1/guest/flash.bin")
    ws step 6 "$1" --guest flash
    assert_success
    assert_line "[guest] flash: 65536 bytes, first word 1935764582, sum $sum"
    assert_line --regexp "^memory: 65600 KiB promised, [0-9]+ KiB given; flash: 16 pages read, 0 taken back$"
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: the guest finds the file's bytes, and a known first word" {
    reads_flash riscv64
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: the guest finds the file's bytes, and a known first word" {
    reads_flash aarch64
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: the guest finds the file's bytes, and a known first word" {
    reads_flash x86_64
}

# flash_guest ARCH PAGES END: a guest, $BATS_TEST_TMPDIR/g, that reads a byte of so many pages of its flash, then that.
flash_guest() {
    case $1 in
    riscv64) flat_guest riscv64 g <<<"li a0, $flash_base; li a1, $2; li a2, 4096; 1: beqz a1, 2f; lb t0, (a0)
            add a0, a0, a2; addi a1, a1, -1; j 1b; 2: $3" ;;
    aarch64) flat_guest aarch64 g <<<"ldr x0, =$flash_base; ldr x1, =$2; 1: cbz x1, 2f; ldrb w2, [x0]
            add x0, x0, #4096; sub x1, x1, #1; b 1b; 2: $3" ;;
    x86_64) protected_elf g <<<"mov eax, $flash_base; mov ecx, $2; 1: jecxz 2f; mov dl, [eax]; add eax, 4096
            dec ecx; jmp 1b; 2: $3" ;;
    esac
}

# blocks_read PAGES: what QEMU's disk was asked for, requests and bytes, when the guest has read so many pages.
blocks_read() {
    flash_guest "$arch" "$1" "1: ${spin:?}"
    start_qemu 6 "$arch" --guest ./g --flash ./f -- -monitor unix:monitor,server=on,wait=off
    wait_for_line "flash: "
    local i before=''
    for ((i = 0; i < 100; i++)); do # until it spins, and asks for no more
        sleep 0.1
        run "$top/tests/monitor.py" monitor "info blockstats"
        # QEMU 11 has a table: "Read: BYTES OPERATIONS ...".
        [[ $output =~ rd_bytes=([0-9]+).*rd_operations=([0-9]+) || $output =~ Read:\ +([0-9]+)\ +([0-9]+) ]] || fail "$output"
        [ "${BASH_REMATCH[*]}" != "$before" ] || break
        before=${BASH_REMATCH[*]}
    done
    end_qemu
    operations=${BASH_REMATCH[2]} bytes=${BASH_REMATCH[1]}
}

# Three pages are three requests of a page each, and before the first one the disk says where they lie.
not_before() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    machine "$1"
    local spin='j 1b'
    [ "$1" = riscv64 ] || spin='b 1b'
    [ "$1" != x86_64 ] || spin='jmp 1b'
    head -c 65536 /dev/urandom >f
    blocks_read 0
    local none=$operations none_bytes=$bytes
    blocks_read 3
    assert_equal "$((operations - none)) requests, $((bytes - none_bytes)) bytes" "4 requests, $((4 * 4096)) bytes"
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: QEMU's disk is asked for a page of flash when it is touched, and not before" {
    not_before riscv64
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: QEMU's disk is asked for a page of flash when it is touched, and not before" {
    not_before aarch64
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: QEMU's disk is asked for a page of flash when it is touched, and not before" {
    not_before x86_64
}

# stays_read_only STORE [PAGES]: the guest stores into its flash's third page, at byte 8: with it there, and without.
stays_read_only() {
    cp "$top/build/$arch/guest/flash.bin" f
    local pages
    for pages in ${2:-0 3}; do
        flash_guest "$arch" "$pages" "$1"
        ws step 6 "$arch" --guest ./g --flash ./f --ram ram
        stopped "The guest was stopped: no handler takes this exit."
        assert_output --regexp "VmExit Reason: .*fault.*[, ]GPA $(printf '0x%x' $((flash_base + 8200)))"
        memory_of_guest "$arch" f
        assert_line "flash: 0 pages wrong"
        assert_line --regexp "^flash: .*, 16 pages promised, [13] given, read-only$"
    done
    cmp f "$top/build/$arch/guest/flash.bin"
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: a write to the flash stops the guest, with its report, and changes nothing" {
    cd "$BATS_TEST_TMPDIR"
    machine riscv64
    stays_read_only "li a7, 0x4442434e; li a6, 1; li a0, 1; li a1, $flash_base + 8200; li a2, 0; ecall # DBCN: it does not read into it
        addi a0, a0, 3; beqz a0, 3f; unimp; 3: li a0, $flash_base + 8200; sd a0, (a0)"
    stays_read_only "li a0, $flash_base + 8200; amoadd.w t0, a1, (a0)" 3 # adds 0
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: a write to the flash stops the guest, with its report, and changes nothing" {
    cd "$BATS_TEST_TMPDIR"
    machine aarch64
    stays_read_only "ldr x0, =$flash_base + 8200; str x0, [x0]"
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: a write to the flash stops the guest, with its report, and changes nothing" {
    cd "$BATS_TEST_TMPDIR"
    machine x86_64
    stays_read_only "mov eax, $flash_base + 8200; mov [eax], eax"
    stays_read_only "mov eax, $flash_base + 8200; lock or dword ptr [eax], 0" 3
}

# --- Files that are refused ---

# refused_flash LINE [OPTIONS]: one line about the flash, and status 1.
refused_flash() {
    ws step 6 "$arch" "${@:2}"
    assert_failure 1
    assert_equal "${lines[${#lines[@]} - 1]}" "$1"
    refute_line --partial "VmExit"
}

wrong_files() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    machine "$1"
    : >empty
    refused_flash "flash: /sbin/empty: the file is empty" --flash ./empty
    refused_flash "flash: /sbin/nobody: no such file" --flash nobody
    refused_flash "run.sh: --flash $PWD/./nobody: no such file" --flash ./nobody
    refused_flash "run.sh: --flash $PWD/./.: a folder, not a file" --flash ./.
    dd if=/dev/zero of=large bs=1 count=1 seek="$flash_room" 2>/dev/null
    refused_flash "flash: /sbin/large: $((flash_room + 1)) bytes, but the guest's flash has room for $flash_room" \
        --flash ./large
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: a flash that is too large, empty or not there is one line, status 1" {
    wrong_files riscv64
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: a flash that is too large, empty or not there is one line, status 1" {
    wrong_files aarch64
}

# Only here RAM can reach up to the flash. And a flash may end where the guest's addresses do.
# bats test_tags=arch:x86_64
@test "step 6 x86_64: a flash that is too large, empty, not there or in RAM is one line, status 1" {
    wrong_files x86_64
    refused_flash "flash: flash 0xffc00000..0xffc10000 overlaps the guest's RAM" --guest-mem 4G
    numbered_flash full "$flash_room"
    ws step 6 x86_64 --guest flash --flash ./full --ram ram
    assert_success
    assert_line --regexp "flash: 4194304 bytes, first word 0, sum "
    memory_of_guest x86_64 full
    assert_line "flash: 0xffc00000, 1024 pages promised, 1024 given, read-only"
    assert_line "flash: 0 pages wrong"
}

# Which of two files is meant, their names on the disk would not say.
# bats test_tags=arch:riscv64
@test "step 6: a user's file with the name of a project file is refused, and so is a name that the disk does not have" {
    cd "$BATS_TEST_TMPDIR"
    mkdir a
    cp "$top/build/riscv64/guest/hello" a/flash.bin
    cp a/flash.bin hello
    refused 1 "--flash $PWD/./hello: the disk has a file of ours of that name: rename yours" \
        step 6 riscv64 --guest hello --flash ./hello
    refused 1 "--guest $PWD/a/flash.bin: the disk has a file of ours of that name: rename yours" \
        step 6 riscv64 --guest a/flash.bin
    refused 1 "--flash -x: the disk has no such file" step 6 riscv64 --guest ./hello --flash -x
    refused 1 "--guest nobody: the disk has no such file" step 6 riscv64 --guest nobody --flash ./hello
    refused 2 "--flash a/flash.bin: with --disk it can only be the name of a file on that disk" \
        step 6 riscv64 --disk "$top/build/riscv64/disk.img" --flash a/flash.bin
    ws step 6 riscv64 --guest ./hello --flash a/flash.bin
    assert_success
    ws step 6 riscv64 --guest ./hello --flash ./hello # one file for both
    assert_success
}

# --- Taken back, and read again ---

# The guest goes three times round over more than fits. All free memory is full of what it must not see. The last page
# of the file ends within it: after it come zeros.
goes_round() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    c_guest "$1" storm -DROUNDS=3
    numbered_flash f $((3 * 1048576 + 5))
    ws step 6 "$1" --guest ./storm --flash ./f --mem 9M --guest-mem 6M --ram ram --main "$top/tests/demand/poison.c"
    assert_success
    assert_line --regexp "^\[guest\] storm: [0-9]+ pages of RAM, 769 of flash, 0 wrong$"
    memory_of_guest "$1" f tests/demand/poison
    assert_line --regexp "^flash: 23[0-9]{2} pages read, 1[56][0-9]{2} taken back, 0 lost$"
    assert_line "flash: 0 pages wrong"
    assert_line --regexp "^flash: .*, 769 pages promised, (6|7)[0-9]{2} given, read-only$"
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: pages of flash are taken back when memory is short, and every byte stays right" {
    goes_round riscv64
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: pages of flash are taken back when memory is short, and every byte stays right" {
    goes_round aarch64
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: pages of flash are taken back when memory is short, and every byte stays right" {
    goes_round x86_64
}
