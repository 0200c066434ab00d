# The walkthroughs, whole, without a person.
load lib
load walk

# bats file_tags=gdb

# bats test_tags=step:1,arch:riscv64
@test "walkthrough 1 riscv64: to its end, with the machine's own numbers" {
    walk 1 riscv64 9 45
    assert_line " V      =   1"
    assert_line --regexp "^    scause +0000000000000014 +<- was 0000000000000000$"
    assert_line --regexp "^    htval +00000000048d2af3 +<- was 0000000000000000$"
    assert_line --regexp "scause=0x14 sepc=0x1234abc[cd] htval=0x48d2af3 "
}

# bats test_tags=step:1,arch:aarch64
@test "walkthrough 1 aarch64: to its end, with the machine's own numbers" {
    walk 1 aarch64 9 24
    assert_line --regexp "^PSTATE=000003c5 ---- EL1h"
    assert_line --regexp "^    ESR_EL2 +0000000082000005 +<- was 0000000000000000$"
    assert_line --regexp "^    HPFAR_EL2 +00000000001234a0 +<- was 0000000000000000$"
    assert_line --partial "far=0x1234abcc hpfar=0x1234a0"
}

# bats test_tags=step:1,arch:x86_64
@test "walkthrough 1 x86_64: to its end, with the machine's own numbers" {
    walk 1 x86_64 9 44
    assert_line --partial "EIP=1234abcd EFL=00000002"
    assert_line --regexp "^    guest_vmcb.exitcode +0000000000000400 +<- was 0000000000000000$"
    assert_line --partial "exitinfo1=0x100000014 exitinfo2=0x1234abcd"
}

# Step 2 is the same on all machines but for the numbers.
step_2() { # ARCH VALUES
    walk 2 "$1" 14 "$2"
    assert_line --regexp "^    zones->free_pages +[0-9]+ +<- was +[0-9]+$"
    assert_line --regexp "^Value returned is .* .[0-9a-f]+ is free already.$"
    assert_line --regexp "^Value returned is .* .no block starts at [0-9a-f]+.$"
    assert_line "  nothing is mapped"
}

# bats test_tags=step:2,arch:riscv64
@test "walkthrough 2 riscv64: to its end, with the machine's own numbers" {
    step_2 riscv64 18
}

# bats test_tags=step:2,arch:aarch64
@test "walkthrough 2 aarch64: to its end, with the machine's own numbers" {
    step_2 aarch64 20
}

# bats test_tags=step:2,arch:x86_64
@test "walkthrough 2 x86_64: to its end, with the machine's own numbers" {
    step_2 x86_64 11
}

# bats test_tags=step:3,arch:riscv64
@test "walkthrough 3 riscv64: to its end, with the machine's own numbers" {
    walk 3 riscv64 9 38
    assert_line --regexp "^    scause +000000000000000a +<- was 0000000000000014$"
    assert_line --regexp "^0x100100:.0x600df00d$"
    assert_line --partial "holds 0x600df00d"
}

# bats test_tags=step:3,arch:aarch64
@test "walkthrough 3 aarch64: to its end, with the machine's own numbers" {
    walk 3 aarch64 9 31
    assert_line --regexp "^    ESR_EL2 +000000008200000f +<- was 0000000082000005$"
    assert_line --regexp "^0x100100:.0x600df00d$"
    assert_line --partial "holds 0x600df00d"
}

# bats test_tags=step:3,arch:x86_64
@test "walkthrough 3 x86_64: to its end, with the machine's own numbers" {
    walk 3 x86_64 9 40
    assert_line --regexp "^    guest_vmcb.exitinfo1 +0000000100000015 +<- was 0000000100000014$"
    assert_line --regexp "^0x100100:.0x600df00d$"
    assert_line --partial "holds 0x600df00d"
}

# bats test_tags=step:4,arch:riscv64
@test "walkthrough 4 riscv64: to its end, with the guest at its entry" {
    walk 4 riscv64 8 13
    assert_line " pc       0000000000100000"
    assert_line --partial "stage2 0x100000"
}

