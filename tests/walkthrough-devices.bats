# The walkthrough of step 7, whole, without a person.
load lib
load walk

# bats file_tags=gdb

# An access is decoded and answered, and the guest resumes after it; a byte comes by an interrupt, which needs no exit to be
# taken; its line falls with the byte, and the interrupt ends.
step_7() { # ARCH VALUES PC REGISTER VALUE EXITS
    walk 7 "$1" 16 "$2"
    assert_in_order "── 1 of 16" "uart    " "        input: 0 of " "── 3 of 16" "Value returned is \$" \
        "── 4 of 16" "    $4  0000000000000000" "── 5 of 16" "    $4 " \
        "── 6 of 16" "    uart.input.look.when  ffffffffffffffff" "── 7 of 16" "CPU: interrupts " \
        "── 9 of 16" "    uart.input.count " "── 10 of 16" "    uart.input.count " "CPU: interrupts " \
        "  the guest's handler is at 0x" "── 11 of 16" "(In the guest, ignore" "── 13 of 16" "    uart.input.count " \
        "── 14 of 16" "── 15 of 16" "── 16 of 16" "[guest] quit" "[guest] bytes that came: 5" "Hypervisor ok!"
    assert_line --regexp "^    ${4//[.]/\\.} +$5   <- was 0{16}$"
    assert_line --regexp "^    uart.input.count +0{15}1   <- was 0{16}$"
    assert_line --regexp "^    uart.input.count +0{16}   <- was 0{15}1$"
    assert_line --regexp "^ +[0-9]+  wait: .*, interrupt [0-9]+ given$"
    assert_equal "$(grep -c " = 113 'q'$" <<<"$output")" 2 # what the UART answered, and in the register
    # The pc at the store, and after it.
    local before after
    before=$(sed -n 's/^ *[0-9]*  device: .*, pc 0x\([0-9a-f]*\), \(GPA\|port\) 0x.*/\1/p' <<<"$output" | head -n 1)
    after=$(sed -n "s/^    ${3//[.]/\\.} *\([0-9a-f]*\).*/\1/p" <<<"$output" | tail -n 1)
    assert_equal $((0x$after - 0x$before)) "$6"
}

# bats test_tags=step:7,arch:riscv64
@test "walkthrough 7 riscv64: to its end, with the machine's own numbers" {
    step_7 riscv64 19 vcpu.pc uart.lcr 0000000000000003 4
    # From version 10 on, QEMU shows the host's STIP and MTIP, 0xa0, in hvip.
    assert_line --regexp "^    hvip +0000000000000(4[0a]0)   <- was 0000000000000(0[0a]0)$"
    assert_line --regexp "^.* = 0x8000000000000009$"
}

# bats test_tags=step:7,arch:aarch64
@test "walkthrough 7 aarch64: to its end, with the machine's own numbers" {
    step_7 aarch64 18 vcpu.pc uart.line_control 0000000000000070 4
    assert_line "  list register 0: 33 uart, given as pending"
    assert_line "  list register 0: 33 uart, active"
}

# bats test_tags=step:7,arch:x86_64
@test "walkthrough 7 x86_64: to its end, with the machine's own numbers" {
    step_7 x86_64 20 vcpu.vmcb.rip uart.lcr 0000000000000003 1
    assert_line --regexp "^    vcpu.vmcb.virtual_interrupts +0000002401100100   <- was 0000000001000000$"
}

# The same stops in a recorded run, which has its input already.
# bats test_tags=step:7,arch:aarch64
@test "walkthrough 7 aarch64: in a recorded run; on x86_64 none can be made" {
    run without_cr "$top/run.sh" walkthrough 7 aarch64 --reverse --timeout 60 </dev/null
    assert_success
    assert_in_order "── 8 of 16" "(Nothing is typed: a recorded run contains its input.)" "── 14 of 16" "── 16 of 16" "[guest] quit" "This was the last stop."
    refused 2 "step 7 on x86_64 cannot be recorded: QEMU cannot replay a timer that stops the guest" \
        walkthrough 7 x86_64 --reverse
}
