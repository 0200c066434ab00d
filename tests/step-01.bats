# Step 1: the one-way entry, and the fault that follows.
load lib

# bats file_tags=step:1

first_fetch_faults() { # ARCH
    machine "$1"
    ws step 1 "$arch"
    assert_success
    assert_line --index 0 "Booting hypervisor..."
    assert_output --regexp $'hypervisor...\ntrap handler: '"${fetch_fault}0x$unmapped "
    assert_output --regexp "\(GPA 0x$unmapped\)"
}

# bats test_tags=arch:riscv64
@test "step 1 riscv64: the guest's first fetch faults, and that is status 0" {
    first_fetch_faults riscv64
    assert_line --regexp " at 0x1234abc([cd]) \(stval=0x1234abc\1\)$"
    assert_output --partial "V was 1 (VS-mode)"
}

# bats test_tags=arch:aarch64
@test "step 1 aarch64: the guest's first fetch faults, and that is status 0" {
    first_fetch_faults aarch64
    assert_line "  esr=0x82000005 elr=0x1234abcc spsr=0x3c5, from EL1"
    assert_line "  far=0x1234abcc hpfar=0x1234a0 (GPA 0x1234abcc)"
}

# bats test_tags=arch:x86_64
@test "step 1 x86_64: the guest's first fetch faults, and that is status 0" {
    first_fetch_faults x86_64
    assert_line "  rip=0x1234abcd exitinfo1=0x100000014 exitinfo2=0x1234abcd, protected mode, CPL 0"
    assert_line "  exitinfo1: not mapped, fetch, as user, final address (GPA 0x1234abcd)"
}

# enters_a_guest ARCH GDB-COMMAND...: these are executed just before it does.
enters_a_guest() {
    machine "$1"
    ws regs 1 "$arch"
    assert_success
    assert_in_guest_at "$unmapped"
    gdb_run 1 "$arch" 'hbreak world_enter' 'continue' \
        "printf \"root is ours: %d\\n\", ($root) == (long)&empty_root" "${@:2}"
    assert_line "root is ours: 1"
}

# bats test_tags=arch:riscv64
@test "step 1 riscv64: sret leads into V = 1, behind an Sv39x4 root of 16 KiB" {
    # Mode 8 is Sv39x4; a page number that is a multiple of 4 is aligned to 16 KiB.
    enters_a_guest riscv64 'printf "mode %ld, %ld\n", $hgatp >> 60 & 15, ($hgatp & 3)'
    assert_line "mode 8, 0"
}

# bats test_tags=arch:aarch64
@test "step 1 aarch64: eret leads from EL2 to EL1, behind a 39-bit root of 4 KiB" {
    # HCR_EL2: VM, RW. VTCR_EL2: T0SZ = 64 - 39, SL0 = 1 is a start at level 1, TG0 = 0 is 4 KiB.
    enters_a_guest aarch64 'printf "EL%d\n", $cpsr >> 2 & 3' \
        'printf "VM %d, RW %d\n", $HCR_EL2 & 1, $HCR_EL2 >> 31 & 1' \
        'printf "T0SZ %d, SL0 %d, TG0 %d\n", $VTCR_EL2 & 63, $VTCR_EL2 >> 6 & 3, $VTCR_EL2 >> 14 & 3'
    assert_line "EL2"
    assert_line "VM 1, RW 1"
    assert_line "T0SZ 25, SL0 1, TG0 0"
}

# bats test_tags=arch:x86_64
@test "step 1 x86_64: vmrun leads to protected mode without paging, behind a root of 4 KiB" {
    # APM 15.5.1: EFER.SVME has to be 1, VMRUN intercepted, the ASID not the host's.
    enters_a_guest x86_64 'set $v = (struct vmcb *)$rax' 'printf "root at %d\n", $v->nested_cr3 & 4095' \
        'printf "asid %d, nested %d, tlb %d\n", $v->asid, $v->nested_control, $v->tlb_control' \
        'printf "efer %x, cr0 %x, vmrun %d\n", $v->efer, $v->cr0, $v->intercept_2 & 1' \
        'printf "clean bits %d, masking %d\n", $v->clean_bits, $v->virtual_interrupts >> 24 & 1'
    assert_line "root at 0"
    assert_line "asid 1, nested 1, tlb 1"
    assert_line "efer 1000, cr0 11, vmrun 1"
    assert_line "clean bits 0, masking 1"
}

