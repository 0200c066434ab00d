# x86_64's decoder against the CPU: tests/decode/x86_64.c.
load lib

# bats test_tags=step:7,arch:x86_64
@test "decode x86_64: an instruction on a device leaves what it leaves on RAM" {
    make -s -C "$top" -f tests/unit/Makefile build/unit/instructions.bin
    ws step 7 x86_64 --main "$top/tests/decode/x86_64.c" --guest "$top/build/unit/instructions.bin"
    assert_success
    assert_line --regexp "^decode: [1-9][0-9]{3} instructions, 0 different$"
}

# QEMU exits for the read of an instruction that reads and then writes. That its write is not allowed is found in the
# guest's tables, before the device is read.
# bats test_tags=step:7,arch:x86_64
@test "decode x86_64: a page that a guest's tables protect is not written in its place" {
    protected_elf g <<'END'
    mov esp, 0x300000
    lgdt [gdtr]; lidt [idtr]
    mov eax, offset handler; mov [idt + 8 * 14], ax; shr eax, 16; mov [idt + 8 * 14 + 6], ax
    mov word ptr [idt + 8 * 14 + 2], 8; mov word ptr [idt + 8 * 14 + 4], 0x8e00
    mov dword ptr [0x400000], 0x83             # 4 MiB pages: the first, at its own address,
    mov dword ptr [0x400000 + 4 * 0x3fb], 0xfec00081 # and one that can be read only
    mov eax, 0x400000; mov cr3, eax
    mov eax, cr4; or eax, 0x10; mov cr4, eax   # PSE
    mov eax, cr0; or eax, 0x80010000; mov cr0, eax # PG, WP
    mov eax, [0xfee00000]; cmp eax, -1; jne wrong
    mov ebx, 0x1234; and [0xfee00000], ebx
wrong:
    int3
handler:
    pop eax; cmp eax, 3; jne wrong             # a write, to what is present
    mov eax, cr2; cmp eax, 0xfee00000; jne wrong
    mov eax, 0x84000008; vmmcall
    .balign 8
gdt: .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdtr: .word 23; .long gdt
idtr: .word 119; .long idt
idt: .fill 15, 8, 0
END
    ws step 7 x86_64 --guest "$BATS_TEST_TMPDIR/g"
    assert_success
}
