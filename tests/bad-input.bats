# Images that are wrong: one line that names the file and what is wrong with it, status 1.
load lib

# bats file_tags=step:4,step:5

# refused_elf ARCH LINE MAKE_ELF-ARGUMENTS: an ELF made of these.
refused_elf() {
    cd "$BATS_TEST_TMPDIR"
    printf 'code' | "$top/tests/make_elf.py" e "${@:3}"
    guest_refused "$1" "load: /sbin/e: $2" --guest ./e
}

no_such_file() { # ARCH
    machine "$1"
    guest_refused "$arch" "load: /sbin/nobody: no such file" --guest nobody
    : >"$BATS_TEST_TMPDIR/empty"
    guest_refused "$arch" "load: /sbin/empty: the file is empty" --guest "$BATS_TEST_TMPDIR/empty"
    disk_with "$BATS_TEST_TMPDIR/empty"
    mmd -i "$BATS_TEST_TMPDIR/disk.img" ::/sbin/folder
    guest_refused "$arch" "load: /sbin/folder: a directory, not a file" --guest folder \
        --disk "$BATS_TEST_TMPDIR/disk.img"
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: a missing file, an empty one, a directory" {
    no_such_file riscv64
}

# bats test_tags=arch:aarch64
@test "bad input aarch64: a missing file, an empty one, a directory" {
    no_such_file aarch64
}

# bats test_tags=arch:x86_64
@test "bad input x86_64: a missing file, an empty one, a directory" {
    no_such_file x86_64
}

truncated_elfs() { # ARCH
    machine "$1"
    cd "$BATS_TEST_TMPDIR"
    printf 'code' | "$top/tests/make_elf.py" whole "$elf_machine" "$flat" "$flat:0x1000:0x1000"
    head -c 40 whole >short1 && head -c 100 whole >short2 && head -c 1000 whole >short3
    guest_refused "$arch" "load: /sbin/short1: an ELF that ends within its header, at byte 40" \
        --guest ./short1
    guest_refused "$arch" "load: /sbin/short2: truncated: program headers at 0x40, the file has 0x64 bytes" \
        --guest ./short2
    guest_refused "$arch" "load: /sbin/short3: truncated: segment 0 is 0x1000 bytes from 0x78 on, the file has 0x3e8" \
        --guest ./short3
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: ELFs that are truncated" {
    truncated_elfs riscv64
}

# bats test_tags=arch:aarch64
@test "bad input aarch64: ELFs that are truncated" {
    truncated_elfs aarch64
}

# bats test_tags=arch:x86_64
@test "bad input x86_64: ELFs that are truncated" {
    truncated_elfs x86_64
}

lying_elfs() { # ARCH
    machine "$1"
    refused_elf "$arch" "segment 1 overlaps an earlier one at $(at $((flat_at + 0x800)))" \
        "$elf_machine" "$flat" "$flat:0x1000" "$(at $((flat_at + 0x800))):0x1000"
    refused_elf "$arch" "segment 0 wraps around: 0x2000 bytes from 0xfffffffffffff000 on" \
        "$elf_machine" "$flat" 0xfffffffffffff000:0x2000
    refused_elf "$arch" "segment 0 needs $(at 0)..$(at 0x10000000), but the guest has $(at 0)..$(at 0x1000000)" \
        "$elf_machine" "$(at 0)" "$(at 0):0x10000000"
    [ "$base" = 0 ] || # nothing lies below it
        refused_elf "$arch" "segment 0 needs $(at -0x1000)..$(at 0x1000), but the guest has $(at 0)..$(at 0x1000000)" \
            "$elf_machine" "$(at 0)" "$(at -0x1000):0x2000"
    refused_elf "$arch" "segment 0 has 0x2000 bytes in the file, but 0x1000 in memory" \
        "$elf_machine" "$flat" "$flat:0x1000:0x2000"
    refused_elf "$arch" "its entry $(at 0x300000) is not in a segment" \
        "$elf_machine" "$(at 0x300000)" "$flat:0x1000"
    refused_elf "$arch" "an ELF with nothing to load" "$elf_machine" "$flat" "$flat:0"
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: ELFs whose segments overlap, wrap, do not fit or lie" {
    lying_elfs riscv64
}

