# The walkthrough of step 10, whole, without a person.
load lib
load walk

# bats file_tags=gdb

# The first guest leaves the CPU and comes back with its register; the second has its own, and another tag.
step_10() { # ARCH VALUES KEPT REGISTER
    walk 10 "$1" 10 "$2"
    assert_in_order "── 1 of 10" "── 2 of 10" "Value returned is \$" "── 3 of 10" "── 4 of 10" "    $3 " "── 5 of 10" "── 6 of 10" \
        "── 7 of 10" "── 8 of 10" "--- guest 2 ends ---" "── 9 of 10" "── 10 of 10" "--- guest 1 ends ---"
    assert_line --regexp "^Value returned is .* = GUEST_PREEMPTED$"
    assert_line --regexp '"2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 .n"$'
    assert_equal "$(sed -n '/── 10 of/,$p' <<<"$output" | grep -c "^    [123]  ended  ")" 3
    # What the first guest has in its register when it leaves is in its structure when the next one comes.
    local left kept
    left=$(sed -n "/── 4 of/,/── 5 of/s/^    $4 *\([0-9a-f]*\).*/\1/p" <<<"$output")
    kept=$(sed -n "/── 5 of/,/── 6 of/s/^    ${3//[][]/.} *\([0-9a-f]*\).*/\1/p" <<<"$output")
    [ -n "$left" ] && assert_equal "$kept" "$left"
}

# tag STOP: what gdb shows last before the answer of that stop.
tag() {
    sed -n "/── $1 of/,/── $(($1 + 1)) of/s/^\$[0-9]* = //p" <<<"$output" | tail -n 1
}

# bats test_tags=step:10,arch:riscv64
@test "walkthrough 10 riscv64: to its end, with the machine's own numbers" {
    step_10 riscv64 12 "shares[0]->vcpu->vstvec" vstvec
    assert_equal "$(tag 1) $(tag 5)" "0x0 0x1"
}

# bats test_tags=step:10,arch:aarch64
@test "walkthrough 10 aarch64: to its end, with the machine's own numbers" {
    step_10 aarch64 12 "shares[0]->vcpu->vbar_el1" VBAR_EL1
    assert_equal "$(tag 1) $(tag 5)" "0x0 0x1"
}

# bats test_tags=step:10,arch:x86_64
@test "walkthrough 10 x86_64: to its end, with the machine's own numbers" {
    step_10 x86_64 3 "shares[0]->vcpu->vmcb.idtr.base" "shares.0.->vcpu->vmcb.idtr.base"
    assert_equal "$(tag 1)" 0x3
}
