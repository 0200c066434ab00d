# The walkthrough of step 9, whole, without a person. The kernel comes from `run.sh setup --linux`.
load lib
load walk

# bats file_tags=gdb

# The walk of an address of the kernel's ends in memory, that of a program's first instruction in the guest's tables and, once
# the kernel has mapped the page, in memory too. The hypervisor sees neither the change of tables, nor the page fault, nor the
# system call.
step_9() { # ARCH VALUES ROOT MODE READS-OF-A-PROGRAM'S-ADDRESS
    need_linux "$1"
    walk 9 "$1" 11 "$2"
    assert_in_order "── 1 of 11" "── 2 of 11" "    $3 " "── 3 of 11" "  => not mapped: a guest access faults at " \
        "Value returned is \$" "  => HPA 0x" "── 4 of 11" "    $3 " "guest-walk 0xffff" "  $4" "  => HPA 0x" \
        "── 5 of 11" "── 6 of 11" "uart    " "── 7 of 11" "  the guest's handler is at 0xffff" "── 8 of 11" \
        "  => page fault at " "  => HPA 0x" "── 9 of 11" "── 10 of 11" "── 11 of 11" \
        "[guest] Linux guest " "Hypervisor ok!"
    assert_line --regexp "^    ${3//./\\.} +[0-9a-f]{16}   <- was 0"
    assert_line --regexp "^  $5 reads of memory without a TLB"
    assert_line --regexp "^  => HPA 0x[0-9a-f]+, kernel r.x, user --.$"
    assert_line --regexp "^  => HPA 0x[0-9a-f]+, kernel .*, user r-x$"
    assert_line --regexp " = 76 'L'$"
    # Neither a program's page fault nor its system call has exited.
    refute [ "$(sed -n '/── 8 of/,/── 10 of/p' <<<"$output" | grep -cE "^ +[0-9]+  (hypercall|exception|reflected)")" -gt 0 ]
}

# bats test_tags=step:9,arch:riscv64
@test "walkthrough 9 riscv64: to its end, with the machine's own numbers" {
    step_9 riscv64 20 vsatp "Sv39 by the guest's satp 8" 11
    assert_line --regexp "^\\\$[0-9]+ = 0x10$" # BASE
    assert_line --regexp "^0x8ffff000:.0xd0.0x0d.0xfe.0xed$"
    assert_line --regexp "^    5 timer     enabled, pending"
}

# bats test_tags=step:9,arch:aarch64
@test "walkthrough 9 aarch64: to its end, with the machine's own numbers" {
    step_9 aarch64 20 TTBR1_EL1 "48 bits by the guest's TTBR1_EL1 " 14
    assert_line --regexp "^0x4ffff000:.0xd0.0x0d.0xfe.0xed$"
    assert_line --regexp "^ +[0-9]+  interrupt: IRQ, .*, interrupt 27 given$"
}

# bats test_tags=step:9,arch:x86_64
@test "walkthrough 9 x86_64: to its end, with the machine's own numbers" {
    step_9 x86_64 15 vcpu.vmcb.cr3 "long mode by CR3 " 19
    assert_line --regexp '^0x20202:.*"HdrS'
    assert_line --regexp "^ +[0-9]+  timer: .*, interrupt 236 given$" # Linux's vector for the local APIC's timer
    assert_line "  requested: 0xec; in service: none"
}

@test "walkthrough 9: without the fetched kernel one line says what is missing" {
    mkdir "$BATS_TEST_TMPDIR/nothing"
    ws walkthrough 9 riscv64 --build "$BATS_TEST_TMPDIR/nothing"
    assert_failure 3
    assert_output "run.sh: Linux for riscv64 is missing: ./run.sh setup --linux riscv64 --build $BATS_TEST_TMPDIR/nothing"
}
