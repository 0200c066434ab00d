# Step 10: what a guest finds at its start, and guests that start again beside others.
load lib
load several

# bats file_tags=step:10

# From equal seeds two guests would make equal keys.
seeds_differ() {
    cd "$BATS_TEST_TMPDIR"
    ws step 10 "$1" --mem 128M --guest-mem 16M --ram ram --guest hello --guest hello
    assert_success
    run python3 "$top/tests/several/seeds.py" ram
    assert_success
    refute_line none
    [ "$(sort -u <<<"$output" | wc -l)" -eq 2 ] || fail "not two seeds: $output" # there is a copy of one tree, for --dump-tree
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: each guest starts with random numbers of its own" {
    seeds_differ riscv64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: each guest starts with random numbers of its own" {
    seeds_differ aarch64
}

# Guest 1 ends while an interrupt of its own is in a list register of the CPU, guest 2 loses the CPU with its timer's interrupt there.
# Guest 3 looks later.
# bats test_tags=arch:aarch64
@test "step 10 aarch64: a guest does not get an interrupt of another, which has ended or lost the CPU" {
    local until="mrs x5, cntvct_el0; add x5, x5, x6; 1: .rept 99; nop; .endr; mrs x7, cntvct_el0; cmp x7, x5; b.lo 1b"
    cd "$BATS_TEST_TMPDIR"
    cat >leaves.s <<END
ldr x1, =0x08000000; mov w0, #0x12; str w0, [x1] // GICD_CTLR: routing, group 1
mov w0, #1 << 16; str w0, [x1, #0x84]; str w0, [x1, #0x104]; str w0, [x1, #0x204] // INTID 48: group 1, enabled, pending
ldr x0, =0x84000008; hvc #0
END
    cat >loses.s <<END
ldr x1, =0x08000000; mov w0, #0x12; str w0, [x1]
ldr x1, =0x080b0000; mov w0, #1 << 27; str w0, [x1, #0x80]; str w0, [x1, #0x100] // the redistributor: INTID 27
mov x0, #1000; msr cntv_tval_el0, x0; mov x0, #1; msr cntv_ctl_el0, x0
ldr x6, =1250000; $until; ldr x0, =0x84000008; hvc #0
END
    cat >looks.s <<END
ldr x6, =312500; $until
mov x0, #0xff; msr S3_0_C4_C6_0, x0; mov x0, #1; msr S3_0_C12_C12_7, x0; isb // ICC_PMR_EL1, ICC_IGRPEN1_EL1
mrs x1, S3_0_C12_C12_0; ldr x0, =0x84000002; ldr x2, =0x84000008; cmp x1, #1023; csel x0, x2, x0, eq; hvc #0 // ICC_IAR1_EL1: none
END
    ws flat aarch64 leaves.s leaves
    ws flat aarch64 loses.s loses
    ws flat aarch64 looks.s looks
    ws step 10 aarch64 --slice 1 --guest-mem 16M --guest ./leaves --guest ./loses --guest ./looks -- -icount shift=0
    assert_success
}

