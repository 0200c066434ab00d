# Step 1: the one-way entry, and the fault that follows.
load lib

# bats file_tags=step:1

# bats test_tags=arch:riscv64
@test "step 1 riscv64: the guest's first fetch faults, and that is status 0" {
    ws step 1 riscv64
    assert_success
    assert_line --index 0 "Booting hypervisor..."
    assert_line --index 1 \
        "trap handler: instruction guest-page fault at 0x1234abcd (stval=0x1234abcd)"
    assert_output --partial "(GPA 0x1234abcd), V was 1 (VS-mode)"
}

# bats test_tags=arch:riscv64
@test "step 1 riscv64: sret leads into V = 1, behind an Sv39x4 root of 16 KiB" {
    ws regs 1 riscv64
    assert_success
    assert_line --regexp '^ V +=   1$'
    assert_line --regexp '^ pc +000000001234abcd$'
    # Mode 8 is Sv39x4; a page number that is a multiple of 4 is aligned to 16 KiB.
    gdb_run 1 riscv64 'hbreak world_enter' 'continue' \
        'printf "mode %ld, %ld\n", $hgatp >> 60 & 15, ($hgatp & 3)' \
        'printf "root is ours: %d\n", ($hgatp & 0xfffffffffff) * 4096 == (long)&empty_root'
    assert_line "mode 8, 0"
    assert_line "root is ours: 1"
}

# bats test_tags=arch:riscv64
@test "step 1 riscv64: the machine says the same: cause 20, at that address" {
    gdb_run 1 riscv64 'hbreak world_exit' 'continue' \
        'printf "cause %ld sepc %lx htval %lx spv %d\n", $scause, $sepc, $htval, ($hstatus >> 7) & 1'
    assert_line "cause 20 sepc 1234abcd htval 48d2af3 spv 1"
}

# bats test_tags=arch:riscv64
@test "step 1 riscv64: a guest that faults elsewhere is a failure" {
    gdb_run 1 riscv64 'hbreak world_enter' 'continue' 'set $sepc = 0x1000' \
        'hbreak power_off' 'continue' 'printf "status %d\n", (int)$a0'
    assert_line "status 1"
}

# bats test_tags=arch:riscv64
@test "step 1 riscv64: with OpenSBI as firmware, too" {
    ws step 1 riscv64 --bios opensbi
    assert_success
    assert_line "trap handler: instruction guest-page fault at 0x1234abcd (stval=0x1234abcd)"
}

# bats test_tags=arch:riscv64
@test "step 1 riscv64: a CPU without the H extension gets one line and status 1" {
    ws step 1 riscv64 --cpu rv64,h=false
    assert_failure 1
    assert_output "panic: boot: this CPU has no H extension, so no guest can be entered"
}

# bats test_tags=arch:riscv64
@test "step 1 riscv64: a trap of the host's own is named, and status 1" {
    gdb_run 1 riscv64 'hbreak main' 'continue' 'set $pc = 0x10' 'continue'
    run cat "$BATS_TEST_TMPDIR/console"
    assert_output --partial "panic: host: instruction access fault at 0x10"
}
