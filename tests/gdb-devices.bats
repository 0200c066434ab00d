# devices and guest-irqs: what they say is what is in the hypervisor's memory, and in the machine.
load lib

# bats file_tags=gdb

# Before the guest has a device, while it waits, with a byte that came, and in the guest's handler.
devices_and_interrupts() { # ARCH
    debug 7 "$1" --guest echo <<'END'
devices
guest-irqs
break *host_wait
continue
delete
echo waiting\n
devices
guest-irqs
echo .\n
type -n q
tbreak *deadline_set if exit_rings->guest->board->uart.input.count
continue
echo came\n
devices
guest-irqs
p exit_rings->guest->board->uart.input
monitor info registers
echo .\n
guest-break $guest_handler
continue
delete
echo taken\n
guest-irqs
devices
echo .\n
devices x
guest-irqs x
type uit
continue
devices
END
    assert_success
    refute_output --partial "bug:"
    local command
    for command in devices guest-irqs; do
        assert_line "$command: no guest yet: vcpu_init() has not run"
        assert_line "$command: takes no arguments"
    done
    assert_line "devices: no machine: it has powered off, or gdb is not connected to one"
    assert_line "[guest] bytes that came: 5"
    between waiting | grep -q "^        input: 0 of 16 bytes; looked for at each tick$"
    between came | grep -q "^        input: 1 of 16 bytes: 'q'; "
    between came | grep -qE "^ +count = 1,$"
    # The lines of both commands fit on a screen.
    [ "$(between taken | wc -l)" -le 34 ] || fail "$(between taken | wc -l) lines"
    assert_equal "$(between taken | awk 'length > 100')" ""
}

# bats test_tags=step:7,arch:riscv64
@test "gdb riscv64: devices and guest-irqs, before a byte comes, after that, and in the guest's handler" {
    devices_and_interrupts riscv64
    between waiting | grep -qx "   10 uart      enabled; priority 1"
    between came | grep -qx "   10 uart      enabled, line high, pending; priority 1"
    between came | grep -qx "    9 external  enabled, set in hvip, pending"
    between came | grep -qE "^ mip +0+4[0-9a-f]{2}$"
    between taken | grep -qx "   10 uart      enabled, line high, pending; priority 1" # not claimed so far
    between waiting | grep -qE "^plic +GPA 0xc000000\.\.0xc5fffff  [0-9]+ read, [0-9]+ written$"
}

# bats test_tags=step:7,arch:aarch64
@test "gdb aarch64: devices and guest-irqs, before a byte comes, after that, and in the guest's handler" {
    devices_and_interrupts aarch64
    between waiting | grep -qx "   33 uart      group 1, enabled; priority 0x80"
    between waiting | grep -qx "  4 of 4 list registers are empty"
    between came | grep -qx "   33 uart      group 1, enabled, line high, pending, given to the CPU; priority 0x80"
    between came | grep -qx "  list register 0: 33 uart, given as pending"
    between taken | grep -qx "CPU: interrupts off in the guest"
    between waiting | grep -qE "^gicr +GPA 0x80a0000\.\.0x80bffff  "
}

# bats test_tags=step:7,arch:x86_64
@test "gdb x86_64: devices and guest-irqs, before a byte comes, after that, and in the guest's handler" {
    devices_and_interrupts x86_64
    between waiting | grep -qx "    4 uart      enabled"
    between waiting | grep -qx "  V_IRQ is 0: nothing is offered"
    between came | grep -qx "    4 uart      enabled, line high, requested, offered to the CPU"
    between came | grep -qx "  V_IRQ is 1, with vector 0x24"
    between taken | grep -qx "  V_IRQ is 1, at the last entry, with vector 0x24"
    between waiting | grep -qE "^pit +ports 0x40\.\.0x43  "
}

# bats test_tags=step:5,arch:riscv64
@test "gdb: a step without devices" {
    debug 5 riscv64 <<'END'
devices
guest-irqs
type -n x
continue
END
    assert_line "devices: this step has no devices: step 7 is the first that has some"
    assert_line "guest-irqs: this step has no devices: step 7 is the first that has some"
}