# bats test_tags=step:4,arch:aarch64
@test "walkthrough 4 aarch64: to its end, with the guest at its entry" {
    walk 4 aarch64 8 15
    assert_line --partial " PC=0000000000100000 "
    assert_line --partial "stage2 0x100000"
}

# bats test_tags=step:4,arch:x86_64
@test "walkthrough 4 x86_64: to its end, with the guest at its entry" {
    walk 4 x86_64 8 7
    assert_line --partial "EIP=00100000 "
    assert_line --partial "stage2 0x100000"
}

# bats test_tags=step:5,arch:riscv64
@test "walkthrough 5 riscv64: to its end, with the machine's own numbers" {
    walk 5 riscv64 13 30
    assert_line " V      =   1"
    assert_line --partial "x17/a7   000000004442434e"
    assert_line --regexp "^    scause +000000000000000a +<- was 0000000000000000$"
    # The guest is answered: its pc has moved past the call, and a0 is the answer.
    assert_line --regexp "^    vcpu.pc +000000008020003a +<- was 0000000080200036$"
    assert_line --regexp "^    vcpu.x\[10\] +0000000000000000 +<- was 000000000000001c$"
    assert_line "Hypervisor ok!"
}

# bats test_tags=step:5,arch:aarch64
@test "walkthrough 5 aarch64: to its end, with the machine's own numbers" {
    walk 5 aarch64 13 25
    assert_line --partial "X00=0000000084000008"
    assert_line --regexp "^    vcpu.x\[0\] +000000000000001c +<- was 00000000c6000001$"
    assert_line --regexp "^    ESR_EL2 +000000005a000000 +<- was 0000000000000000$"
    assert_line "Hypervisor ok!"
}

# bats test_tags=step:5,arch:x86_64
@test "walkthrough 5 x86_64: to its end, with the machine's own numbers" {
    walk 5 x86_64 13 25
    assert_line "EAX=84000008 EBX=00000000 ECX=0000001c EDX=00000000"
    assert_line --regexp "^    vcpu.vmcb.rip +0000000000100025 +<- was 0000000000100022$"
    assert_line --regexp "^    vcpu.vmcb.rax +000000000000001c +<- was 0000000086000001$"
    assert_line --regexp "^    vcpu.vmcb.exitcode +0000000000000081 +<- was 0000000000000000$"
    assert_line "Hypervisor ok!"
}

# A page is given and the guest resumes at the same pc; a page of the file is not there before it is read, and after it
# was taken back: unmapped, fenced and freed, in this order.
step_6() { # ARCH VALUES FIRST-PAGE PC
    walk 6 "$1" 19 "$2"
    assert_in_order "── 4 of 19" "    $4 " "  => not mapped" "── 5 of 19" "── 6 of 19" "    $4 " "  => HPA 0x" \
        "       1  demand fault: " "host ==> guest  1: pc 0x" \
        "── 8 of 19" "stage2 $3" "  => not mapped" "\$4 = 0x73616c66" "\$5 = \"flash 00000000:\"" "── 10 of 19" \
        "    flashes->pages_read                 1   <- was                0" "  => HPA 0x" \
        "── 13 of 19" "  => HPA 0x" "── 14 of 19" "  => not mapped" \
        "── 15 of 19" "\$6 = 0x40" "\$8 = 0x80" "\$9 = 0x1" "── 16 of 19" \
        "    flashes->taken_back                 1   <- was                0" "  => HPA 0x" \
        "stage2 $3" "  => not mapped" \
        "── 18 of 19" "    flashes->pages_read                41   <- was               40" \
        "    flashes->taken_back                 2   <- was                1" "  => HPA 0x" \
        "The guest was stopped: no memory for GPA 0x" "memory: 65696 KiB promised, " \
        "    flashes->mapped                    32   <- was               39"
    # The pc is not moved, and the page that is taken back is the one that is given, with all rights.
    local pcs page
    pcs=$(sed -n "s/^    ${4//[.]/\\.} *\([0-9a-f]*\).*/\1/p" <<<"$output" | sort | uniq -c)
    [ "$(wc -l <<<"$pcs")" -eq 1 ] || fail "the pc: $pcs"
    page=$(sed -n 's/^\$10 = 0x\([0-9a-f]*\)$/\1/p' <<<"$output")
    assert_equal "$(grep -E "=> HPA 0x0*$page, " <<<"$output" | sed 's/.*, //' | xargs)" "r-x r-x rwx"
    assert_line --regexp "^0x$page:(.0x0000000000000000){2}$"
    assert_line --regexp "^ +1[0-9]{3}  stage-2 fault: .*, GPA $(printf %#x "$3")$"
}

