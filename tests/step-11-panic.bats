# Step 11: a CPU that breaks a rule of its own memory, or panics, beside others that print: its report is the last thing that the
# machine prints, and whole. tests/many/violate.c
load lib
load many

# bats file_tags=step:11

# violate ARCH VIOLATION CPU: at that CPU's tenth exit (8: at that of the first one that comes there); two guests print all the time.
violate() {
    many "$1" 2 --main "$top/tests/many/violate.c" --guest ./flood --guest ./flood -- \
        -append "violate=$2 on=$3 guest-mem=16M guest=/sbin/flood guest=/sbin/flood"
    assert_failure 1
    refute_line --partial "nothing stopped it"
    [ "$(grep -c ^panic: <<<"$output")" -eq 1 ] || fail "not one report: $output"
    refute_line --regexp "^\[guest [12]\] [^f]"
    block=$((0x$(sed -n 's/^violate: CPU [01], its block 0x//p' <<<"$output")))
}

# caught ARCH VIOLATION CPU PAGE: the CPU refuses it, by an address in that page of its block.
caught() {
    violate "$1" "$2" "$3"
    local used last=$((${#lines[@]} - 1))
    assert_line --index $((last - 2)) --regexp "^panic: host: "
    assert_line --index $last --regexp "^  at 0x[0-9a-f]+: .*, tests/many/violate.c:"
    used=$(sed -E 's/.*[, ](stval|far|cr2)=(0x[0-9a-f]+).*/\2/' <<<"${lines[last - 1]}")
    [ $(((used - block) / 4096)) -eq "$4" ] || fail "not in page $4: $output"
}

# One whose own stacks run over is caught on the page below; then one that panics in the midst of it all, and two that do.
reports() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    many_guest "$1" flood 1
    caught "$1" overflow-stack 1 3
    caught "$1" overflow-trap-stack 1 1
    caught "$1" write-guard 0 1
    local on
    for on in 0 1 8; do
        violate "$1" panic $on
        assert_line --index $((${#lines[@]} - 2)) --regexp "^panic: violate: on CPU [01]$"
        assert_line --index $((${#lines[@]} - 1)) --regexp "^  from report, tests/many/violate.c:"
    done
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: a CPU that panics or whose stack runs over reports it, whole and last" {
    reports riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: a CPU that panics or whose stack runs over reports it, whole and last" {
    reports aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: a CPU that panics or whose stack runs over reports it, whole and last" {
    reports x86_64
}
