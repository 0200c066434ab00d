# Step 10: guests that share a CPU: what each of them keeps, who runs when, and how each ends.
load lib

# bats file_tags=step:10

# keeper ARCH SEED [MS]: assembles the guest keep-SEED, which looks for that time whether its registers keep their values.
keeper() {
    local rounds=$((${3:-150} * 20000))
    sed "1i #define SEED $2\n#define MS ${3:-150}\n#define ROUNDS $rounds" "$top/tests/several/$1.S" >"keep-$2.S"
    ws flat "$1" "keep-$2.S" "keep-$2"
    assert_success
}

# of_guest N: leaves in $output what was printed from the end of guest N to the next end.
of_guest() {
    output=$(sed -n "/^--- guest $1 /,/^--- guest [^$1]/p" <<<"$all")
}

# --- What a guest is ---

# Two guests with values of their own in all their registers, one that prints, and one that crashes. Where they look at a clock
# to know when to end, it is QEMU's count of instructions: on a busy computer they would end after a few slices.
keeps_its_registers() {
    local count=()
    cd "$BATS_TEST_TMPDIR"
    keeper "$1" 17
    keeper "$1" 42
    [ "$1" = x86_64 ] || count=(-- -icount shift=0)
    case $1 in # what ends it by the hypervisor: a failed system, or its only CPU off
    riscv64) echo "li a7, 0x53525354; li a6, 0; li a0, 0; li a1, 1; ecall" ;;
    aarch64) echo "ldr w0, =0x84000002; hvc #0" ;;
    x86_64) echo ".intel_syntax noprefix; .code16; mov eax, 0x84000002; vmmcall" ;;
    esac >crash.s
    ws flat "$1" crash.s crash
    ws step 10 "$1" --slice 1 --guest-mem 16M "${@:2}" --guest ./keep-17 --guest ./keep-42 --guest primes --guest ./crash "${count[@]}"
    assert_failure 1
    assert_line --regexp "^\[guest 3\] 2 3 5 7 11"
    local all=$output times
    of_guest 4
    assert_line --partial "The guest was stopped"
    for n in 1 2; do
        of_guest $n
        assert_line "Shutdown vm normally!"
        times=$(sed -n 's/^share: .*, \([0-9]*\) times on the CPU$/\1/p' <<<"$output")
        [ "$times" -ge 20 ] || fail "guest $n was put on the CPU $times times: nobody could have changed its registers"
    done
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: each guest keeps every register, whatever the others put there" {
    keeps_its_registers riscv64
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: and so with floating-point registers that are swapped lazily" {
    keeps_its_registers riscv64 --lazy-fp
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: each guest keeps every register, whatever the others put there" {
    keeps_its_registers aarch64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: and so with floating-point registers that are swapped lazily" {
    keeps_its_registers aarch64 --lazy-fp
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: each guest keeps every register, whatever the others put there" {
    keeps_its_registers x86_64
}

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

# --- Who runs when ---

# ran N: the milliseconds that guest N ran.
ran() {
    of_guest "$1"
    sed -n 's/^share: \([0-9]*\) ms run.*/\1/p' <<<"$output"
}

# In the same time one guest has three times the weight of the other, and three quarters of the CPU.
shares_by_weight() {
    cd "$BATS_TEST_TMPDIR"
    keeper "$1" 17 60
    keeper "$1" 42 60
    ws step 10 "$1" --slice 1 --guest-mem 16M --guest ./keep-17 --weight 3 --guest ./keep-42 -- -icount shift=0
    assert_success
    local all=$output heavy light
    heavy=$(ran 1) light=$(ran 2)
    [ $((heavy * 100)) -ge $((light * 285)) ] && [ $((heavy * 100)) -le $((light * 315)) ] ||
        fail "weights 3 and 1 had $heavy and $light ms"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: guests share the CPU by their weights" {
    shares_by_weight riscv64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: guests share the CPU by their weights" {
    shares_by_weight aarch64
}

