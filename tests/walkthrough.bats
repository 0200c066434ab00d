# The walkthroughs, whole, without a person.
load lib

# bats file_tags=gdb

# walk N ARCH STOPS: to its end, with that many stops, and nothing that only a terminal wants.
walk() {
    run without_cr "$top/run.sh" walkthrough "$1" "$2" --timeout 60 </dev/null
    assert_success
    assert_line --partial "── $3 of $3 ─ "
    assert_line "That was all. \`quit\` leaves."
    refute_output --partial $'\033'
    refute_output --partial Traceback
}

# bats test_tags=step:1,arch:riscv64
@test "walkthrough 1 riscv64: to its end, with the machine's own numbers" {
    walk 1 riscv64 9
    assert_line " V      =   1"
    assert_line --regexp "^    scause +0000000000000014 +<- was 0000000000000000$"
    assert_line --regexp "^    htval +00000000048d2af3 +<- was 0000000000000000$"
    assert_line --partial "scause=0x14 sepc=0x1234abcd htval=0x48d2af3"
}

# bats test_tags=step:1,arch:aarch64
@test "walkthrough 1 aarch64: to its end, with the machine's own numbers" {
    walk 1 aarch64 9
    assert_line --regexp "^PSTATE=000003c5 ---- EL1h"
    assert_line --regexp "^    ESR_EL2 +0000000082000005 +<- was 0000000000000000$"
    assert_line --regexp "^    HPFAR_EL2 +00000000001234a0 +<- was 0000000000000000$"
    assert_line --partial "far=0x1234abcc hpfar=0x1234a0"
}

# bats test_tags=step:3,arch:riscv64
@test "walkthrough 3 riscv64: to its end, with the machine's own numbers" {
    walk 3 riscv64 9
    assert_line --regexp "^    scause +000000000000000a +<- was 0000000000000014$"
    assert_line --regexp "^0x100100:.0x600df00d$"
    assert_line --partial "holds 0x600df00d"
}

# bats test_tags=step:3,arch:aarch64
@test "walkthrough 3 aarch64: to its end, with the machine's own numbers" {
    walk 3 aarch64 9
    assert_line --regexp "^    ESR_EL2 +000000008200000f +<- was 0000000082000005$"
    assert_line --regexp "^0x100100:.0x600df00d$"
    assert_line --partial "holds 0x600df00d"
}

# bats test_tags=step:4,arch:riscv64
@test "walkthrough 4 riscv64: to its end, with the guest at its entry" {
    walk 4 riscv64 8
    assert_line " pc       0000000000100000"
    assert_line --partial "stage2 0x100000"
}

# bats test_tags=step:4,arch:aarch64
@test "walkthrough 4 aarch64: to its end, with the guest at its entry" {
    walk 4 aarch64 8
    assert_line --partial " PC=0000000000100000 "
    assert_line --partial "stage2 0x100000"
}

# bats test_tags=step:5,arch:riscv64
@test "walkthrough 5 riscv64: to its end, with the machine's own numbers" {
    walk 5 riscv64 10
    assert_line " V      =   1"
    assert_line --partial "x17/a7   0000000000000008"
    assert_line --regexp "^    scause +000000000000000a +<- was 0000000000000000$"
    assert_line "Hypervisor ok!"
}

# bats test_tags=step:5,arch:aarch64
@test "walkthrough 5 aarch64: to its end, with the machine's own numbers" {
    walk 5 aarch64 10
    assert_line --partial "X00=0000000084000008"
    assert_line --regexp "^    ESR_EL2 +000000005a000000 +<- was 0000000000000000$"
    assert_line "Hypervisor ok!"
}

@test "walkthrough: a step that has none says so, and is a failure" {
    run without_cr "$top/run.sh" walkthrough 2 riscv64 --timeout 60 </dev/null
    assert_failure 1
    assert_line --partial "step 2 has no walkthrough"
}
