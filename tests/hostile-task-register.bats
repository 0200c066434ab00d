# LTR and task switches: QEMU takes a null selector, and aborts when an exception leaves user mode afterwards.
load lib

# bats file_tags=arch:x86_64

# loads_task_registers: 32-bit code that loads the task register from many selectors, by the macro `load_task` of
# the input: each raises the exception that it must, or is loaded. At the end user mode is left by it.
loads_task_registers() {
    cat
    cat <<'END'
.macro refused vector, code, selector
        mov dword ptr [wanted], \vector; mov dword ptr [wanted + 4], \code
        mov dword ptr [wanted + 8], offset at_\@; mov dword ptr [wanted + 12], offset after_\@
        mov ebx, \selector; mov [0x280000], bx; mov ecx, 0x10000; mov esi, 0x80000
at_\@: load_task
        jmp wrong
after_\@:
.endm
.macro loaded selector
        mov ebx, \selector; mov [0x280000], bx; mov ecx, 0x10000; mov esi, 0x80000
        load_task
        str eax; cmp eax, \selector; jne wrong
.endm
.macro gate vector, to, flags=0x8e00
        mov eax, offset \to; mov [idt + 8 * \vector], ax; shr eax, 16; mov [idt + 8 * \vector + 6], ax
        mov word ptr [idt + 8 * \vector + 2], 8; mov word ptr [idt + 8 * \vector + 4], \flags
.endm
        mov esp, 0x300000
        lgdt [gdtr]; lidt [idtr]
        mov eax, 0x10; mov ds, eax; mov es, eax; mov ss, eax
        gate 3, from_user, 0xee00
        gate 11, got_11
        gate 13, got_13
        gate 14, got_14
        mov dword ptr [0x290004], 0x2a0000; mov dword ptr [0x290008], 0x10 # esp0 and ss0

        refused 13, 0, 0
        refused 13, 0, 3
        refused 13, 0x2c, 0x2c # in the LDT
        refused 13, 0x50, 0x50 # after the end
        refused 13, 0xfff8, 0xfffb
        refused 13, 0x10, 0x10 # data
        refused 13, 0x38, 0x38 # busy
        refused 13, 0x40, 0x40 # an LDT
        refused 11, 0x30, 0x30 # not present

        # A GDT whose TSS begins with the last 4 bytes of a page; the next page is not mapped.
        mov dword ptr [0x200000], 0x87; mov dword ptr [0x200004], 0x400087
        mov eax, 0x200000; mov cr3, eax; mov eax, 0x10; mov cr4, eax; mov eax, 0x80000011; mov cr0, eax
        mov esi, offset gdt; mov edi, 0x800000 - 0x2c; mov ecx, 0x2c / 4; cld; rep movsd
        lgdt [split_gdtr]
        refused 14, 0, 0x28
        mov eax, cr2; cmp eax, 0x800000; jne wrong
        lgdt [gdtr]

        cmp byte ptr [gdt + 0x2d], 0x89; jne wrong
        loaded 0x2b
        cmp byte ptr [gdt + 0x2d], 0x8b; jne wrong
        refused 13, 0x28, 0x28
        loaded 0x48 # of 16 bits
        cmp byte ptr [gdt + 0x4d], 0x83; jne wrong
        mov byte ptr [gdt + 0x2d], 0x89
        loaded 0x28
        mov eax, offset program; push 0x23; push 0x2f0000; push 2; push 0x1b; push eax
        iretd
program: int3
from_user:
        cmp esp, 0x2a0000 - 20; jne wrong
        mov eax, 0x84000008; vmmcall
wrong:  mov ecx, [wanted + 8]; cli; hlt

got_11: push 11
        jmp got
got_14: push 14
        jmp got
got_13: push 13
got:    pop eax; cmp eax, [wanted]; jne wrong
        pop eax; cmp eax, [wanted + 4]; jne wrong
        pop eax; cmp eax, [wanted + 8]; jne wrong
        push [wanted + 12]
        iretd

        .balign 8
gdt:    .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff
        .quad 0x0000892900000067, 0x0000092900000067, 0x00008b2900000067, 0x0000822900000067, 0x0000812900000067
gdtr:   .word 0x4f
        .long gdt
split_gdtr: .word 0x4f
        .long 0x800000 - 0x2c
idtr:   .word 8 * 15 - 1
        .long idt
wanted: .long 0, 0, 0, 0
idt:    .fill 15, 8, 0
END
}

from_register=".macro load_task; ltr bx; .endm"
from_memory=".macro load_task; ltr word ptr [0x280000]; .endm"
indexed=".macro load_task; ltr word ptr es:[esi + ecx * 8 + 0x180000]; .endm"

