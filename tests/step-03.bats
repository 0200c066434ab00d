# Step 3: stage-2 tables.
load lib

# bats file_tags=step:3

# bats test_tags=arch:riscv64
@test "step 3 riscv64: not mapped faults, mapped without execute faults, mapped with runs" {
    ws step 3 riscv64
    assert_success
    assert_in_order \
        "experiment 1: not mapped" \
        "  L2 [   0]" \
        "trap handler: instruction guest-page fault at 0x100000" \
        "experiment 2: mapped without execute" \
        "map: 00100000 -> 8" \
        "  L0 [ 256]" \
        "trap handler: instruction guest-page fault at 0x100000" \
        "experiment 3: mapped with execute" \
        "map: 00100000 -> 8" \
        "trap handler: environment call from VS-mode at 0x10000e" \
        "  the guest's store arrived: 8"
    assert_line --regexp '^  L2 \[   0\] @8[0-9a-f]+  0{16}  not valid: nothing below it$'
    assert_line --regexp '^  L0 \[ 256\] @8[0-9a-f]+  [0-9a-f]{16}  leaf 8[0-9a-f]+ rw- U A D$'
    assert_line --regexp '^  L0 \[ 256\] @8[0-9a-f]+  [0-9a-f]{16}  leaf 8[0-9a-f]+ rwx U A D$'
}

# bats test_tags=arch:riscv64
@test "step 3 riscv64: the machine's own cause at each exit" {
    local show='printf "cause %ld pc %lx gpa %lx\n", $scause, $sepc, $htval << 2'
    gdb_run 3 riscv64 'hbreak world_exit' \
        'continue' "$show" 'continue' "$show" 'continue' "$show"
    assert_in_order "cause 20 pc 100000 gpa 100000" "cause 20 pc 100000 gpa 100000" \
        "cause 10 pc 10000e gpa 0"
}

# bats test_tags=arch:riscv64
@test "step 3 riscv64: the leaf in memory is what was drawn, and memory holds the guest's store" {
    ws step 3 riscv64
    local slot entry page
    slot=$(echo "$output" | sed -n 's/^  L0 \[ 256\] @\([0-9a-f]*\)  .* rwx .*/\1/p')
    entry=$(echo "$output" | sed -n 's/^  L0 \[ 256\] @[0-9a-f]*  \([0-9a-f]*\)  .* rwx .*/\1/p')
    page=$(echo "$output" | sed -n 's/^map: 00100000 -> //p' | head -n 1)
    gdb_run 3 riscv64 'hbreak world_exit' 'continue' 'continue' 'continue' \
        "monitor xp /1gx 0x$slot" "monitor xp /1wx (0x$page+0x100)"
    assert_output --partial "0x$entry"
    assert_output --partial "0x600df00d"
}

# The guest's own code stays away when its page does: break the table, and the step must fail.
# bats test_tags=arch:riscv64
@test "step 3 riscv64: an experiment that ends otherwise is a failure" {
    gdb_run 3 riscv64 'hbreak world_exit' 'continue' 'continue' 'delete' 'hbreak world_enter' \
        'continue' 'set $sepc = 0x200000' 'delete' 'hbreak power_off' 'continue' \
        'printf "status %d\n", (int)$a0'
    assert_line "status 1"
}
