# Guests that make exits as fast as they can, or none at all. Those that wait, or spin with interrupts
# disabled, are in step-05.bats.
load lib

# bats file_tags=step:5

# many_exits ARCH COUNTS [OPTIONS]: the guest in the input makes 200,000 exits, and then an end like any other's.
many_exits() {
    run_guest "$1" "${@:3}"
    assert_success
    assert_line "Shutdown vm normally!"
    assert_line "exits: 200001, $2"
    assert_line "Hypervisor ok!"
}

# Every second call is one that nobody knows.
# bats test_tags=arch:riscv64
@test "hostile riscv64: 200,000 exits in a row, and a guest that ends in good order" {
    many_exits riscv64 "hypercall 200001" <<<"li s0, 100000; 1: li a7, 0x10; li a6, 0; ecall; bnez a0, 2f
        li a7, 0xbadbad; ecall; li t0, -2; bne a0, t0, 2f
        addi s0, s0, -1; bnez s0, 1b; li a7, 8; ecall; 2: unimp"
}

# bats test_tags=arch:aarch64
@test "hostile aarch64: 200,000 exits in a row, and a guest that ends in good order" {
    many_exits aarch64 "hypercall 200001" <<<"ldr x9, =100000; 1: ldr w0, =0x84000000; hvc #0; tbnz x0, #63, 2f
        ldr w0, =0xbadbad; hvc #0; cmn x0, #1; b.ne 2f
        subs x9, x9, #1; b.ne 1b; ldr w0, =0x84000008; hvc #0; 2: brk #0"
}

# bats test_tags=arch:x86_64
@test "hostile x86_64: 200,000 exits in a row, and a guest that ends in good order" {
    many_exits x86_64 "hypercall 150001, identify 50000" <<<"mov esi, 50000
    1:  mov eax, 0x84000000; vmmcall; test eax, eax; js 2f; mov eax, 0xbadbad; vmmcall; cmp eax, -1; jne 2f
        mov eax, 0; cpuid; mov eax, 0x84000000; vmmcall
        dec esi; jnz 1b; mov eax, 0x84000008; vmmcall; 2: ud2"
}

# taken_back ARCH [OPTIONS]: a guest that makes no exit, and that no interrupt of its own could reach.
taken_back() {
    run_guest "$1" --slice 100 "${@:2}"
    stopped "The guest was stopped: its slice of time is over."
    assert_line "exits: 1, timer 1"
}

# Every exception is ours, so that none of the guest's gets to its trap vector.
# bats test_tags=arch:riscv64
@test "hostile riscv64: a guest that faults in its own trap vector stops at its first fault" {
    local vector
    for vector in 0 0x80200100 0x10000000 -4; do
        run_guest riscv64 <<<"li t0, $vector; csrw stvec, t0; csrw sie, zero; .word 0; .balign 256, 0"
        stopped "VmExit Reason: illegal instruction at pc 0x802000"
        assert_line "exits: 1, instruction 1"
    done
    taken_back riscv64 <<<"csrci sstatus, 2; 1: .word 0x0100000f; j 1b" # pause
}

# bats test_tags=arch:aarch64
@test "hostile aarch64: a guest that faults in its own vectors, for ever, is stopped" {
    taken_back aarch64 <<<"adr x0, 1f; msr vbar_el1, x0; .word 0; .balign 2048; 1: .fill 512, 4, 0"
    taken_back aarch64 <<<"mov x0, #-1; msr sctlr_el1, x0; isb; nop" # not even a vector can be fetched
    taken_back aarch64 <<<"msr daifset, #15; 1: wfe; b 1b"
    run_guest aarch64 <<<"ldr x0, =0x10000000; msr vbar_el1, x0; .word 0"
    stopped $'stage-2 translation fault at level 1\n  at pc 0x10000200, GPA 0x10000200'
}

# bats test_tags=arch:x86_64
@test "hostile x86_64: a guest that faults in its own handlers, for ever, is stopped" {
    # Real mode: interrupt 6 leads to an instruction that is none. Its stack goes round and round.
    taken_back x86_64 <<<"xor ax, ax; mov ds, ax; mov word ptr [24], offset handler
        mov word ptr [26], 0x1000; handler: ud2"
    taken_back x86_64 <<<"int3" # interrupt 3 leads to 0:0, where 64 KiB of zeros are code
    taken_back x86_64 <<<"cli; 1: pause; jmp 1b"
    # Protected mode: its stack eats up the guest's memory, down to the start and beyond.
    protected_guest <<<"lgdt [gdtr]; lidt [idtr]; mov eax, offset handler; mov [idt + 48], ax; shr eax, 16
        mov [idt + 54], ax; mov dword ptr [idt + 50], 0x8e000008; mov esp, 0x30000; handler: ud2
        .balign 8; gdt: .quad 0, 0x00cf9b000000ffff; gdtr: .word 15; .long gdt
        idtr: .word 55; .long idt; .balign 8; idt: .fill 56"
    stopped "VmExit Reason: nested page fault at pc 0x10"
    assert_line --regexp "GPA 0xfffffff[0-9a-f]$"
    assert_line --partial "while it was delivering vector 6"
    assert_line "exits: 1, stage-2 fault 1"
}