# in_step N MACRO
in_step() {
    protected_elf g < <(loads_task_registers <<<"$2")
    ws step "$1" x86_64 --guest "$BATS_TEST_TMPDIR/g"
}

# bats test_tags=step:5
@test "hostile x86_64: LTR raises what it must in 32-bit code, and a task register is never without a TSS" {
    in_step 5 "$from_register"
    assert_success
    in_step 5 "$from_memory"
    stopped "VmExit Reason: write of TR at pc 0x"
}

# leaves_user_mode N: step N; 32-bit code that does what the input says, whatever exception that raises, and then
# enters user mode and leaves it by an exception, if that can be delivered.
leaves_user_mode() {
    machine x86_64
    protected_elf g < <(
        cat <<'END'
        mov esp, 0x300000
        lgdt [gdtr]; lidt [idtr]
        mov eax, offset next; mov ecx, 32; mov edi, offset idt
1:      mov [edi], ax; mov dword ptr [edi + 2], 0x8e000008; mov word ptr [edi + 6], 0x10; add edi, 8; loop 1b
        mov dword ptr [0x290004], 0x2a0000; mov dword ptr [0x290008], 0x10 # esp0 and ss0
        mov dword ptr [0x29001c], 0                                        # cr3
        mov eax, offset program; mov [0x290020], eax; mov dword ptr [0x290024], 2; mov dword ptr [0x290038], 0x2f0000
        mov dword ptr [0x290048], 0x23; mov dword ptr [0x29004c], 0x1b; mov dword ptr [0x290050], 0x23
        mov dword ptr [0x290054], 0x23
END
        cat
        cat <<'END'
next:   mov esp, 0x300000
        cmp byte ptr [once], 0; jne 1f
        inc byte ptr [once]
        mov eax, offset program; push 0x23; push 0x2f0000; push 2; push 0x1b; push eax
        iretd
program: ud2
1:      mov eax, 0x84000008; vmmcall
        cli; hlt
once:   .long 0
        .balign 8
gdt:    .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff
        .quad 0x0000892900000067, 0x0000812900000067, 0x0000092900000067, 0x00008b2900000067, 0x0000832900000067, 0x0000850000280000
        .quad 0x0000e90000280000
gdtr:   .word . - gdt - 1
        .long gdt
idtr:   .word 8 * 32 - 1
        .long idt
idt:    .fill 32, 8, 0
END
    )
    ws step "$1" x86_64 --guest "$BATS_TEST_TMPDIR/g"
}

# QEMU ended with "invalid tss" here.
# bats test_tags=step:5
@test "hostile x86_64: a null selector in TR, and then an exception in user mode, ends the guest alone" {
    for n in 5 8; do
        leaves_user_mode $n <<<"xor eax, eax; ltr ax"
        assert_failure 1
        assert_line --regexp "^VmExit Reason: shutdown: a triple fault at pc 0x[0-9a-f]+$"
    done
    leaves_user_mode 5 <<<"mov eax, 0x28; ltr ax"
    assert_success
}

# QEMU switches tasks without an exit, by jumps, calls, interrupts and IRET. A TSS that is not there or not one
# raises an exception.
# bats test_tags=step:5
@test "hostile x86_64: a task switch leaves no task register without a TSS" {
    local switch
    for switch in ".byte 0xea; .long 0; .word 0x28" ".byte 0x9a; .long 0; .word 0x50" \
        "mov dword ptr [idt + 8 * 30], 0x280000; mov dword ptr [idt + 8 * 30 + 4], 0x8500; int 30" \
        "mov word ptr [0], 0x40; pushfd; or dword ptr [esp], 0x4000; popfd; iretd"; do
        leaves_user_mode 5 <<<"$switch"
        assert_success
    done
    for switch in ".byte 0xea; .long 0; .word 0x38" ".byte 0x9a; .long 0; .word 0x40" \
        "mov dword ptr [idt + 8 * 30], 0; mov dword ptr [idt + 8 * 30 + 4], 0x8500; int 30" \
        "mov word ptr [0], 0; pushfd; or dword ptr [esp], 0x4000; popfd; iretd"; do
        leaves_user_mode 5 <<<"$switch"
        assert_failure 1
        assert_line --regexp "^VmExit Reason: shutdown: a triple fault at pc 0x[0-9a-f]+$"
    done
}

# bats test_tags=step:7
@test "hostile x86_64: LTR with an operand in memory, from step 7 on" {
    local operand
    for operand in "$from_register" "$from_memory" "$indexed"; do
        in_step 7 "$operand"
        assert_success
    done
    in_step 8 "$from_memory"
    assert_success
}