# --- Output and ends ---

whole_lines() {
    ws step 10 "$1" --guest-mem 16M --guest tasks --guest primes --guest hello
    assert_success
    assert_line --regexp "^\[guest 1\] task 3: weight 2, 10 ticks, took [0-9]+% of the CPU$"
    assert_line "[guest 2] 2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 "
    assert_line "[guest 3] Hello from the other world!"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: three guests print whole lines, and the run ends with the last" {
    whole_lines riscv64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: three guests print whole lines, and the run ends with the last" {
    whole_lines aarch64
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: three guests print whole lines, and the run ends with the last" {
    whole_lines x86_64
}

# starts_anew ARCH OPTION WORD: a guest that ends by WORD again and again starts anew each time, in memory that is zero, beside one
# that runs to its end.
starts_anew() {
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
    riscv64) mark="li s0, 0x80234000; ld s1, (s0); li a0, 'z'; beqz s1, 1f; li a0, 's'; 1: li a7, 1; ecall; li a0, 10; ecall
        sd s0, (s0)" ;;
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
@test "step 10 riscv64: a guest that asks for a reset starts anew beside another" {
    starts_anew riscv64 "" reset "guest 1 starts anew"
    ws step 10 riscv64 --guest-mem 16M --no-reboot --guest ./g --guest primes
    assert_failure 1
    assert_line "--- guest 1 ends ---"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: with --restart a guest that was stopped starts anew" {
    starts_anew riscv64 --restart crash "The guest was stopped"
    refute_output --partial "guest 1 starts"
    [ "$(grep -c '^--- guest 1 ends ---' <<<"$output")" -ge 2 ] || fail "it did not start anew: $output"
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: a guest that asks for a reset starts anew beside another" {
    starts_anew aarch64 "" reset "guest 1 starts anew"
    ws step 10 aarch64 --guest-mem 16M --no-reboot --guest ./g --guest primes
    assert_failure 1
    assert_line "--- guest 1 ends ---"
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: with --restart a guest that was stopped starts anew" {
    starts_anew aarch64 --restart crash "The guest was stopped"
    refute_output --partial "guest 1 starts"
    [ "$(grep -c '^--- guest 1 ends ---' <<<"$output")" -ge 2 ] || fail "it did not start anew: $output"
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: a guest that asks for a reset starts anew beside another" {
    starts_anew x86_64 "" reset "guest 1 starts anew"
    ws step 10 x86_64 --guest-mem 16M --no-reboot --guest ./g --guest primes
    assert_failure 1
    assert_line "--- guest 1 ends ---"
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: with --restart a guest that was stopped starts anew" {
    starts_anew x86_64 --restart crash "The guest was stopped"
    refute_output --partial "guest 1 starts"
    [ "$(grep -c '^--- guest 1 ends ---' <<<"$output")" -ge 2 ] || fail "it did not start anew: $output"
}
# One Linux fails, another goes on; each has its own command line and its own first files.
two_linuxes() {
    ws step 10 "$1" --guest-mem 128M --guest linux --append first --run 'cat /proc/cmdline; exit 3' \
        --guest linux --run 'cat /proc/cmdline; echo 1234 | sha256sum' --guest kernel --guest-mem 32M --run 'echo ours'
    assert_failure 1
    assert_line --regexp "^\[guest 1\] .* first$"
    assert_line "[guest 2] a883dafc480d466ee04e0d6da986bd78eb1fdd2178d04693723da3a8f95d42f4  -"
    refute_line --regexp "^\[guest 2\] .* first$"
    assert_line "[guest 3] ours"
    local all=$output
    of_guest 2
    assert_line "Hypervisor ok!"
    of_guest 1
    assert_line --partial "its kernel or its command has failed"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: a Linux that fails does not harm another" {
    two_linuxes riscv64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: a Linux that fails does not harm another" {
    two_linuxes aarch64
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: a Linux that fails does not harm another" {
    two_linuxes x86_64
}
