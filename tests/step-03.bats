# Step 3: stage-2 tables.
load lib

# bats file_tags=step:3

# three_experiments ARCH ROOT-LEVEL LEAF-LEVEL: the levels' names.
three_experiments() {
    machine "$1"
    ws step 3 "$arch"
    assert_success
    assert_in_order \
        "experiment 1: not mapped" \
        "  $2 [   0]" \
        "trap handler: ${fetch_fault%% at *}" \
        "experiment 2: mapped without execute" \
        "map: 00100000 -> $ram" \
        "  $3 [ 256]" \
        "trap handler: ${fetch_fault%% *} " \
        "experiment 3: mapped with execute" \
        "map: 00100000 -> $ram" \
        "trap handler: ${hypercall_trap}0x1000" \
        "  the guest's store arrived: $ram"
    assert_output --partial "trap handler: ${fetch_fault}0x100000 "
    assert_line --regexp "^  $2 \[   0\] @$ram[0-9a-f]+  0{16}  not (valid|present): nothing below it$"
    assert_line --regexp "^  $3 \[ 256\] @$ram[0-9a-f]+  [0-9a-f]{16}  (leaf|page) $ram[0-9a-f]+ rw- "
    assert_line --regexp "^  $3 \[ 256\] @$ram[0-9a-f]+  [0-9a-f]{16}  (leaf|page) $ram[0-9a-f]+ rwx "
}

# bats test_tags=arch:riscv64
@test "step 3 riscv64: not mapped faults, mapped without execute faults, mapped with runs" {
    three_experiments riscv64 L2 L0
    assert_line --regexp " rw- U A D$"
}

# bats test_tags=arch:aarch64
@test "step 3 aarch64: not mapped faults, mapped without execute faults, mapped with runs" {
    three_experiments aarch64 L1 L3
    assert_line --regexp " rw- AF$"
    assert_output --partial $'stage-2 permission fault at level 3\n  esr=0x8200000f elr=0x100000 '
    # After a permission fault HPFAR_EL2 is UNKNOWN: only the first fault's is shown.
    assert_line --regexp "^  far=0x100000 hpfar=0x1000 [(]GPA 0x100000[)]$"
    assert_line "  far=0x100000 (GPA 0x100000)"
}

# bats test_tags=arch:x86_64
@test "step 3 x86_64: not mapped faults, mapped without execute faults, mapped with runs" {
    three_experiments x86_64 PML4 "PT  "
    assert_line --regexp " rw- U A D$"
    assert_output --partial "exitinfo1: mapped, fetch, as user, final address (GPA 0x100000)"
}

# bats test_tags=arch:riscv64
@test "step 3 riscv64: the machine's own cause at each exit" {
    local show='printf "cause %ld pc %lx gpa %lx\n", $scause, $sepc, $htval << 2'
    gdb_run 3 riscv64 'hbreak world_exit' \
        'continue' "$show" 'continue' "$show" 'continue' "$show"
    assert_in_order "cause 20 pc 100000 gpa 100000" "cause 20 pc 100000 gpa 100000" \
        "cause 10 pc 10000e gpa 0"
}

# bats test_tags=arch:aarch64
@test "step 3 aarch64: the machine's own cause at each exit" {
    local show='printf "esr %lx pc %lx hpfar %lx\n", $ESR_EL2, $ELR_EL2, $HPFAR_EL2'
    gdb_run 3 aarch64 'hbreak world_exit' \
        'continue' "$show" 'continue' "$show" 'continue' "$show"
    # A translation fault of level 1, a permission fault of level 3, and hvc #0: pc is behind it.
    assert_in_order "esr 82000005 pc 100000 hpfar 1000" "esr 8200000f pc 100000 hpfar " \
        "esr 5a000000 pc 100014 hpfar "
}

# bats test_tags=arch:x86_64
@test "step 3 x86_64: the machine's own cause at each exit" {
    local show='printf "code %lx rip %lx, %lx, %lx\n", $v->exitcode, $v->rip, $v->exitinfo1, $v->exitinfo2'
    gdb_run 3 x86_64 'hbreak world_exit' 'continue' 'set $v = (struct vmcb *)$rax' "$show" \
        'continue' "$show" 'continue' "$show"
    assert_in_order "code 400 rip 100000, 100000014, 100000" "code 400 rip 100000, 100000015, 100000" \
        "code 81 rip 10000a, 0, 0"
}

