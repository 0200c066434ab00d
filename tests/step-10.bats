# Step 10: guests that share a CPU: what each of them keeps, who runs when, and how each ends.
load lib
load several

# bats file_tags=step:10

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

# With one tag for all guests, each switch begins a new turn. (That nothing is left in the TLB cannot be seen: QEMU drops it all when
# the root changes.) With two tags for three guests, the two that have one of the same turn have different ones.
tags_turn_over() { # ARCH TAG: the tag in a vcpu, for gdb
    local turns show="printf \"turn %u tag %u\\n\", shares[n]->tag_turn, shares[n]->vcpu->$2"
    keeps_its_registers "$1" --tags 1 --mem 128M --ram ram
    turns=$(in_ram "$1" 'u64(symbols["tags_turn"]) & 0xffffffff')
    [ "$turns" -ge 20 ] || fail "$turns turns"
    # shellcheck disable=SC2016
    debug 10 "$1" --tags 2 --guest-mem 16M --guest spin --guest spin --guest spin \
        <<<$'break tags_flush\nignore 1 19\ncontinue\nprint tags_turn\n'"${show//n]/0]}"$'\n'"${show//n]/1]}"$'\n'"${show//n]/2]}"
    assert_line --partial '$1 = 21' # a flush for each turn but the first
    assert_equal "$(grep -c "turn 20 " <<<"$output")" 2
    assert_equal "$(grep -o "turn 20 .*" <<<"$output" | sort -u | wc -l)" 2
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: more guests than tags: each turn begins with an empty TLB" {
    tags_turn_over riscv64 'hgatp >> 44'
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: more guests than tags: each turn begins with an empty TLB" {
    tags_turn_over aarch64 'vttbr_el2 >> 48'
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: more guests than tags: each turn begins with an empty TLB" {
    tags_turn_over x86_64 vmcb.asid
    ws step 10 x86_64 --tags 100 --guest hello --guest hello
    assert_failure 1
    assert_line --regexp "^options: tags=100: this CPU has 1 to [0-9]+$"

    # Whichever of the two guests is entered first empties the TLB.
    debug 10 x86_64 --tags 1 --guest-mem 16M --guest spin --guest spin \
        <<<$'break tags_flush\ncontinue\nfinish\nprintf "flushes: %d %d\\n", shares[0]->vcpu->vmcb.tlb_control, shares[1]->vcpu->vmcb.tlb_control'
    assert_line "flushes: 1 1"
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

# bats test_tags=arch:riscv64
@test "step 10 riscv64: a guest that asks is told its stolen time, in memory that it may write" {
    cd "$BATS_TEST_TMPDIR"
    ws flat riscv64 "$top/tests/several/steal.S" steal
    ws step 10 riscv64 --slice 1 --guest-mem 16M --limit 200 --guest spin --guest ./steal --weight 3 -- -icount shift=0
    assert_failure 1
    local all=$output
    of_guest 2
    assert_line "Shutdown vm normally!"
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
