# Step 10: limits for a guest: its share of the CPU, its output, and its time on the CPU.
load lib
load several

# bats file_tags=step:10

# QEMU counts each instruction as 32 ns. A guest with a cap of 30% gets 30%, whether it is alone or another guest gets the rest.
cap_of_cpu() {
    local all ran ready rested
    ws step 10 "$1" --guest-mem 16M --limit 300 --guest spin --cap-cpu 30 --guest spin --cap-cpu 50 -- -icount shift=5
    assert_failure 1
    assert_line "The guest was stopped: it has run for as long as its limit allows."
    all=$output
    times 1
    [ "$ran" -ge 298 ] && [ "$ran" -le 302 ] && [ $((ran * 100 / (ran + ready + rested))) -ge 28 ] &&
        [ $((ran * 100 / (ran + ready + rested))) -le 33 ] || fail "30%: $ran ms run, $ready ready, $rested at rest"
    times 2
    [ $((ran * 100 / (ran + ready + rested))) -ge 48 ] && [ $((ran * 100 / (ran + ready + rested))) -le 55 ] ||
        fail "50%: $ran ms run, $ready ready, $rested at rest"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: --cap-cpu and --limit: a guest has no more of the CPU than that" {
    cap_of_cpu riscv64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: --cap-cpu and --limit: a guest has no more of the CPU than that" {
    cap_of_cpu aarch64
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: --cap-cpu and --limit: a guest has no more of the CPU than that" {
    cap_of_cpu x86_64
}

# Guest 1 floods the console for half a second. With a cap of 20,000 bytes a second it rests most of the time. Guest 2 is not
# delayed: it computes for as long as it does alone, and has the CPU for all of this time except what printing one line takes.
cap_of_console() {
    local all ran ready rested bytes
    cd "$BATS_TEST_TMPDIR"
    flood "$1" >flood.s
    ws flat "$1" flood.s flood
    ws step 10 "$1" --guest-mem 16M --guest ./flood --limit 4 --cap-console 20000 --guest primes -- -icount shift=0
    assert_failure 1
    all=$output
    times 1
    bytes=$(grep -c '^\[guest 1\] f*$' <<<"$all")
    bytes=$((bytes * 50)) # each line of theirs
    [ "$rested" -ge 100 ] && [ $((bytes * 1000 / (ran + ready + rested))) -le 24000 ] || fail "$bytes bytes, $rested ms at rest"
    assert_output --regexp "limit allows"
}

# A guest that prints lines of 49 letters for ever.
flood() {
    case $1 in
    riscv64) echo '1: li s0, 49; 2: li a7, 1; li a0, 102; ecall; addi s0, s0, -1; bnez s0, 2b; li a7, 1; li a0, 10; ecall; j 1b' ;;
    aarch64) echo '1: mov x19, 49; 2: ldr w0, =0x86000003; mov x1, 102; hvc #0; subs x19, x19, 1; b.ne 2b;' \
        'ldr w0, =0x86000003; mov x1, 10; hvc #0; b 1b' ;;
    x86_64) echo '.intel_syntax noprefix; .code16; 1: mov ecx, 49; 2: mov eax, 0x86000003; mov ebx, 102; vmmcall; dec ecx; jnz 2b;' \
        'mov eax, 0x86000003; mov ebx, 10; vmmcall; jmp 1b' ;;
    esac
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: --cap-console: a guest that floods the console rests" {
    cap_of_console riscv64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: --cap-console: a guest that floods the console rests" {
    cap_of_console aarch64
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: --cap-console: a guest that floods the console rests" {
    cap_of_console x86_64
}

