# Step 5: the exit loop. The switch itself is in step-05-switch.bats, what traps in
# step-05-traps.bats, the hypercalls in sbi.bats and psci.bats.
load lib

# bats file_tags=step:5

powers_off() { # ARCH THE-EXIT
    machine "$1"
    ws step 5 "$arch"
    assert_success
    assert_in_order "Hypervisor ..." "app: /sbin/skernel" "paddr: PA:0x${ram#0}" \
        "VmExit Reason: $hypercall_exit $2" "Shutdown vm normally!" "Hypervisor ok!"
    assert_line "exits: 1, hypercall 1"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: the guest asks for shutdown, and the machine powers off" {
    powers_off riscv64 "legacy shutdown()"
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: the guest asks for shutdown, and the machine powers off" {
    powers_off aarch64 "PSCI_SYSTEM_OFF()"
}

# bats test_tags=arch:x86_64
@test "step 5 x86_64: the guest asks for shutdown, and the machine powers off" {
    powers_off x86_64 "SYSTEM_OFF()"
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: other CPUs" {
    for cpu in cortex-a53 cortex-a57 neoverse-n1 max; do
        ws step 5 aarch64 --cpu $cpu --guest hello
        assert_success
        assert_line "[guest] Hello from the other world!"
    done
}

# bats test_tags=arch:x86_64
@test "step 5 x86_64: other CPUs" {
    for cpu in Opteron_G5,+npt EPYC-Rome EPYC-Milan max; do
        ws step 5 x86_64 --cpu $cpu --guest hello
        assert_success
        assert_line "[guest] Hello from the other world!"
    done
}

runs_at_its_base() { # ARCH
    machine "$1"
    ws regs 5 "$arch"
    assert_in_guest_at "${flat#0x}"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: the guest runs in VS-mode at 0x80200000" {
    runs_at_its_base riscv64
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: the guest runs in EL1 at 0x40200000" {
    runs_at_its_base aarch64
}

# bats test_tags=arch:x86_64
@test "step 5 x86_64: the guest runs in real mode at 0x10000" {
    runs_at_its_base x86_64
    assert_line --regexp "^CS =1000 00010000 0000ffff 00009b00"
    assert_line --regexp "^CR0=00000010 "
}

paddr_is_its_memory() { # ARCH
    local pa
    ws step 5 "$1"
    pa=$(echo "$output" | sed -n 's/^paddr: PA://p')
    gdb_run 5 "$1" 'hbreak world_enter' 'continue' "monitor xp /1wx $pa"
    assert_output --partial ": 0x$(od -An -tx4 -N4 "$top/build/$1/guest/skernel" | tr -d ' ')"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: paddr is where the guest's first instruction lies" {
    paddr_is_its_memory riscv64
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: paddr is where the guest's first instruction lies" {
    paddr_is_its_memory aarch64
}

# bats test_tags=arch:x86_64
@test "step 5 x86_64: paddr is where the guest's first instruction lies" {
    paddr_is_its_memory x86_64
}

ring_holds_the_exit() { # ARCH CAUSE PC
    gdb_run 5 "$1" 'hbreak *power_off' 'continue' 'printf "exits %ld\n", exit_rings->counts[EXIT_HYPERCALL]' \
        'printf "kind %ld cause %lx pc %lx\n", exit_rings->slots[0].kind, exit_rings->slots[0].cause, exit_rings->slots[0].pc' \
        'printf "status %d\n", status'
    assert_line "exits 1"
    assert_line "kind 1 cause $2 pc $3"
    assert_line "status 0"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: the ring in memory holds the exit" {
    ring_holds_the_exit riscv64 a 80200002
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: the ring in memory holds the exit" {
    ring_holds_the_exit aarch64 5a000000 40200008 # hvc #0, and behind it
}

# bats test_tags=arch:x86_64
@test "step 5 x86_64: the ring in memory holds the exit" {
    ring_holds_the_exit x86_64 81 6 # in the guest's own words: IP, behind CS
}

# says_hello ARCH WRITE OFF [OPTIONS]: how the two calls begin in the report.
says_hello() {
    machine "$1"
    ws step 5 "$arch" --guest hello
    assert_success
    assert_line "[guest] Hello from the other world!"
    assert_line "exits: 2, hypercall 2"
    ws step 5 "$arch" --guest hello --verbose "${@:4}"
    assert_success
    assert_in_order "VmExit Reason: $hypercall_exit $2" "[guest] Hello from the other world!" \
        "VmExit Reason: $hypercall_exit $3" "Shutdown vm normally!"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: hello, with and without every exit printed, with both firmwares" {
    says_hello riscv64 "DBCN console_write(0x1c, 0x80200" "SRST system_reset(0x0, 0x0)" --bios opensbi
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: hello, with and without every exit printed" {
    says_hello aarch64 "CONSOLE_WRITE(0x40200" "PSCI_SYSTEM_OFF()"
    assert_output --partial ", 0x1c)"
}

# bats test_tags=arch:x86_64
@test "step 5 x86_64: hello, with and without every exit printed" {
    says_hello x86_64 "CONSOLE_WRITE(0x100" "SYSTEM_OFF()"
    assert_output --partial ", 0x1c)"
}

