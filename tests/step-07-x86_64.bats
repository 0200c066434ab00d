# Step 7 on x86_64: what only a PC has: ports, string instructions for them, the two 8259, the 8254, the CMOS.
load lib

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