# bats test_tags=step:6,arch:riscv64
@test "walkthrough 6 riscv64: to its end, with the machine's own numbers" {
    step_6 riscv64 66 0x22000000 vcpu.pc
    assert_line --regexp "^    scause +0000000000000017$"
}

# bats test_tags=step:6,arch:aarch64
@test "walkthrough 6 aarch64: to its end, with the machine's own numbers" {
    step_6 aarch64 62 0x04000000 vcpu.pc
    assert_line --regexp "^    HPFAR_EL2 +0000000000402010$"
}

# bats test_tags=step:6,arch:x86_64
@test "walkthrough 6 x86_64: to its end, with the machine's own numbers" {
    step_6 x86_64 78 0xffc00000 vcpu.vmcb.rip
    assert_line --regexp "^    vcpu.vmcb.exitcode +0000000000000400$"
}

# With a person: Enter goes on, a question waits before its answer, q leaves, next goes on.
# bats test_tags=step:1,arch:x86_64
@test "walkthrough: in a terminal it waits for Enter" {
    run "$top/tests/terminal.py" "[Enter]" '\n' "2 of 9" '\n' "3 of 9" '\n' "which its memory?" '\n' \
        "has the address" 'q\n' "(gdb) " 'walkthrough again\n' "all registers are written" 'walkthrough next\n' \
        "what will it find there?" 'q\n' "(gdb) " 'quit\n' -- "$top/run.sh" walkthrough 1 x86_64
    assert_success
    assert_output --partial "5 of 9"
    refute_output --partial "6 of 9"
    refute_output --partial "No valid entry." # the answer that was not asked for
    assert_output --regexp $'\033\\[[0-9;]*m    guest_vmcb.rip         000000001234abcd\033\\[[0-9;]*m   <- was'
}

# What the checks above are worth: with two of a machine's registers exchanged they fail. For once the guest gets
# the host's registers: zeros would all be the same.
# bats test_tags=step:1
@test "walkthrough: a register at the wrong place is found" {
    local arch
    cp -r "$top/gdb" "$top/common" "$top/arch" "$top/steps" "$top/guest" "$top/run.sh" "$top/Makefile" "$BATS_TEST_TMPDIR"
    mkdir -p "$BATS_TEST_TMPDIR/tests" && cp "$top/tests/walkthrough.py" "$BATS_TEST_TMPDIR/tests"
    cd "$BATS_TEST_TMPDIR"
    sed -i.old 's/"zero ra sp/"zero sp ra/' gdb/riscv64.py
    sed -i.old 's/register(f"x{n}") for n in range(31)/register(f"x{30 - n}") for n in range(31)/' gdb/aarch64.py
    sed -i.old 's/"rax rcx rdx/"rax rdx rcx/' gdb/x86_64.py
    for arch in riscv64 aarch64 x86_64; do
        sed -i.old 's/li  *x\\n, 0\|mov  *x\\n, xzr\|xor  *\\r, \\r/nop/' steps/01-*/${arch}_enter.S
        grep -q nop steps/01-*/${arch}_enter.S
        run tests/walkthrough.py 1 $arch
        assert_failure 1
        assert_line --regexp "^guest-regs: not the monitor's: "
    done
}
