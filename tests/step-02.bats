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
    ws step 2 "$1" --mem "$2"
    assert_success
    local pages
    pages=$(echo "$output" | sed -n 's/^page allocator: \([0-9]*\) pages free.*/\1/p')
    [ $((pages / 256)) -ge "$3" ]
    assert_aligned "512 pages (2 MiB)" $((2 << 20))
    assert_aligned "a stage-2 root" 4096
    assert_line --regexp "free it again +refused: [0-9a-f]+ is free already"
    assert_line --regexp "free the middle of 512 +refused: no block starts at [0-9a-f]+"
    assert_line --regexp "free what is not ours +refused: [0-9a-f]+ is not a page of ours"
    assert_line "  took $pages pages one by one, then got none; all given back: $pages free"
}

# bats test_tags=arch:riscv64
@test "step 2 riscv64: all of 64 MiB" {
    shown_with riscv64 64M 60
    assert_aligned "a stage-2 root" 16384
}

# bats test_tags=arch:riscv64
@test "step 2 riscv64: all of 4 GiB" {
    shown_with riscv64 4G 4080
}

# bats test_tags=arch:riscv64
@test "step 2 riscv64: the guest runs behind the root that was allocated" {
    ws regs 2 riscv64
    assert_line --regexp '^ V +=   1$'
    assert_line --regexp '^ pc +000000001234abcd$'
    ws step 2 riscv64
    local root
    root=$(echo "$output" | sed -n 's/^  a stage-2 root *\([0-9a-f]*\),.*/\1/p')
    gdb_run 2 riscv64 'hbreak world_enter' 'continue' 'printf "root %lx\n", ($hgatp & 0xfffffffffff) * 4096'
    assert_line "root $root"
}

# bats test_tags=arch:riscv64
@test "step 2 riscv64: too little memory for QEMU's machine gets one line" {
    ws step 2 riscv64 --mem 4M
    assert_failure 1
    assert_output "run.sh: --mem 4M: too little, the smallest machine has 8M"
    ws step 2 riscv64 --mem 8M
    assert_success
}
