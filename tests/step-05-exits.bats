# Step 5: what is said of an exit, and where the guest goes on after one, in the cases that are not the usual ones.
load lib

# bats file_tags=step:5

# bats test_tags=arch:riscv64
@test "step 5 riscv64: a CSR is named with its mode, and floating point as such" {
    local instruction words
    while IFS=: read -r instruction words; do
        run_guest riscv64 <<<"$instruction"
        stopped " instruction at pc 0x80200000, $words"
        assert_line --regexp ", $words\$"
    done <<'LINES'
csrr a0, mhartid:reads mhartid, a register of M-mode
csrw hgatp, a0:writes hgatp, a register of HS-mode
csrrci a0, vsatp, 1:reads and writes vsatp, a register of HS-mode
csrr a0, 0x7c0:reads CSR 0x7c0, a register of M-mode
.word 0x02007053:floating point: a guest has none
.word 0x00053007:floating point: a guest has none
.short 0x2000:floating point: a guest has none
.word 0x5e003057:vectors: a guest has none
LINES
    run_guest riscv64 <<<".short 0"
    stopped "VmExit Reason: illegal instruction at pc 0x80200000"
    assert_line --partial "instruction 0x0000, stval"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: a fault of the guest's own table walk is at the entry's GPA, whatever the pc's last bits" {
    run_guest riscv64 <<<"li t0, 8 << 60 | 0x100000; .balign 4; c.nop; csrw satp, t0; 1: j 1b"
    stopped " guest-page fault at pc " # of a fetch; QEMU 7.2 calls it a load
    assert_line --regexp "(load|instruction) guest-page fault at pc 0x802000[0-9a-f]*[26ae], GPA 0x100000010\$" # index 2
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: without htval the GPA is found by a walk: of an access, and of a table's entry" {
    local code wanted
    while IFS=: read -r code wanted; do
        flat_guest riscv64 g <<<"$code"
        gdb_options=(--guest "$BATS_TEST_TMPDIR/g")
        gdb_run 5 riscv64 'hbreak decode_other_exit' 'continue' 'set var $htval = 0' 'continue'
        grep -q ", GPA $wanted" "$BATS_TEST_TMPDIR/console" || fail "$(cat "$BATS_TEST_TMPDIR/console")"
    done <<'LINES'
li t0, 0x12345677; lb a0, (t0):0x12345677
li t0, 8 << 60 | 0x100000; csrw satp, t0; nop:0x100000010
LINES
}

# bats test_tags=arch:x86_64
@test "step 5 x86_64: CPUID and VMMCALL are skipped with all their prefixes" {
    local prefixes
    for prefixes in "" 0x66 0x67 0xf2 0xf3 0x2e 0x36 0x3e 0x26 0x64 0x65 "0x66, 0x67, 0x2e, 0x66"; do
        run_guest x86_64 <<<"mov eax, 1; .byte ${prefixes:+$prefixes,} 0x0f, 0xa2; mov eax, 0x84000008; vmmcall"
        assert_success
        assert_line "exits: 2, hypercall 1, identify 1"
    done
    # VMMCALL too: PSCI_VERSION from there, and from the same place without the prefix.
    run_guest x86_64 <<<"mov eax, 0x84000000; .byte 0x67, 0x0f, 0x01, 0xd9; cmp eax, 0x10001; jne 1f
        mov eax, 0x84000008; vmmcall; 1: hlt"
    assert_success
    assert_line "exits: 2, hypercall 2"
}

# bats test_tags=arch:x86_64
@test "step 5 x86_64: a guest state that VMRUN refuses is not shown with the host's registers" {
    # CR0.NW without CD: the CPU takes it from the guest, and VMRUN refuses it after the next exit.
    run_guest x86_64 <<<"mov eax, cr0; or eax, 0x20000000; mov cr0, eax; mov ebx, 0x41; mov eax, 0x86000003; vmmcall
        mov eax, 0x84000008; vmmcall"
    stopped "VmExit Reason: invalid guest state in the VMCB"
    refute_output --partial "at pc"
    refute_output --regexp '(rip|rsp|cr3|gdtr|idtr) '
    assert_line --regexp '^  rbx +0000000000000041 '
}

# bats test_tags=arch:x86_64
@test "step 5 x86_64: without a local APIC there is no slice, and one line says so" {
    ws step 5 x86_64 --cpu EPYC,-apic --guest hello
    assert_success
    ws step 5 x86_64 --cpu EPYC,-apic --slice 100
    assert_failure 1
    assert_line --index 4 "slice: this CPU has no local APIC that can be reached in memory"
    [ ${#lines[@]} -eq 5 ]
}