# In each of its lives guest 1 asks for a reset, and guest 2, with --restart, is stopped. Each prints a letter, which says whether its
# memory is zero. Guest 3 runs to its end. (On RISC-V their lines end with the guest.)
start_again() { # ARCH
    local mark reset crash
    cd "$BATS_TEST_TMPDIR"
    case $1 in
    riscv64)
        mark="li s0, 0x80234000; ld s1, (s0); li a0, 'z'; beqz s1, 1f; li a0, 's'; 1: li a7, 1; ecall; sd s0, (s0)"
        reset="li a7, 0x53525354; li a6, 0; li a0, 1; li a1, 0; ecall" crash="li a7, 0x53525354; li a6, 0; li a0, 0; li a1, 1; ecall"
        ;;
    aarch64)
        mark="ldr x19, =0x40234000; ldr x20, [x19]; mov w1, 'z'; cbz x20, 1f; mov w1, 's'; 1: ldr w0, =0x86000003; hvc #0
        mov w1, 10; ldr w0, =0x86000003; hvc #0; str x19, [x19]"
        reset="ldr w0, =0x84000009; hvc #0" crash="ldr w0, =0x84000002; hvc #0"
        ;;
    x86_64)
        mark="mov ax, 0x9000; mov ds, ax; mov ebx, 'z'; cmp word ptr [0], 0; je 1f; mov ebx, 's'; 1: mov eax, 0x86000003; vmmcall
        mov ebx, 10; mov eax, 0x86000003; vmmcall; mov word ptr [0], ax"
        reset="mov eax, 0x84000009; vmmcall" crash="mov eax, 0x84000002; vmmcall"
        ;;
    esac
    flat_guest "$1" reset <<<"$mark; $reset"
    flat_guest "$1" crash <<<"$mark; $crash"
    ended "--- guest 3 ends ---" 10 "$1" --guest-mem 16M --guest ./reset --guest ./crash --restart --guest primes --weight 8
    assert_line "[guest 1] z"
    refute_line "[guest 1] s"
    assert_line "[guest 2] z"
    refute_line "[guest 2] s"
    assert_line --regexp "^\[guest 3\] 2 3 5 7 11"
    [ "$(grep -c '^--- guest 1 starts again ---' <<<"$output")" -ge 2 ] || fail "guest 1 did not start again: $output"
    [ "$(grep -c '^--- guest 2 ends ---' <<<"$output")" -ge 2 ] || fail "guest 2 did not start again: $output"
    refute_line "--- guest 1 ends ---"
    refute_line --regexp "guest [23] starts"
    assert_line --partial "The guest was stopped"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: guests that ask for a reset or are stopped start again beside another" {
    start_again riscv64
    ws step 10 riscv64 --guest-mem 16M --no-reboot --guest ./reset --guest primes
    assert_failure 1
    assert_line "--- guest 1 ends ---"
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: guests that ask for a reset or are stopped start again beside another" {
    start_again aarch64
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: guests that ask for a reset or are stopped start again beside another" {
    start_again x86_64
}

# The disk fails with the 100th request, which is one of guest 1's fourth start or so.
# bats test_tags=arch:riscv64
@test "step 10 riscv64: a guest that cannot start again fails the run, and no other guest" {
    local command n
    cd "$BATS_TEST_TMPDIR"
    command=$("$top/run.sh" step 10 riscv64 --guest-mem 16M --restart --guest spin --limit 20 --guest tasks --dry-run)
    printf '[inject-error]\nevent = "read_aio"\nstate = "100"\nerrno = "5"\n' >disk.conf
    for ((n = 1; n < 100; n++)); do
        printf '[set-state]\nevent = "read_aio"\nstate = "%d"\nnew_state = "%d"\n' $n $((n + 1))
    done >>disk.conf
    run timeout 30 bash -c "${command/file=/file=blkdebug:disk.conf:}" </dev/null
    assert_failure 1
    assert_line --regexp "^(load|initrd): .* cannot be read"
    assert_in_order "keys: guest 2" "[guest 2] task 3:" "Shutdown vm normally!"
}

# Guest 1 asks for its stolen time, is put on the CPU a few times, and asks for a reset. It does not ask again: nothing is written to
# that page from then on, which may be another's. The page that it shares is there in its next life as well, and tells which one it is.
# bats test_tags=arch:riscv64
@test "step 10 riscv64: after a reset nothing is written where the guest wanted its stolen time before" {
    local written times
    cd "$BATS_TEST_TMPDIR"
    flat_guest riscv64 g <<'END'
        li s0, 0x0f000000; ld s1, (s0); bnez s1, 2f; sd s0, (s0)
        li a7, 0x535441; li a0, 0x80800040; li a1, 0; li a2, 0; ecall; wrong: bnez a0, wrong # steal_time_set_shmem
        li s1, 50000; 1: .rept 99; nop; .endr; rdtime t0; bltu t0, s1, 1b; li a7, 0x53525354; li a0, 1; li a1, 0; ecall
2:      li s1, 500000; 1: .rept 99; nop; .endr; rdtime t0; bltu t0, s1, 1b; li a7, 8; ecall
END
    ws step 10 riscv64 --slice 1 --mem 128M --guest-mem 16M --ram ram --guest ./g --share-page rw --guest spin --limit 100 -- -icount shift=0
    assert_line "--- guest 1 starts again ---"
    local all=$output
    of_guest 1
    times=$(sed -n 's/^share: .*, \([0-9]*\) times on the CPU$/\1/p' <<<"$output")
    written=$(in_ram riscv64 'u64(u64(symbols["times"])) & 0xffffffff') # twice each time
    [ "$times" -ge 20 ] && [ "$written" -le 20 ] || fail "on the CPU $times times, written $written times"
}
