# The walkthroughs in a recorded run, whole, without a person.
load lib

# bats file_tags=gdb,step:5

# back NAME ARCH STOPS: that walkthrough, from the end of its recording to its last stop.
back() {
    run without_cr "$top/run.sh" walkthrough "$1" "$2" </dev/null
    assert_success
    assert_line --partial "── $3 of $3 ─ "
    assert_line "This was the last stop. \`quit\` ends gdb."
    refute_output --partial $'\033'
    refute_output --partial Traceback
}

# The place of the line in a file of gdb/walkthroughs that has this text.
place_of() { # TEXT FILE
    echo "gdb/walkthroughs/$2:$(grep -nF -- "$1" "$top/gdb/walkthroughs/$2" | cut -d : -f 1)"
}

# The register is wrong at the fault and at the entry before it, and right at the exit before that. The store is found, and
# the line that called for it. What is wrong is the HPA of what the GPA is translated to.
lost_register() { # ARCH REGISTER
    back back "$1" 10
    local was wrong right
    was=$(grep -E "^HPA 0x[0-9a-f]+ was 0x[0-9a-f]+, then 0x[0-9a-f]+: stored by the hypervisor, in vcpu_set_register\(\), " <<<"$output")
    right=$(printf %016x "$(sed 's/.* was \(0x[0-9a-f]*\), .*/\1/' <<<"$was")")
    wrong=$(printf %016x "$(sed 's/.* then \(0x[0-9a-f]*\): .*/\1/' <<<"$was")")
    assert_in_order "(gdb) back-to exit" "host <== guest: stage-2 fault (" "    $2  $wrong" \
        "(gdb) back-to entry" "host ==> guest: pc 0x" "    $2  $wrong" \
        "(gdb) back-to exit" "host <== guest: hypercall (" "    $2  $right   <- was $wrong" \
        "(gdb) who-wrote " "(gdb) reverse-finish" "(gdb) next"
    [ $((0x$right & 0x1fffff)) -eq $((0x$wrong & 0x1fffff)) ] || fail "another byte of the block: $was"
    assert_output --partial "at $(place_of "vcpu_set_register(vcpu, ADDRESS," back.c)"
    assert_line --regexp "^    vcpu\..*  $wrong   <- was $right$"
}

# bats test_tags=arch:riscv64
@test "walkthrough back riscv64: from the fault to the line that changed the register" {
    lost_register riscv64 a2
}

# bats test_tags=arch:aarch64
@test "walkthrough back aarch64: from the fault to the line that changed the register" {
    lost_register aarch64 x4
}

# bats test_tags=arch:x86_64
@test "walkthrough back x86_64: from the fault to the line that changed the register" {
    lost_register x86_64 rbx
}

# The entry holds the pc of the last call, and held the shared memory's HPA before it. Both stores are found.
overwritten_entry() { # ARCH
    back overwritten "$1" 11
    local store made pc
    store=$(grep -F "stored by the hypervisor, in log_call(), $(place_of "log->pc[next_line] = " overwritten.c)" <<<"$output")
    pc=$(sed -n 's/^     257  hypercall: .*, pc \(0x[0-9a-f]*\)$/\1/p' <<<"$output")
    [[ $store == *", then $pc: "* ]] || fail "not the pc of call 257, $pc: $store"
    made=$(grep -E "^HPA 0x[0-9a-f]+ was 0x0, then 0x[0-9a-f]+: stored by the hypervisor, in map_range\(\), steps/03-stage2-tables/stage2.c:" <<<"$output")
    assert_equal "${made%% was*}" "${store%% was*}"
    [[ $store == *" was $(sed 's/.* then \(0x[0-9a-f]*\): .*/\1/' <<<"$made"), then "* ]] || fail "$made; $store"
    assert_in_order "     258  stage-2 fault: " "  => not mapped: " "(gdb) back-to entry" "(gdb) back-to exit" "  => HPA 0x"
    assert_line --partial "GPA 0xc0101000"
}

# bats test_tags=arch:riscv64
@test "walkthrough overwritten riscv64: from the fault to the store into the table" {
    overwritten_entry riscv64
}

# bats test_tags=arch:aarch64
@test "walkthrough overwritten aarch64: from the fault to the store into the table" {
    overwritten_entry aarch64
}

# bats test_tags=arch:x86_64
@test "walkthrough overwritten x86_64: from the fault to the store into the table" {
    overwritten_entry x86_64
}

# Recorded, a step shows what it shows otherwise: the registers and variables that it watches, the tables' entries, memory.
as_without_reverse() { # N VALUES
    local arch plain values='^    []a-zA-Z0-9_.>[-]+ +([0-9a-f]{16}|[0-9]+)( |$)|^  .*@|^  =>|^\$[0-9]+ =|^0x.*:.'
    for arch in riscv64 aarch64 x86_64; do
        run without_cr "$top/run.sh" walkthrough "$1" $arch </dev/null
        assert_success
        plain=$(grep -E "$values" <<<"$output")
        [ "$(wc -l <<<"$plain")" -ge "$2" ] || fail "few: $plain"
        run without_cr "$top/run.sh" walkthrough "$1" $arch --reverse </dev/null
        assert_success
        assert_equal "$(grep -E "$values" <<<"$output")" "$plain"
    done
}

@test "walkthrough 3 --reverse: the same values as without it" {
    as_without_reverse 3 15
}

# Its machine has so little memory that pages are taken back: gdb changes nothing.
@test "walkthrough 6 --reverse: the same values as without it" {
    as_without_reverse 6 100
}

@test "walkthrough: an unknown name, and which there are" {
    refused 2 "no such walkthrough: forth (a step's number, back, overwritten)" walkthrough forth riscv64
}