# One guest prints without end, 4 KiB in each call, which the hypervisor shows as 16 KiB. Another guest looks at its clock for
# 20 ms. It is never off the CPU for longer than a slice of 2 ms and one such call.
delays_no_longer_than_a_slice() {
    cd "$BATS_TEST_TMPDIR"
    case $1 in
    riscv64)
        echo 'li a7, 0x4442434e; li a6, 0; li a2, 0; 1: li a0, 4096; li a1, 0x80300000; ecall; j 1b' >flood.s
        echo 'rdtime s1; li s3, 200000; add s3, s1, s3; li s2, 45000; 1: rdtime t0; sub t1, t0, s1; mv s1, t0;' \
            'bgtu t1, s2, late; bltu t0, s3, 1b; li a7, 8; ecall; late: j late' >look.s
        ;;
    aarch64)
        echo '1: ldr w0, =0xc6000001; ldr x1, =0x40300000; mov x2, 4096; hvc #0; b 1b' >flood.s
        echo 'mrs x1, cntvct_el0; ldr x3, =1250000; add x3, x1, x3; ldr x2, =281250; 1: mrs x0, cntvct_el0; sub x4, x0, x1;' \
            'mov x1, x0; cmp x4, x2; b.hi late; cmp x0, x3; b.lo 1b; ldr w0, =0x84000008; hvc #0; late: b late' >look.s
        ;;
    esac
    ws flat "$1" flood.s flood
    ws flat "$1" look.s look
    run bash -c '"$0/run.sh" step 10 "$1" --slice 2 --guest-mem 16M --limit 40 --guest ./flood --guest ./look -- -icount shift=0 |
        sed -n "/^---/,\$p" | grep -v "^.guest" 2>&1' "$top" "$1"
    local all=$output
    of_guest 2
    assert_line "Shutdown vm normally!"
    of_guest 1
    assert_line "The guest was stopped: it has run for as long as its limit allows."
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: a flood on the console delays another guest by no more than a slice" {
    delays_no_longer_than_a_slice riscv64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: a flood on the console delays another guest by no more than a slice" {
    delays_no_longer_than_a_slice aarch64
}

# A guest without a handler for its exceptions faults for ever on RISC-V and AArch64. (x86-64 has the triple fault.)
faults_for_ever() {
    cd "$BATS_TEST_TMPDIR"
    echo .inst 0 >crash.s
    [ "$1" = aarch64 ] || echo unimp >crash.s
    ws flat "$1" crash.s crash
    ws step 10 "$1" --guest-mem 16M --limit 50 --guest ./crash --guest hello
    assert_failure 1
    assert_line "[guest 2] Hello from the other world!"
    local all=$output
    of_guest 1
    assert_line "The guest was stopped: it has run for as long as its limit allows."
    of_guest 2
    assert_line "Hypervisor ok!"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: --limit stops a guest that does nothing but fault" {
    faults_for_ever riscv64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: --limit stops a guest that does nothing but fault" {
    faults_for_ever aarch64
}

# Guest 1 resets itself every 5 ms.
# bats test_tags=arch:riscv64
@test "step 10 riscv64: a guest that starts again has no more of the CPU than its cap and its limit" {
    local all ran ready rested
    cd "$BATS_TEST_TMPDIR"
    echo "rdtime t0; li t1, 50000; add t0, t0, t1; 1: .rept 99; nop; .endr; rdtime t1; bltu t1, t0, 1b
        li a7, 0x53525354; li a6, 0; li a0, 1; li a1, 0; ecall" >reset.s
    ws flat riscv64 reset.s reset
    ws step 10 riscv64 --guest-mem 16M --guest ./reset --cap-cpu 10 --limit 40 --guest spin --limit 100 -- -icount shift=0
    assert_failure 1
    assert_line "--- guest 1 starts again ---"
    all=$output
    times 1
    [ "$ran" -ge 40 ] && [ "$ran" -le 60 ] && [ "$rested" -ge 100 ] || fail "10%: $ran ms run, $rested at rest"
    times 2
    [ "$ready" -le 30 ] || fail "a guest was ready for $ready ms beside one that may have 10%"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: impossible caps are refused, and options for all guests stand anywhere" {
    ws step 10 riscv64 --guest hello --guest hello --slice 5 --scheduler round-robin --dry-run
    assert_output --partial 'slice=5\ scheduler=round-robin\ '
    refute_output --partial 'slice=10'
    ws step 10 riscv64 --guest hello --guest /dev/zero
    assert_failure 1
    assert_output "run.sh: --guest /dev/zero: not a regular file"
    ws step 10 riscv64 --guest hello --cap-cpu 101 --guest hello
    assert_failure 1
    assert_line "options: cap-cpu=101: it can be 1 to 100"
    ws step 10 riscv64 --guest hello --cap-console 1G --guest hello
    assert_failure 1
    assert_line --regexp "^options: cap-console=1073741824: it can be [0-9]+ at most$"
}