# waits_for_ever ARCH ASSEMBLY...: each of these guests does.
waits_for_ever() {
    local code
    for code in "${@:2}"; do
        run_guest "$1" <<<"$code"
        stopped "The guest was stopped: it waits for an interrupt, and nothing can wake it."
        assert_line "exits: 1, wait 1"
    done
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: a guest that waits for ever is told, not waited for" {
    waits_for_ever riscv64 "wfi" "li a0, -1; csrw sie, a0; csrsi sstatus, 2; wfi"
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: a guest that waits for ever is told, not waited for" {
    waits_for_ever aarch64 "wfi" "msr daifclr, #15; wfi" \
        "adr x0, 1f; msr elr_el1, x0; mrs x0, sctlr_el1; orr x0, x0, #0x10000; msr sctlr_el1, x0
        msr spsr_el1, xzr; eret; 1: wfi" # SCTLR_EL1.nTWI: even in EL0
}

# bats test_tags=arch:x86_64
@test "step 5 x86_64: a guest that waits for ever is told, not waited for" {
    waits_for_ever x86_64 "hlt" "sti; hlt" "mwait"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: --slice takes the machine back from a guest that never exits" {
    run_guest riscv64 --slice 100 <<<"csrci sstatus, 2; csrw sie, zero; nop; 1: j 1b"
    stopped "VmExit Reason: supervisor timer interrupt at pc 0x8020000a"
    assert_line "exits: 1, timer 1"
    ws step 5 riscv64 --slice 100 --cpu rv64,h=true,sstc=false
    assert_failure 1
    assert_line "slice: this CPU's timer cannot be set from HS-mode (no Sstc)"
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: --slice takes the machine back from a guest that never exits" {
    for mask in daifset daifclr; do
        run_guest aarch64 --slice 100 <<<"msr $mask, #15; mov x0, #0x1234; mov x1, #0x5678; 1: b 1b"
        stopped "VmExit Reason: IRQ at pc 0x4020000c"
        assert_line --regexp "^  x0 +0{12}1234  x1 +0{12}5678  x2 +0{16}$"
        assert_line "The guest was stopped: its slice of time is over."
        assert_line --partial "interrupt 26, from EL1" # the EL2 timer's
        assert_line "exits: 1, timer 1"
    done
    ws step 5 aarch64 --slice 100 -- -machine gic-version=2
    assert_failure 1
    assert_line "slice: this machine has no GICv3"
}

# bats test_tags=arch:x86_64
@test "step 5 x86_64: --slice takes the machine back from a guest that never exits" {
    for flag in cli sti; do
        run_guest x86_64 --slice 100 <<<"$flag; mov ebx, 0x1234; 1: jmp 1b"
        stopped "VmExit Reason: physical interrupt (INTR) at pc 0x7"
        assert_line --partial ", 16-bit real mode, CPL 0"
        assert_line "The guest was stopped: its slice of time is over."
        assert_line --regexp "  rbx +0{12}1234  "
        assert_line "exits: 1, timer 1"
        protected_guest --slice 100 <<<"$flag; mov ebx, 0x1234; 1: jmp 1b"
        stopped "VmExit Reason: physical interrupt (INTR) at pc 0x100006"
        assert_line --partial ", 32-bit protected mode, CPL 0"
        assert_line "exits: 1, timer 1"
    done
}

# forges ARCH ASSEMBLY: a guest that prints the text behind the label "text", and dies.
forges() {
    machine "$1"
    run_guest "$arch" <<<"$2
        $die
    text: .ascii \"Shutdown vm normally!\\nHypervisor ok!\\n\\033[2J\\r\\001x\\tend\\377\\n\"
        .fill 72, 1, 0x20; .ascii \"Hypervisor ok!\"; .fill 66, 1, 0x20
        .asciz \"Shutdown vm normally!\""
    stopped "VmExit Reason: "
    assert_line "[guest] Shutdown vm normally!"
    assert_line "[guest] Hypervisor ok!"
    assert_line "[guest] \\x1b[2J\\x0d\\x01x	end\\xff"
    assert_line --regexp "^\[guest\] Hypervisor ok! {58}$" # after 72 columns, and not in the next row of a terminal
    assert_line --regexp "^\[guest\] {9}Shutdown vm normally!$"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: no guest can forge a line or a status, or reach the terminal" {
    forges riscv64 "la s0, text
    1:  lb a0, (s0); beqz a0, 2f; li a7, 1; ecall; addi s0, s0, 1; j 1b; 2:"
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: no guest can forge a line or a status, or reach the terminal" {
    forges aarch64 "adr x3, text
    1:  ldrb w1, [x3], #1; cbz w1, 2f; ldr w0, =0x86000003; hvc #0; b 1b; 2:"
}

# bats test_tags=arch:x86_64
@test "step 5 x86_64: no guest can forge a line or a status, or reach the terminal" {
    forges x86_64 "mov si, offset text
    1:  movzx ebx, byte ptr [si]; test bl, bl; jz 2f; mov eax, 0x86000003; vmmcall; inc si; jmp 1b; 2:"
}
