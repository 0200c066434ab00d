# The walkthrough of step 8, whole, without a person.
load lib
load walk

# bats file_tags=gdb

# A system call and a page fault of a program's: the guest's kernel handles them, and the ring has nothing of them. The walk of
# the address ends in the guest's tables, and after the fault in memory.
step_8() { # ARCH VALUES READS
    walk 8 "$1" 11 "$2"
    assert_in_order "── 1 of 11" "── 2 of 11" "paging_init in section " "── 3 of 11" "  => HPA 0x" \
        "  $3 reads of memory without a TLB" "── 4 of 11" "── 5 of 11" "── 6 of 11" "  => page fault at " \
        "── 8 of 11" "  => HPA 0x" "  $3 reads of memory without a TLB" "── 9 of 11" "  => not mapped: a guest access faults at " \
        "── 10 of 11" "── 11 of 11" "Hypervisor ok!"
    # No exit is that of a system call or page fault before they are reflected.
    run sed '/── 10 of/,$d' <<<"$output"
    refute_output --partial "reflected:"
    refute_output --partial "exception:"
}

# bats test_tags=step:8,arch:riscv64
@test "walkthrough 8 riscv64: to its end, with the machine's own numbers" {
    step_8 riscv64 16 15
}

# bats test_tags=step:8,arch:aarch64
@test "walkthrough 8 aarch64: to its end, with the machine's own numbers" {
    step_8 aarch64 16 15
}

# bats test_tags=step:8,arch:x86_64
@test "walkthrough 8 x86_64: to its end, with the machine's own numbers" {
    step_8 x86_64 20 24
}