# bats test_tags=arch:riscv64
@test "step 1 riscv64: the machine says the same: cause 20, at that address" {
    machine riscv64
    gdb_run 1 riscv64 'hbreak world_exit' 'continue' \
        'printf "cause %ld sepc %lx htval %lx spv %d\n", $scause, $sepc, $htval, ($hstatus >> 7) & 1' \
        'set var $htval = 0' 'hbreak *power_off' 'continue' 'printf "status %d\n", status'
    assert_line "status 0" # a CPU that does not say in htval where it was is understood, too
    assert_line --regexp "^cause 20 sepc $unmapped htval 48d2af3 spv 1$"
}

# bats test_tags=arch:aarch64
@test "step 1 aarch64: the machine says the same: class 0x20, at that address, back at EL2" {
    gdb_run 1 aarch64 'hbreak world_exit' 'continue' 'printf "EL%d\n", $cpsr >> 2 & 3' \
        'printf "esr %lx elr %lx far %lx\n", $ESR_EL2, $ELR_EL2, $FAR_EL2' \
        'printf "hpfar %lx from EL%d\n", $HPFAR_EL2, $SPSR_EL2 >> 2 & 3'
    assert_line "EL2"
    assert_line "esr 82000005 elr 1234abcc far 1234abcc"
    assert_line "hpfar 1234a0 from EL1"
}

# bats test_tags=arch:x86_64
@test "step 1 x86_64: the machine says the same: exit code 0x400, at that address, back in the host" {
    gdb_run 1 x86_64 'hbreak world_exit' 'continue' 'set $v = (struct vmcb *)$rax' \
        'printf "code %lx, %lx, %lx\n", $v->exitcode, $v->exitinfo1, $v->exitinfo2' \
        'printf "rip %lx, host cs %x\n", $v->rip, $cs' 'monitor info registers'
    assert_line "code 400, 100000014, 1234abcd"
    assert_line "rip 1234abcd, host cs 8"
    assert_line --regexp "^RIP=[0-9a-f]{16} RFL="
}

elsewhere_is_a_failure() { # ARCH
    machine "$1"
    gdb_run 1 "$arch" 'hbreak *enter_guest' 'continue' 'set var pc = 0x1000' \
        'hbreak *power_off' 'continue' 'printf "status %d\n", status'
    assert_line "status 1"
}

# bats test_tags=arch:riscv64
@test "step 1 riscv64: a guest that faults elsewhere is a failure" {
    elsewhere_is_a_failure riscv64
}

# bats test_tags=arch:aarch64
@test "step 1 aarch64: a guest that faults elsewhere is a failure" {
    elsewhere_is_a_failure aarch64
}

# bats test_tags=arch:x86_64
@test "step 1 x86_64: a guest that faults elsewhere is a failure" {
    elsewhere_is_a_failure x86_64
}

# bats test_tags=arch:riscv64
@test "step 1 riscv64: with OpenSBI as firmware, too" {
    ws step 1 riscv64 --bios opensbi
    assert_success
    assert_line --regexp "^trap handler: instruction guest-page fault at 0x1234abc([cd]) \(stval=0x1234abc\1\)$"
}

host_trap_is_named() { # ARCH
    machine "$1"
    gdb_run 1 "$arch" 'hbreak main' 'continue' "set \$pc = $nowhere" \
        'hbreak *power_off' 'continue' 'printf "status %d\n", status'
    assert_line "status 1"
    run cat "$BATS_TEST_TMPDIR/console"
    assert_output --partial "panic: host: $host_fault"

    gdb_run 1 "$arch" 'hbreak main' 'continue' "set \$pc = $nowhere" \
        'tbreak *panic' 'continue' "set \$pc = $nowhere" \
        'hbreak *power_off' 'continue' 'printf "status %d\n", status'
    assert_line "status 1"
    run cat "$BATS_TEST_TMPDIR/console"
    assert_output "panic: host: trap while reporting a trap"
}

# bats test_tags=arch:riscv64
@test "step 1 riscv64: a trap of the host's own is named, one in its report too, and status 1" {
    host_trap_is_named riscv64
}

# bats test_tags=arch:aarch64
@test "step 1 aarch64: a trap of the host's own is named, one in its report too, and status 1" {
    host_trap_is_named aarch64
}

# bats test_tags=arch:x86_64
@test "step 1 x86_64: a trap of the host's own is named, one in its report too, and status 1" {
    host_trap_is_named x86_64
}
