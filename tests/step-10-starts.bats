# Step 10: what a guest finds at its start, and guests that start again beside others.
load lib
load several

# bats file_tags=step:10

# From equal seeds two guests would make equal keys.
seeds_differ() {
    cd "$BATS_TEST_TMPDIR"
    ws step 10 "$1" --guest-mem 16M --ram ram --guest hello --guest hello
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

# starts_again ARCH OPTION WORD LINE: a guest that ends by WORD, which prints LINE, starts again each time, in memory that is zero, beside one
# that runs to its end.
starts_again() {
    local mark end
    cd "$BATS_TEST_TMPDIR"
    case $1-$3 in
    riscv64-reset) end="li a7, 0x53525354; li a6, 0; li a0, 1; li a1, 0; ecall" ;;
    aarch64-reset) end="ldr w0, =0x84000009; hvc #0" ;;
    x86_64-reset) end="mov eax, 0x84000009; vmmcall" ;;
    riscv64-crash) end="li a7, 0x53525354; li a6, 0; li a0, 0; li a1, 1; ecall" ;;
    *-crash) end="ldr w0, =0x84000002; hvc #0" ;;
    esac
    [ "$1-$3" != x86_64-crash ] || end="mov eax, 0x84000002; vmmcall"
    case $1 in
    riscv64) mark="li s0, 0x80234000; ld s1, (s0); li a0, 'z'; beqz s1, 1f; li a0, 's'; 1: li a7, 1; ecall; sd s0, (s0)" ;; # the line ends with the guest
    aarch64) mark="ldr x19, =0x40234000; ldr x20, [x19]; mov w1, 'z'; cbz x20, 1f; mov w1, 's'; 1: ldr w0, =0x86000003; hvc #0
        mov w1, 10; ldr w0, =0x86000003; hvc #0; str x19, [x19]" ;;
    x86_64) mark="mov ax, 0x9000; mov ds, ax; mov ebx, 'z'; cmp word ptr [0], 0; je 1f; mov ebx, 's'; 1: mov eax, 0x86000003; vmmcall
        mov ebx, 10; mov eax, 0x86000003; vmmcall; mov word ptr [0], ax" ;;
    esac
    flat_guest "$1" g <<<"$mark; $end"
    ended "$4" 10 "$1" $2 --guest-mem 16M --guest ./g --guest primes
    assert_line "[guest 1] z"
    refute_line "[guest 1] s"
    assert_line --regexp "^\[guest 2\] 2 3 5 7 11"
    refute_output --partial "guest 2 starts"
    assert_line "--- guest 2 ends ---"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: a guest that asks for a reset starts again beside another" {
    starts_again riscv64 "" reset "guest 1 starts again"
    ws step 10 riscv64 --guest-mem 16M --no-reboot --guest ./g --guest primes
    assert_failure 1
    assert_line "--- guest 1 ends ---"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: with --restart a guest that was stopped starts again" {
    starts_again riscv64 --restart crash "The guest was stopped"
    refute_output --partial "guest 1 starts"
    [ "$(grep -c '^--- guest 1 ends ---' <<<"$output")" -ge 2 ] || fail "it did not start again: $output"
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: a guest that asks for a reset starts again beside another" {
    starts_again aarch64 "" reset "guest 1 starts again"
    ws step 10 aarch64 --guest-mem 16M --no-reboot --guest ./g --guest primes
    assert_failure 1
    assert_line "--- guest 1 ends ---"
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: with --restart a guest that was stopped starts again" {
    starts_again aarch64 --restart crash "The guest was stopped"
    refute_output --partial "guest 1 starts"
    [ "$(grep -c '^--- guest 1 ends ---' <<<"$output")" -ge 2 ] || fail "it did not start again: $output"
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: a guest that asks for a reset starts again beside another" {
    starts_again x86_64 "" reset "guest 1 starts again"
    ws step 10 x86_64 --guest-mem 16M --no-reboot --guest ./g --guest primes
    assert_failure 1
    assert_line "--- guest 1 ends ---"
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: with --restart a guest that was stopped starts again" {
    starts_again x86_64 --restart crash "The guest was stopped"
    refute_output --partial "guest 1 starts"
    [ "$(grep -c '^--- guest 1 ends ---' <<<"$output")" -ge 2 ] || fail "it did not start again: $output"
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
        li s1, 50000; 1: rdtime t0; bltu t0, s1, 1b; li a7, 0x53525354; li a0, 1; li a1, 0; ecall
2:      li s1, 500000; 1: rdtime t0; bltu t0, s1, 1b; li a7, 8; ecall
END
    ws step 10 riscv64 --slice 1 --guest-mem 16M --ram ram --guest ./g --share-page rw --guest spin --limit 100 -- -icount shift=0
    assert_line "--- guest 1 starts again ---"
    local all=$output
    of_guest 1
    times=$(sed -n 's/^share: .*, \([0-9]*\) times on the CPU$/\1/p' <<<"$output")
    written=$(in_ram riscv64 'u64(u64(symbols["times"])) & 0xffffffff') # twice each time
    [ "$times" -ge 20 ] && [ "$written" -le 20 ] || fail "on the CPU $times times, written $written times"
}
