# Step 9: the state in which a kernel starts. Small kernels check it, because Linux does not look at all of it.
load lib

# bats file_tags=step:9

# pvh NOTE'S ENTRY, NOTE'S SIZE: an ELF with Xen's note 18. A start at its ordinary entry prints E, at the note's entry P.
pvh() {
    protected_object pvh <<<".macro put c; mov al, \\c; mov dx, 0x3f8; out dx, al; .endm
        .macro is reg, value; cmp \\reg, \\value; mov al, 'Y'; je 77f; mov al, 'N'; 77: mov dx, 0x3f8; out dx, al; .endm
        put 'E'; jmp off
        .org 0x100
        put 'P'
        mov eax, [ebx]; is eax, 0x336ec578
        mov eax, [ebx+32]; is eax, 0xe0000
        mov eax, [0xe0000]; is eax, 0x20445352
        mov eax, cr0; and eax, 0x80000001; is eax, 1
off:    put 10; mov dx, 0x605; mov al, 0x20; out dx, al; 1: hlt; jmp 1b
        .section .note.Xen,\"a\",@note; .long 4, $2, 18; .asciz \"Xen\"; .long $1"
    echo "PHDRS { code PT_LOAD; note PT_NOTE; } SECTIONS { .text 0x100000 : { *(.text) } :code
        .note.Xen : { *(.note.Xen) } :code :note }" >"$BATS_TEST_TMPDIR/pvh.ld"
    ld.lld -N --build-id=none -T "$BATS_TEST_TMPDIR/pvh.ld" -e 0x100000 -o "$BATS_TEST_TMPDIR/pvh" "$BATS_TEST_TMPDIR/pvh.o"
    ws step 9 x86_64 --guest "$BATS_TEST_TMPDIR/pvh" --dump-tree "$BATS_TEST_TMPDIR/told"
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: an ELF with a PVH note starts there, with the start information; one with a wrong note is refused" {
    pvh 0x100100 4
    assert_success
    assert_line "[guest] PYYYY"
    run cat "$BATS_TEST_TMPDIR/told"
    assert_line --regexp "^PVH start_info version 1 at 0xffff000$"
    assert_line "RSDP        0x00000e0000"
    pvh 0x100100 400 # longer than the notes are: no note
    assert_success
    assert_line "[guest] E"
    pvh 0x10000000 4
    assert_failure 1
    assert_line "load: /sbin/pvh: its PVH note names the entry 0x10000000, but the guest has 0x0..0x10000000"
}

# The image is 2 MiB after the start of RAM, where the tree's copy is then.
# bats test_tags=arch:aarch64
@test "step 9 aarch64: an Image starts with zeros in x1 to x3, the tree, and what a bare machine lets it do" {
    flat_guest aarch64 image <<'END'
        .macro is reg, value; ldr x9, =\value; cmp \reg, x9; mov w10, 'Y'; mov w11, 'N'; csel w10, w10, w11, eq; str w10, [x19]; .endm
        b       1f
        .long   0
        .quad   0x200000, 0x10000, 0xa, 0, 0, 0
        .long   0x644d5241, 0
1:      ldr     x19, =0x09000000
        is      x1, 0
        is      x2, 0
        is      x3, 0
        ldr     w4, [x0]
        is      x4, 0xedfe0dd0
        ldr     x5, =0x40000000
        ldr     w4, [x5]
        is      x4, 0xedfe0dd0
        mrs     x4, CurrentEL
        is      x4, 4
        mrs     x4, cntpct_el0
        mrs     x6, cntvct_el0
        sub     x4, x6, x4
        lsr     x4, x4, 24
        is      x4, 0
        dc      isw, xzr
        mov     w10, 10
        str     w10, [x19]
        ldr     w0, =0x84000008
        hvc     #0
END
    ws step 9 aarch64 --guest "$BATS_TEST_TMPDIR/image" --slice 5000 # what it may not do is an exception, and it has no handler
    assert_success
    assert_line --regexp "^load: /sbin/image: [0-9]+ bytes, Image, entry 0x40200000$"
    assert_line "[guest] YYYYYYY"
}
