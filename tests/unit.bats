#!/usr/bin/env bats
# bats file_tags=unit
#
# The hypervisor's own sources, compiled for the host with ASan and UBSan: tests/unit/*.c. Each
# program prints what failed, with file and line.

bats_load_library bats-support
bats_load_library bats-assert

setup_file() {
    cd "$BATS_TEST_DIRNAME/.." || return
    make -s -j 2 -f tests/unit/Makefile build
}

setup() {
    cd "$BATS_TEST_DIRNAME/.." || return
}

passes() {
    run "build/unit/$1"
    assert_success
    assert_line --regexp "^$1: [1-9][0-9]* tests, [1-9][0-9]* checks, 0 failed\$"
}

@test "memory and strings are as in the C library" {
    passes string
}

@test "the formatter is as in the C library; a guest cannot forge a line" {
    passes print
}

@test "unit: a guest edits its line, and reaches nothing else of the terminal" {
    passes line_editing
}

# bats test_tags=step:7
@test "unit: deadlines share a timer, each is called at its time, once" {
    passes deadlines
}

# bats test_tags=step:7
@test "unit: no byte of the console is lost; a host that waits for its guest" {
    passes serial
}

# bats test_tags=step:7
@test "unit: the device tree that a guest gets is as the specification says, and never larger than its page" {
    passes tree
}

@test "unit: a clock that stands still is noticed" {
    passes clock
}

@test "unit: ChaCha20 makes the numbers of its RFC" {
    passes chacha20
}

@test "free RAM is what was added and not reserved" {
    passes machine
}

@test "options on the boot command line" {
    passes options
}

@test "device trees: QEMU's, truncated ones, corrupted ones" {
    passes fdt
}

@test "FAT32: files as mtools wrote them, and a disk that fails" {
    passes fat32
    assert_line --regexp '^fat32: 1 MiB .*: [0-9]+ requests'
}

@test "unit: kernels whose headers lie: Image, bzImage, PVH's note" {
    passes kernel_images
}

@test "FAT32: lying boot sectors, chains, directories and names" {
    passes fat32_broken
}

@test "virtio: our disk among others, reset, opened again" {
    passes virtio_blk
}

@test "ELF: each field lies once" {
    passes elf
}

@test "page allocator: promises, and a random workload against a model" {
    passes page_alloc
}

# bats test_tags=step:3,arch:riscv64
@test "stage 2, riscv64: promises, and random changes against an array" {
    passes stage2-riscv64
}

# bats test_tags=step:3,arch:aarch64
@test "stage 2, aarch64: promises, and random changes against an array" {
    passes stage2-aarch64
}

# bats test_tags=step:3,arch:x86_64
@test "stage 2, x86_64: promises, and random changes against an array" {
    passes stage2-x86_64
}

# bats test_tags=step:7,arch:x86_64
@test "x86_64's decoder: every form that the assembler makes is executed, all others are refused" {
    passes x86_64_decode
}

# bats test_tags=step:9,arch:x86_64
@test "the local APIC: whatever a guest does, it offers what the manual says; its timer is in time, and not too often" {
    passes apic
}

# fuzzed NAME RUNS: libFuzzer with inputs that are the same in every run; good ones must be among them.
fuzzed() {
    mkdir "$BATS_TEST_TMPDIR/found"
    run common/host/limit.py 110 "build/unit/fuzz_$1" "-runs=$2" -seed=1 -len_control=0 -timeout=10 -rss_limit_mb=1000 \
        -artifact_prefix="$BATS_TEST_TMPDIR/" "$BATS_TEST_TMPDIR/found" "build/unit/corpus/$1"
    assert_success
    assert_line --partial "Done $2 runs"
    assert_line --regexp '^[0-9]{4,} files read$'
}

@test "FAT32: libFuzzer finds nothing" {
    fuzzed fat32 300000
}

@test "images: libFuzzer finds nothing" {
    fuzzed load 60000
}
