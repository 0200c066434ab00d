# Step 10: what the tools say of several guests: whose exits, whose time, what each was told, and which one hangs.
load lib

# bats file_tags=step:10

tells_guests_apart() {
    cd "$BATS_TEST_TMPDIR"
    ws step 10 "$1" --guest-mem 16M --summary --verbose --memory-map map.svg --dump-tree told \
        --guest primes --append first --guest hello --append second
    assert_success
    assert_line --regexp "^guest 1: VmExit Reason: "
    assert_line --regexp "^guest 2: VmExit Reason: "
    refute_line --regexp "^VmExit"
    local all=$output
    output=$(sed -n '/^guest 2, vCPU 0:$/,$p' <<<"$all") # the second block
    assert_line --regexp "^hypercall +2 .*"
    assert_line --regexp "^[0-9]+ instructions: [0-9]+ in the guest and the switch, [0-9]+ in handling exits"
    output=$(sed -n '/^guest 1, vCPU 0:$/,/^guest 2/p' <<<"$all")
    assert_line --regexp "^hypercall +17 .*"
    grep -q '[" ]first["]*[;]*$' told.1 && grep -q '[" ]second["]*[;]*$' told.2 || fail "not what each guest was told"
    [ ! -e told ] || fail "a file that is no guest's"
    grep -q "guest 2" map.svg || fail "no picture of guest 2"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: --summary, --verbose, --memory-map and --dump-tree tell the guests apart" {
    tells_guests_apart riscv64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: --summary, --verbose, --memory-map and --dump-tree tell the guests apart" {
    tells_guests_apart aarch64
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: --summary, --verbose, --memory-map and --dump-tree tell the guests apart" {
    tells_guests_apart x86_64
}

# What a guest did while another had the CPU is nobody's work: the second waits for the first, which runs for 50 ms.
# bats test_tags=arch:riscv64
@test "step 10 riscv64: the time without the CPU counts for no exit" {
    cd "$BATS_TEST_TMPDIR"
    echo 'li t1, 500000; 1: .rept 99; nop; .endr; rdtime t0; bltu t0, t1, 1b; li a7, 8; ecall' >work.S
    ws flat riscv64 work.S work
    ws step 10 riscv64 --guest-mem 16M --summary --guest ./work --guest ./work
    assert_success
    output=$(sed -n '/^guest 2, vCPU 0:$/,$p' <<<"$output")
    local away most
    away=$(sed -n 's/.*; then \([0-9]*\) without the CPU$/\1/p' <<<"$output")
    most=$(awk '/^timer/ { print $5 }' <<<"$output")
    [ "$away" -ge 5000000 ] && [ "$most" -lt 1000 ] || fail "$away instructions without the CPU, $most for a timer's exit"
}

# The one that hangs is named, and its own symbol is shown.
# bats test_tags=arch:riscv64
@test "step 10 riscv64: a run that hangs says which guest had the CPU" {
    ws step 10 riscv64 --guest-mem 16M --guest hello --guest primes --guest spin --timeout 2
    assert_failure 124
    assert_line --regexp "^  the CPU was in (guest 3 at pc 0x80200000|the hypervisor in .*)"
    assert_line --regexp "^  .* exits? of guest 3, .* at pc 0x80200000|^  no exit: the guest was never left"
}

# Its own, or everybody's, or the default; before the machine starts, because some kernels only hang.
# bats test_tags=arch:riscv64
@test "step 10 riscv64: a Linux with too little memory is refused, among others too" {
    need_linux riscv64
    cd "$BATS_TEST_TMPDIR"
    flat_guest riscv64 off <<<"li a7, 8; ecall"
    ws step 10 riscv64 --guest ./off --guest linux --dry-run
    assert_success
    assert_equal ${#lines[@]} 1
    ws step 10 riscv64 --guest-mem 40M --guest ./off --guest linux --guest-mem 256M --dry-run
    assert_success
    ws step 10 riscv64 --guest ./off --guest linux --guest-mem 40M --dry-run
    assert_failure 1
    assert_output "run.sh: --guest-mem 40M: too little for Linux, which needs 96M"
}