# bats test_tags=arch:aarch64
@test "bad input aarch64: ELFs whose segments overlap, wrap, do not fit or lie" {
    lying_elfs aarch64
}

# bats test_tags=arch:x86_64
@test "bad input x86_64: ELFs whose segments overlap, wrap, do not fit or lie" {
    lying_elfs x86_64
}

other_elfs() { # ARCH
    machine "$1"
    local big_name="a machine of another kind" # its number, read the other way round
    refused_elf "$arch" "an ELF for $other_name (machine $other_machine): build it for $elf_name" \
        "$other_machine" "$flat" "$flat:0x1000"
    refused_elf "$arch" "a big-endian ELF for $big_name: build it for little-endian $elf_name" \
        "$elf_machine" "$flat" "$flat:0x1000" --data 2
    case $arch in
    x86_64)
        refused_elf "$arch" "a 64-bit ELF for i386: build it for 32 bits" 3 "$flat" "$flat:0x1000"
        ;;
    esac
    refused_elf "$arch" "a 32-bit ELF for $elf_name: build it for 64 bits" \
        "$elf_machine" "$flat" "$flat:0x1000" --class 1
    refused_elf "$arch" "a damaged ELF: its class is 3 and its byte order 1" \
        "$elf_machine" "$flat" "$flat:0x1000" --class 3
    refused_elf "$arch" "a core dump: what is left of a program, not a program" \
        "$elf_machine" "$flat" "$flat:0x1000" --type 4
    refused_elf "$arch" "an ELF with 17 program headers, at most 16 are read" \
        "$elf_machine" "$flat" "$flat:0x1000" --phnum 17
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: ELFs of another sort" {
    other_elfs riscv64
}

# bats test_tags=arch:aarch64
@test "bad input aarch64: ELFs of another sort" {
    other_elfs aarch64
}

# bats test_tags=arch:x86_64
@test "bad input x86_64: ELFs of another sort" {
    other_elfs x86_64
}

large_flat_image() { # ARCH
    machine "$1"
    head -c 2097152 /dev/zero >"$BATS_TEST_TMPDIR/large"
    guest_refused "$arch" "load: /sbin/large: 0x200000 bytes, but the guest has 0x100000 from $flat on" \
        --guest "$BATS_TEST_TMPDIR/large" --guest-mem $((flat_at + 0x100000))
    local size
    size=$(printf '0x%x' "$(wc -c <"$top/build/$arch/guest/skernel")")
    guest_refused "$arch" "load: /sbin/skernel: $size bytes, but the guest has 0x0 from $flat on" \
        --guest-mem $((flat_at))
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: a flat image that is larger than the guest" {
    large_flat_image riscv64
}

# bats test_tags=arch:aarch64
@test "bad input aarch64: a flat image that is larger than the guest" {
    large_flat_image aarch64
}

# bats test_tags=arch:x86_64
@test "bad input x86_64: a flat image that is larger than the guest" {
    large_flat_image x86_64
}

too_little_memory() { # ARCH
    machine "$1"
    ws step 5 "$arch" --mem 8M
    assert_failure 1
    assert_line --regexp "^load: /sbin/skernel: the guest needs 16384 KiB of memory, but [0-9]+ KiB are free$"
    ws step 5 "$arch" --guest-mem 1G
    assert_failure 1
    assert_line --regexp "^load: /sbin/skernel: the guest needs 1048576 KiB of memory, but [0-9]+ KiB are free$"
    ws step 5 "$arch" --guest-mem 5K
    assert_failure 1
    assert_line "load: /sbin/skernel: guest memory $(at 0)..$(at 0x1400) is not in whole pages"
}

# bats test_tags=arch:riscv64
@test "bad input riscv64: too little memory for the guest" {
    too_little_memory riscv64
}

# bats test_tags=arch:aarch64
@test "bad input aarch64: too little memory for the guest" {
    too_little_memory aarch64
}

# bats test_tags=arch:x86_64
@test "bad input x86_64: too little memory for the guest" {
    too_little_memory x86_64
}
