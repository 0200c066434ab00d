# Step 2: the page allocator, in the machine. tests/unit has the rest of what must hold.
load lib

# bats file_tags=step:2

# A power of two aligned block, as printed: "  what    87c00000, N pages free".
assert_aligned() { # WHAT BYTES
    local address
    address=$(echo "$output" | sed -n "s/^  $1 *\([0-9a-f]*\),.*/\1/p")
    [ -n "$address" ] && [ $((0x$address % $2)) -eq 0 ]
}

shown_with() { # ARCH MEM MIB-AT-LEAST
    machine "$1"
    ws step 2 "$arch" --mem "$2"
    assert_success
    local pages
    pages=$(echo "$output" | sed -n 's/^page allocator: \([0-9]*\) pages free.*/\1/p')
    [ $((pages / 256)) -ge "$3" ]
    assert_aligned "512 pages (2 MiB)" $((2 << 20))
    assert_aligned "a stage-2 root" "$root_size"
    assert_line --regexp "free it again +refused: [0-9a-f]+ is free already"
    assert_line --regexp "free the middle of 512 +refused: no block starts at [0-9a-f]+"
    assert_line --regexp "free the image.s start +refused: [0-9a-f]+ is not a page of this allocator"
    assert_line "  took $pages pages one by one, then got none; all given back: $pages free"
}

# bats test_tags=arch:riscv64
@test "step 2 riscv64: all of 64 MiB" {
    shown_with riscv64 64M 60
}

# bats test_tags=arch:aarch64
@test "step 2 aarch64: all of 64 MiB" {
    shown_with aarch64 64M 60
}

# bats test_tags=arch:x86_64
@test "step 2 x86_64: all of 64 MiB" {
    shown_with x86_64 64M 60
}

# Just enough for addresses above 4 GiB: QEMU takes as much of the computer's memory as is used of the machine's.
# bats test_tags=arch:riscv64
@test "step 2 riscv64: all of a machine whose memory passes 4 GiB" {
    shown_with riscv64 2304M 2288
}

# bats test_tags=arch:aarch64
@test "step 2 aarch64: all of a machine whose memory passes 4 GiB" {
    shown_with aarch64 3328M 3312
}

# bats test_tags=arch:x86_64
@test "step 2 x86_64: all of a machine whose memory passes 4 GiB" {
    shown_with x86_64 2816M 2800
}

runs_behind_allocated_root() { # ARCH
    machine "$1"
    ws regs 2 "$arch"
    assert_in_guest_at "$unmapped"
    ws step 2 "$arch"
    assert_output --regexp "trap handler: ${fetch_fault}0x$unmapped "
    local allocated
    allocated=$(echo "$output" | sed -n 's/^  a stage-2 root *\([0-9a-f]*\),.*/\1/p')
    gdb_run 2 "$arch" 'hbreak world_enter' 'continue' "printf \"root %08lx\\n\", $root"
    assert_line "root $allocated"
}

# bats test_tags=arch:riscv64
@test "step 2 riscv64: the guest runs behind the root that was allocated" {
    runs_behind_allocated_root riscv64
}

# bats test_tags=arch:aarch64
@test "step 2 aarch64: the guest runs behind the root that was allocated" {
    runs_behind_allocated_root aarch64
}

# bats test_tags=arch:x86_64
@test "step 2 x86_64: the guest runs behind the root that was allocated" {
    runs_behind_allocated_root x86_64
}

smallest_machine() { # ARCH
    ws step 2 "$1" --mem 4M
    assert_failure 1
    assert_output "run.sh: --mem 4M: too little, the smallest machine has 8M"
    ws step 2 "$1" --mem 8M
    assert_success
}

# bats test_tags=arch:riscv64
@test "step 2 riscv64: too little memory for QEMU's machine gets one line" {
    smallest_machine riscv64
}

# bats test_tags=arch:aarch64
@test "step 2 aarch64: too little memory for QEMU's machine gets one line" {
    smallest_machine aarch64
}

# bats test_tags=arch:x86_64
@test "step 2 x86_64: too little memory for QEMU's machine gets one line" {
    smallest_machine x86_64
}
