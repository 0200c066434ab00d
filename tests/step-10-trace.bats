# Step 10: the picture of a run has a lane for each guest, which shows when this guest had the CPU.
load lib

# bats file_tags=step:10

# slices CLASS LANE-TOP: the boxes of that class in that lane.
slices() {
    grep -c "^<rect class=\"$1\" x=\"[0-9.]*\" y=\"$2\"" t.svg || true
}

# Guest 1 gets three slices for each slice of guest 2. Guest 3 only prints a line and ends.
lanes() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    printf '%s\n' "$2" >work.S
    ws flat "$1" work.S work
    ws step 10 "$1" --slice 1 --mem 128M --guest-mem 16M --trace t.svg --summary \
        --guest ./work --weight 3 --guest ./work --guest hello -- -icount shift=0
    assert_success
    local exits
    exits=$(awk '/^[a-z].*%/ { n += $(NF - 3) } END { print n }' <<<"$output")
    run "$top/tests/check_trace.py" t.svg
    assert_success
    assert_output --regexp "^exits: $exits, "
    for lane in "guest 1" "guest 2" "guest 3" hypervisor; do
        grep -q ">$lane</text>" t.svg || fail "no lane: $lane"
    done
    # Guests 1 and 2 are ready without the CPU in turns: guest 1 for one slice of 1 ms at a time, guest 2 for up to three slices.
    [ "$(slices off 108.00)" -ge 3 ] && [ "$(slices off 176.00)" -ge 3 ] || fail "guests do not take turns"
    [ "$(longest 176.00)" -gt $((2 * $(longest 108.00))) ] || fail "the guest with the weight 3 does not have the CPU for longer at a time"
}

# longest TOP: the longest time for which that lane's guest was ready without the CPU, in hundredths of a pixel.
longest() {
    sed -n "s/^<rect class=\"off\" x=\"[0-9.]*\" y=\"$1\" width=\"\([0-9]*\)\.\([0-9]*\)\".*/\1\2/p" t.svg | sort -n | tail -n 1
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: --trace has a lane for each guest, and shows who had the CPU" {
    lanes riscv64 "li t1, 6000000; 1: addi t1, t1, -1; bnez t1, 1b; li a7, 8; ecall"
    ws step 10 riscv64 --slice 1 --mem 128M --guest-mem 16M --trace t.json --guest ./work --guest ./work -- -icount shift=0
    assert_success
    run "$top/tests/check_trace.py" t.json # one after the other, without a gap
    assert_success
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: --trace has a lane for each guest, and shows who had the CPU" {
    lanes aarch64 "ldr x1, =6000000; 1: subs x1, x1, 1; b.ne 1b; ldr x0, =0x84000008; hvc #0"
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: --trace has a lane for each guest, and shows who had the CPU" {
    lanes x86_64 ".intel_syntax noprefix; .code16; mov ebx, 6000000; 1: dec ebx; jnz 1b; mov eax, 0x84000008; vmmcall"
}
