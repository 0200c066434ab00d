# Step 9 on a PC: the ports that switch it off, reset it, and count its time, and accesses that must do none of this.
load lib

# bats file_tags=step:9,arch:x86_64

# answers [OPTIONS]: step 9 with the guest assembled from the input, which prints Y or N for each check. `is` compares eax.
answers() {
    protected_elf ports <<<".macro put c; mov al, \\c; mov dx, 0x3f8; out dx, al; .endm
        .macro outb port, value; mov dx, \\port; mov al, \\value; out dx, al; .endm
        .macro inb port; xor eax, eax; mov dx, \\port; in al, dx; .endm
        .macro is value; cmp eax, \\value; mov al, 'Y'; je 77f; mov al, 'N'; 77: mov dx, 0x3f8; out dx, al; .endm
        $(cat)"
    ws step 9 x86_64 --no-reboot --guest "$BATS_TEST_TMPDIR/ports" "$@"
}

@test "step 9 x86_64: only the sleep type of the ACPI tables, with the enable bit, switches off" {
    answers <<<"outb 0x604, 0x20
        mov dx, 0x604; mov ax, 0x1c00; out dx, ax
        mov dx, 0x604; mov ax, 0x2400; out dx, ax
        mov dx, 0x604; mov ax, 0x3c00; out dx, ax
        outb 0x605, 0x1f
        outb 0x603, 0x20
        outb 0x606, 0x20
        mov dx, 0x600; mov eax, 0x20002000; out dx, eax
        mov dx, 0x604; xor eax, eax; in ax, dx; is 1
        put 10
        outb 0x605, 0x20
        put 'N'; put 10; 1: hlt; jmp 1b"
    assert_success
    assert_line "[guest] Y"
    assert_line --regexp "^VmExit Reason: IOIO: out to port 0x605, 1 byte, "
}

@test "step 9 x86_64: a reset needs a byte whose bit 2 rises; port 0xcf8 is not it" {
    answers <<<"outb 0xcf9, 0xfb; inb 0xcf9; is 0xfb
        mov dx, 0xcf8; mov eax, 0x80000404; out dx, eax; in eax, dx; is 0xffffffff
        mov dx, 0xcf9; mov ax, 0x0404; out dx, ax
        outb 0xcf9, 0
        put 10
        outb 0xcf9, 4
        put 'N'; put 10; 1: hlt; jmp 1b"
    assert_failure 1
    assert_line "[guest] YY"
    assert_line --regexp "^VmExit Reason: IOIO: out to port 0xcf9, 1 byte, "
}

# Its highest bit changes every 2.3 seconds. Time is counted in instructions, so that they are short. The line is that of
# interrupt 9: in the second 8259 the second.
@test "step 9 x86_64: the ACPI timer counts 24 bits, and its event sets the line only while it is enabled" {
    answers -- -icount shift=9,sleep=off <<<".macro line; outb 0xa0, 0x0a; inb 0xa0; and eax, 2; .endm
        mov dx, 0x608; in eax, dx; mov ebx, eax; shr eax, 24; is 0
        1: mov dx, 0x608; in eax, dx; cmp eax, ebx; je 1b
        outb 0x600, 1
        inb 0x600; is 0
        mov dx, 0x608; in eax, dx; mov ebx, eax; and ebx, 0x800000
        2: mov dx, 0x608; in eax, dx; and eax, 0x800000; cmp eax, ebx; je 2b
        inb 0x600; is 1
        line; is 0
        outb 0x602, 1; inb 0x602; is 1
        line; is 2
        outb 0x600, 0xfe; line; is 2
        outb 0x600, 1; line; is 0
        inb 0x600; is 0
        mov dx, 0x608; in eax, dx; mov ebx, eax; and ebx, 0x800000
        3: mov dx, 0x608; in eax, dx; and eax, 0x800000; cmp eax, ebx; je 3b
        line; is 2
        outb 0x602, 0; line; is 0
        put 10
        outb 0x605, 0x20; 4: hlt; jmp 4b"
    assert_success
    assert_line "[guest] YYYYYYYYYYY"
}
