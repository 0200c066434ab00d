# The borders between the guest's programs, its kernel, the hypervisor and the firmware.
load lib

# --- A guest's programs are not lifted to its kernel's rights by an exit ---

# resumes ARCH [OPTIONS]: the guest in the input leaves user mode by an exit, resumes, and does what only its
# kernel may.
resumes() {
    run_guest "$1" --main "$top/tests/hostile/resume.c" "${@:2}"
}

# bats test_tags=step:5,arch:riscv64
@test "hostile riscv64: user mode stays user mode when an exit from it goes on" {
    for bios in "" "--bios opensbi"; do
        # shellcheck disable=SC2086
        resumes riscv64 $bios <<<".option norvc; la t0, 1f; csrw sepc, t0; csrw sstatus, zero; sret
            1: ecall; nop; ebreak; csrr a0, sstatus"
        stopped " instruction at pc 0x80200020" # QEMU 7.2 calls it illegal, the manual virtual
        assert_line --partial ", from VU-mode"
        assert_line "exits: 3, register 1, exception 2"
    done
}

# bats test_tags=step:5,arch:aarch64
@test "hostile aarch64: user mode stays user mode when an exit from it goes on" {
    resumes aarch64 <<<"adr x0, 1f; msr elr_el1, x0; msr spsr_el1, xzr; eret
        1: brk #0; nop; brk #1; mrs x0, sctlr_el1"
    stopped $'stage-2 translation fault at level 1\n  at pc 0x400, GPA 0x400' # the vector for a lower EL
    assert_line --regexp "  the last exception that it took itself: .* at 0x4020001c"
    assert_output --regexp "  spsr_el1 +0{16}"
    assert_line "exits: 3, stage-2 fault 1, exception 2"
}

# at_cpl_3: 32-bit code that goes to user mode, and there to the code in the input.
at_cpl_3() {
    cat <<'END'
        lgdt [gdtr]; mov esp, 0x200000
        push 0x23; push 0x1f0000; push 2; push 0x1b; mov eax, offset user; push eax; iretd
        .balign 8
gdt:    .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff
gdtr:   .word 0x27
        .long gdt
user:
END
    cat
}

# Two sorts of exits from user mode go on in step 5 itself.
# bats test_tags=step:5,arch:x86_64
@test "hostile x86_64: user mode stays user mode when an exit from it goes on" {
    protected_guest < <(at_cpl_3 <<<"cpuid; mov eax, 0x84000000; vmmcall; cli")
    stopped "VmExit Reason: shutdown: a triple fault at pc 0x1000"
    assert_line --partial ", while it was delivering vector 13"
    assert_line --partial ", 32-bit protected mode, CPL 3"
    assert_line "exits: 3, hypercall 1, identify 1, shutdown 1"
}

# VMMCALL comes from every level; ecall and hvc tell who calls.
# bats test_tags=step:5,arch:x86_64
@test "hostile x86_64: a guest's programs cannot end it, reset it or use its console" {
    protected_guest < <(
        at_cpl_3 <<'END'
        mov ax, 0x23; mov ds, ax
        .irp number, 0x84000008, 0x84000009, 0x86000001, 0x86000002, 0x86000003
        mov ebx, offset text; mov ecx, 4; mov eax, \number; vmmcall; cmp eax, -1; jne 1f
        .endr
        ud2
1:      int3
text:   .ascii "text"
END
    )
    stopped "VmExit Reason: shutdown: a triple fault"
    assert_line --partial ", while it was delivering vector 6"
    assert_line "exits: 6, hypercall 5, shutdown 1"
    refute_line --partial "[guest]"
}

# --- Nothing of the host's is in a register at the guest's first instruction, before step 5 too ---

# starts_with_nothing N ARCH REGISTER...: each held something of the host's, and the guest finds 0.
starts_with_nothing() {
    local r poison=() all=0
    for r in "${@:3}"; do
        poison+=("set \$$r = 0xfeedface")
        all+=" | (long)\$$r"
    done
    gdb_run "$1" "$2" 'hbreak leave_host' 'continue' "${poison[@]}" "printf \"before %lx\\n\", $all" \
        'hbreak world_enter' 'continue' "printf \"at the last instruction %lx\\n\", $all" \
        'stepi' "printf \"after %lx\\n\", $all"
    assert_line "before feedface"
    assert_line "at the last instruction 0" # a 32-bit guest hides eight of them from gdb
    assert_line "after 0"
}

# bats test_tags=step:4,arch:riscv64
@test "hostile riscv64: no register of the host's reaches a guest in steps 1 and 4" {
    for n in 1 4; do
        starts_with_nothing $n riscv64 ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 \
            s10 s11 t3 t4 t5 t6
    done
}

# bats test_tags=step:4,arch:aarch64
@test "hostile aarch64: no register of the host's reaches a guest in steps 1 and 4" {
    for n in 1 4; do
        # shellcheck disable=SC2046
        starts_with_nothing $n aarch64 $(seq -f x%g 0 30)
    done
}

# rdi is the VMCB there, and eax and esp come from it.
# bats test_tags=step:4,arch:x86_64
@test "hostile x86_64: no register of the host's reaches a guest in steps 1 and 4" {
    for n in 1 4; do
        starts_with_nothing $n x86_64 rbx rcx rdx rsi rbp r8 r9 r10 r11 r12 r13 r14 r15
    done
}

# --- The firmware hears nothing of a guest ---

# What is not in the image, no hypercall can make it execute.
# bats test_tags=step:5,arch:riscv64
@test "hostile riscv64: the hypervisor never calls its firmware, whatever a guest asks of it" {
    local elf
    for elf in "$top"/build/riscv64/0[1-6]-*/hypervisor.elf; do
        run llvm-objdump -d "$elf"
        assert_success
        assert_output --partial "<world_enter>:"
        assert_output --regexp "[[:space:]]sret"
        refute_output --regexp "[[:space:]]ecall"
    done
}

# bats test_tags=step:5,arch:aarch64
@test "hostile aarch64: the hypervisor calls its firmware in one place, to end the machine" {
    local elf
    for elf in "$top"/build/aarch64/0[1-6]-*/hypervisor.elf; do
        run awk '/>:$/ { function_name = $2 } /[[:space:]](smc|hvc)[[:space:]]/ { print function_name }' \
            <(llvm-objdump -d "$elf")
        assert_output "<power_off>:"
    done
}

# QEMU aborts when it finds the first task register busy; the guest has loaded none of its own.
# bats test_tags=arch:x86_64
@test "hostile x86_64: a program that faults before its kernel has loaded a task register ends the guest alone" {
    machine x86_64
    protected_guest <<'END'
    mov esp, 0x300000
    lgdt [gdtr]; lidt [idtr]
    mov eax, offset handler; mov [idt + 8 * 13], ax; shr eax, 16; mov [idt + 8 * 13 + 6], ax
    mov word ptr [idt + 8 * 13 + 2], 8; mov word ptr [idt + 8 * 13 + 4], 0x8e00
    mov eax, offset program
    push 0x23; push 0x280000; push 2; push 0x1b; push eax
    iretd
program: cli; jmp program
handler: mov eax, 0x84000008; vmmcall
    .balign 8
gdt: .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff
gdtr: .word 39; .long gdt
idtr: .word 111; .long idt
idt: .fill 14, 8, 0
END
    assert_failure 1
    assert_line --regexp "^VmExit Reason: shutdown: a triple fault at pc 0x[0-9a-f]+$"
}
