# Step 7 on x86_64: what only a PC has: ports, string instructions for them, the two 8259, the 8254, the CMOS.
load lib
load device_guests

# bats file_tags=step:7,arch:x86_64

# The mark by which a reset of the machine is noticed (arch/x86_64/boot.c) is out of its reach. Byte 0x5f alone is left
# as it is: SeaBIOS would wait for as many CPUs, and the run end by its time limit.
@test "step 7 x86_64: a guest with the passed clock that writes every CMOS byte changes nothing of ours" {
    flat_guest x86_64 g <<'END'
        xor     bx, bx
1:      cmp     bl, 0x5f
        je      2f
        mov     al, bl
        out     0x70, al
        mov     al, 0xa5
        out     0x71, al
2:      inc     bx
        cmp     bx, 128
        jb      1b
        mov     eax, 0x84000008
        vmmcall
END
    ws step 7 x86_64 --guest "$BATS_TEST_TMPDIR/g" --pass rtc
    assert_success
    gdb_options=(--guest "$BATS_TEST_TMPDIR/g" --pass rtc)
    local gates=() gate
    for gate in 6 8 11 13 14; do
        gates+=("set var idt[$gate].flags = 0")
    done
    gdb_run 7 x86_64 'hbreak report_end' 'continue' "${gates[@]}" 'set $pc = 0x10000000000' \
        'delete' 'hbreak *power_off' 'continue' 'printf "status %d\n", status'
    assert_line "status 1"
    grep -q "^panic: boot: the machine was reset, as a triple fault" console || fail "$(cat console)"
}

# runs_all COUNT NAME [OPTIONS]: that guest finds everything as expected.
runs_all() {
    lib_guest x86_64 "$2"
    ws step 7 x86_64 --guest "$BATS_TEST_TMPDIR/$2" "${@:3}"
    assert_success
    refute_line --partial "MISS"
    assert_equal "$(grep -c '^\[guest\] ok ' <<<"$output")" "$1"
}

@test "step 7 x86_64: INS and OUTS do what the manual says, with the guest's segments and paging" {
    runs_all 18 x86_64_strings
}

# Time is counted in instructions: on a busy machine any tick may be late.
@test "step 7 x86_64: the 8254, the 8259 and the clock do what their manuals say, and no interrupt is lost or doubled" {
    runs_all 20 x86_64_chips -- -icount shift=4,sleep=off -rtc clock=vm,base=2026-01-31T23:58:00
}

# Each of its exceptions needs the stack, which is where nothing is.
@test "step 7 x86_64: a guest whose exceptions cannot be delivered is stopped" {
    protected_elf p <<'END'
        lgdt    [gdt_pointer]
        lidt    [idt_pointer]
        mov     edi, offset idt
        mov     ecx, 32
        mov     eax, offset handler
        and     eax, 0xffff
        or      eax, 0x80000
1:      mov     [edi], eax
        mov     dword ptr [edi + 4], 0x108e00
        add     edi, 8
        loop    1b
        mov     esp, 0x80000000
        ud2
handler: iretd
        .balign 8
gdt:    .quad   0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdt_pointer: .short 23; .long gdt
idt_pointer: .short 255; .long idt
idt:    .fill 256
END
    ws step 7 x86_64 --guest "$BATS_TEST_TMPDIR/p"
    assert_equal "$status" 1
    assert_line --partial "shutdown: a triple fault"
    assert_line --regexp "^exits: .*shutdown 1"
}