leaf_is_as_drawn() { # ARCH LEAF-LEVEL
    ws step 3 "$1"
    local slot entry page
    slot=$(echo "$output" | sed -n "s/^  $2 \[ 256\] @\([0-9a-f]*\)  .* rwx .*/\1/p")
    entry=$(echo "$output" | sed -n "s/^  $2 \[ 256\] @[0-9a-f]*  \([0-9a-f]*\)  .* rwx .*/\1/p")
    page=$(echo "$output" | sed -n 's/^map: 00100000 -> //p' | head -n 1)
    gdb_run 3 "$1" 'hbreak world_exit' 'continue' 'continue' 'continue' \
        "monitor xp /1gx 0x$slot" "monitor xp /1wx (0x$page+0x100)"
    assert_output --partial "0x$entry"
    assert_output --partial "0x600df00d"
}

# bats test_tags=arch:riscv64
@test "step 3 riscv64: the leaf in memory is what was drawn, and memory holds the guest's store" {
    leaf_is_as_drawn riscv64 L0
}

# bats test_tags=arch:aarch64
@test "step 3 aarch64: the leaf in memory is what was drawn, and memory holds the guest's store" {
    leaf_is_as_drawn aarch64 L3
    # Armv8-A D8.3: AF, inner shareable, S2AP read and write, normal memory, page, valid; no XN.
    assert_line --regexp "^[0-9a-f]+800: 0x0{8}4[0-9a-f]{4}7ff$"
}

# bats test_tags=arch:x86_64
@test "step 3 x86_64: the leaf in memory is what was drawn, and memory holds the guest's store" {
    leaf_is_as_drawn x86_64 "PT  "
    # APM 5.4: dirty, accessed, user, writable, present, and no NX.
    assert_line --regexp "^[0-9a-f]+800: 0x0{8}[0-9a-f]{5}067$"
}

# The third experiment enters a page that is not mapped: the step must fail.
other_end_is_a_failure() { # ARCH
    gdb_run 3 "$1" 'hbreak world_exit' 'continue' 'continue' 'delete' 'hbreak *enter_guest' \
        'continue' 'set var pc = 0x200000' 'delete' 'hbreak *power_off' 'continue' \
        'printf "status %d\n", status'
    assert_line "status 1"
}

# bats test_tags=arch:riscv64
@test "step 3 riscv64: an experiment that ends otherwise is a failure" {
    other_end_is_a_failure riscv64
}

# bats test_tags=arch:aarch64
@test "step 3 aarch64: an experiment that ends otherwise is a failure" {
    other_end_is_a_failure aarch64
}

# bats test_tags=arch:x86_64
@test "step 3 x86_64: an experiment that ends otherwise is a failure" {
    other_end_is_a_failure x86_64
}

# PS of VTCR_EL2 is PARange, and 48 bits at most: our entries hold no more.
# bats test_tags=arch:aarch64
@test "step 3 aarch64: 39 bits on every CPU, with the physical bits that it has" {
    local cpu range
    for cpu in cortex-a53:2 cortex-a72:4 neoverse-n1:5 max:5; do
        gdb_options=(--cpu "${cpu%:*}")
        range=${cpu#*:}
        gdb_run 3 aarch64 'hbreak world_exit' 'continue' 'continue' \
            'printf "T0SZ %d, PS %d, esr %lx\n", $VTCR_EL2 & 63, $VTCR_EL2 >> 16 & 7, $ESR_EL2'
        assert_line "T0SZ 25, PS $range, esr 8200000f"
    done
    ws step 3 aarch64 --cpu max
    assert_success
}

# The third experiment, if the page's rights stay what they were in the second.
unexpected_outcome() { # ARCH
    ws step 3 "$1" --main "$top/tests/hang/keeps_rights.c"
    assert_failure 1
    assert_in_order "experiment 3: mapped with execute" "  expected: a hypercall, and 0x600df00d in its page" \
        "  came:     a stage-2 fault at its entry, and 0x0 in its page" "panic: experiment 3: unexpected outcome"
    assert_line --regexp "^  from guest_trapped, steps/03-stage2-tables/main.c:[0-9]+$"
}

# bats test_tags=arch:riscv64
@test "step 3 riscv64: an unexpected outcome says what was expected, and what came" {
    unexpected_outcome riscv64
}

# bats test_tags=arch:aarch64
@test "step 3 aarch64: an unexpected outcome says what was expected, and what came" {
    unexpected_outcome aarch64
}

# bats test_tags=arch:x86_64
@test "step 3 x86_64: an unexpected outcome says what was expected, and what came" {
    unexpected_outcome x86_64
}
