# Kernels as their makers ship them: what is refused. tests/unit has a header's every field.
# The kernels come from `run.sh setup --linux`.
load lib

# bats file_tags=step:9

kernel_of() { # ARCH
    kernel=$top/build/linux/$1/kernel
    [ -f "$kernel" ] || skip "no kernel for $1: ./run.sh setup --linux"
}

# altered ARCH OFFSET BYTES...: the kernel, with these bytes (printf's) at those offsets.
altered() {
    kernel_of "$1"
    shift
    cp "$kernel" "$BATS_TEST_TMPDIR/lying"
    while [ $# -gt 0 ]; do
        printf "$2" | dd of="$BATS_TEST_TMPDIR/lying" bs=1 seek=$(($1)) conv=notrunc status=none
        shift 2
    done
}

# is_refused ARCH LINE [OPTIONS]: in one line, before the guest starts.
is_refused() {
    ws step 9 "$1" --guest "$BATS_TEST_TMPDIR/lying" --guest-mem 128M "${@:3}"
    assert_failure 1
    assert_line --regexp "^$2"
    refute_line --partial "[guest]"
}

# lies ARCH OFFSET BYTES LINE: the loader refuses a kernel with these bytes, with that line.
lies() {
    altered "${@:1:3}"
    is_refused "$1" "load: /sbin/lying: $4"
}

# too_little ARCH SIZE LINE: refused before the guest starts. With one byte more it is not the kernel that run.sh knows.
too_little() {
    kernel_of "$1"
    { cat "$kernel" && echo; } >"$BATS_TEST_TMPDIR/longer"
    ws step 9 "$1" --guest "$BATS_TEST_TMPDIR/longer" --initrd linux --guest-mem "$2"
    assert_failure 1
    assert_line --regexp "$3"
    refute_line --partial "[guest]"
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: an Image that lies, and one that does not fit, are refused" {
    lies riscv64 8 '\1' "an Image at offset 0x200001, which is not a multiple of 0x200000$"
    lies riscv64 19 '\377' "an Image that needs 0x[0-9a-f]+ bytes at 0x80000000 \+ 0x200000, but the guest has "
    lies riscv64 24 '\1' "a big-endian Image: build it for little-endian$"
    too_little riscv64 32M "an Image that needs .* but the guest has 0x80000000..0x82000000 \(--guest-mem\)$"
    local megabytes=$(($(od -An -tu8 -j16 -N8 "$kernel") / 0x100000 + 3)) # from offset 2 MiB, and less than one more
    too_little riscv64 "${megabytes}M" "^kernel: it needs memory up to 0x[0-9a-f]+, and has it up to 0x[0-9a-f]+: there is its initrd \(--guest-mem\)$"
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: an Image that lies, and one that does not fit, are refused" {
    lies aarch64 8 '\1' "an Image at offset 0x1, which is not a multiple of 0x1000$"
    lies aarch64 19 '\377' "an Image that needs 0x[0-9a-f]+ bytes at 0x40000000 \+ 0x0, but the guest has "
    lies aarch64 24 '\13' "a big-endian Image: build it for little-endian$"
    lies aarch64 24 '\14' "an Image with pages of 16 KiB, which this CPU does not have$"
    too_little aarch64 32M "an Image that needs .* but the guest has 0x40000000..0x42000000 \(--guest-mem\)$"
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: a bzImage that lies, and one that does not fit, are refused" {
    lies x86_64 0x206 '\013' "a bzImage of boot protocol 2.11, and the 64-bit entry needs 2.12$"
    lies x86_64 0x236 '\176' "a bzImage without a 64-bit entry$"
    lies x86_64 0x1f1 '\377' "a damaged bzImage|truncated"
    lies x86_64 0x1f6 '\377' "truncated: a bzImage of 0x"
    lies x86_64 0x25c '\1' "a bzImage that needs 0x[0-9a-f]+ bytes from 0x101000000 on"
    lies x86_64 0x263 '\170' "a bzImage that needs 0x1000000..0x[0-9a-f]+, but the guest has 0x0..0x8000000 \(--guest-mem\)$"
    too_little x86_64 64M "a bzImage that needs .* but the guest has 0x0..0x4000000 \(--guest-mem\)$"
}

# The command line is two words of the hypervisor, and those of --append.
# bats test_tags=arch:x86_64
@test "step 9 x86_64: an initrd or words that a bzImage does not take are refused" {
    altered x86_64 0x22c '\377\377\377\1' 0x236 '\1' # up to 32 MiB, and not above 4 GiB
    is_refused x86_64 "kernel: its initrd ends at 0x7ff[0-9a-f]+, and it takes one up to 0x1ffffff \(--guest-mem\)$"
    altered x86_64 0x238 '\50\0\0\0' # 40 bytes
    is_refused x86_64 "kernel: [4-9][0-9] bytes for its command line, it takes 40 \(--append\)$" --append "a=1 b=2 c=3"
}

# Debian's kernels need 54M to 84M. With less memory some loop and print nothing. A bzImage's header says what it needs.
@test "step 9: a memory that is too little for the fetched Linux is refused" {
    need_linux riscv64
    local too_little="--guest-mem 95M: too little for Linux, which needs 96M" kernel=$top/build/linux/riscv64/kernel
    refused 1 "$too_little" step 9 riscv64 --guest-mem 95M
    refused 1 "$too_little" step 9 riscv64 --guest-mem 95M --guest-mem 96M
    refused 1 "$too_little" step 9 riscv64 --guest-mem 95M --guest "$kernel"
    gzip -1 -c "$kernel" >"$BATS_TEST_TMPDIR/a.gz"
    refused 1 "$too_little" step 9 riscv64 --guest-mem 95M --guest "$BATS_TEST_TMPDIR/a.gz"
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: an image that lies where the ACPI tables are, and a flat one in the initrd's place, are refused" {
    protected_object low <<<".long 0; .section .high,\"a\"; .fill 1024, 4, 0x11111111"
    echo "SECTIONS { .high 0xe0000 : { *(.high) } .text 0x100000 : { *(.text) } }" >"$BATS_TEST_TMPDIR/low.ld"
    ld.lld -N --build-id=none -T "$BATS_TEST_TMPDIR/low.ld" -e 0x100000 -o "$BATS_TEST_TMPDIR/low" "$BATS_TEST_TMPDIR/low.o"
    ws step 9 x86_64 --guest "$BATS_TEST_TMPDIR/low"
    assert_failure 1
    assert_line "kernel: its image fills 0xe0000, where a PC has the ACPI tables"
    { printf '\xf4\xf4' && head -c $(((64 << 20) - 0x10000 - 4098)) /dev/zero; } >"$BATS_TEST_TMPDIR/flat"
    ws step 9 x86_64 --guest "$BATS_TEST_TMPDIR/flat" --guest-mem 64M
    assert_failure 1
    assert_line --regexp "^kernel: it needs memory up to 0x3fff000, and has it up to 0x3f[0-9a-f]+: there is its initrd \(--guest-mem\)$"
}
