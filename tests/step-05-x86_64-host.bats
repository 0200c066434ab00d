# Step 5 on x86_64: what the machine itself says: the VMCB, the two worlds' registers, the host's end.
load lib

# bats file_tags=step:5,arch:x86_64

# TCG executes XSETBV, RDTSCP and task switches whatever the VMCB says: there the bits are asked for.
@test "step 5 x86_64: both permission maps let nothing through, and the intercepts are all set" {
    gdb_run 5 x86_64 'hbreak world_enter' 'continue' 'set $v = (struct vmcb *)$rax' \
        'dump binary memory ports $v->iopm $v->iopm+0x3000' \
        'dump binary memory msrs $v->msrpm $v->msrpm+0x2000' \
        'printf "aligned %d\n", ($v->iopm | $v->msrpm) & 4095' \
        'printf "dr %x %x, exceptions %x\n", $v->intercept_dr_read, $v->intercept_dr_write, $v->intercept_exceptions' \
        'printf "1: %x, 2: %x\n", $v->intercept_1 & 0xfd4c800f, $v->intercept_2 & 0x7fff' \
        'printf "V_INTR_MASKING %d\n", $v->virtual_interrupts >> 24 & 1'
    assert_line "aligned 0"
    assert_line "dr ffff ffff, exceptions 60002"
    assert_line "1: fd4c800f, 2: 7fff"
    assert_line "V_INTR_MASKING 1"
    assert_equal "$(tr -d '\377' <ports | wc -c) $(wc -c <ports)" "0 12288"
    assert_equal "$(tr -d '\377' <msrs | wc -c) $(wc -c <msrs)" "0 8192"
}

# host_runs WORD: gdb commands that make the host execute the instruction in that little-endian word. They
# put it where its first instructions were, since nothing but its code can be executed.
host_runs() {
    echo "set \$old = \$pc"
    echo "set {long}&_start = $1"
    echo "set \$pc = &_start"
    echo "stepi"
    echo "set \$pc = \$old"
}

# The host's own values are put there first, else zeros would prove nothing.
@test "step 5 x86_64: the guest starts with nothing of the host's in its registers" {
    local commands=('hbreak vcpu_load' 'continue') n
    for n in 0 5 15; do
        commands+=("set \$xmm$n.v4_int32[1] = 0xfeed")
    done
    commands+=('set $fctrl = 0x27f' 'set $mxcsr = 0x9fc0')
    gdb_run 5 x86_64 "${commands[@]}" 'monitor info registers' 'echo ====\n' 'delete' 'hbreak world_enter' \
        'continue' 'stepi' 'monitor info registers'
    local before=${output%%====*} after=${output#*====}
    output=$before
    assert_output --partial "0000feed00000000 XMM" # as gdb has set them
    output=$after
    assert_output --partial "EAX=00000000 EBX=00000000 ECX=00000000 EDX=00000000"
    assert_output --partial "ESI=00000000 EDI=00000000 EBP=00000000 ESP=00010000"
    assert_output --partial "DR6=00000000ffff0ff0 DR7=0000000000000400"
    assert_output --partial "FCW=037f FSW=0000 [ST=0] FTW=00 MXCSR=00001f80"
    assert_output --partial "CR0=00000010 CR2=00000000 CR3=00000000 CR4=00000000"
    assert_output --partial "TR =0000 00000000 0000ffff"
    refute_output --regexp "(FPR[0-7]|XMM[0-9]{2})=0*[1-9a-f]"
    refute_output --regexp "(FPR[0-7]|XMM[0-9]{2})=0+ 0*[1-9a-f]"
}

# Every register that 32-bit code has, those of the FPU, SSE and the segments: none is the host's.
@test "step 5 x86_64: every register comes back as the guest left it" {
    protected_guest < <(
        cat <<'END'
        lgdt [gdtr]; lidt [idtr]
        mov eax, 0x18; mov fs, eax; mov gs, eax; mov eax, 0x20; ltr ax; mov eax, 0x30; lldt ax
        mov eax, 0xabc000; mov cr2, eax; mov cr3, eax; mov eax, 0x600; mov cr4, eax
        fninit; fldpi; mov eax, 0x5a5a5a5a; movd xmm0, eax; movd xmm7, eax
        mov dword ptr [0x300000], 0x12345678
        mov ebx, 0xb0b0b0b0; mov ecx, 0xc1c1c1c1; mov edx, 0xd2d2d2d2; mov esi, 0xe3e3e3e3
        mov edi, 0xf4f4f4f4; mov ebp, 0xa5a5a5a5; mov esp, 0x280000; std; stc
        mov eax, 0x84000000; vmmcall
        jnc wrong
        cmp eax, 0x10001; jne wrong
END
        for pair in ebx,0xb0b0b0b0 ecx,0xc1c1c1c1 edx,0xd2d2d2d2 esi,0xe3e3e3e3 edi,0xf4f4f4f4 \
            ebp,0xa5a5a5a5 esp,0x280000; do
            echo "cmp $pair; jne wrong"
        done
        for pair in cr2,0xabc000 cr3,0xabc000 cr4,0x600 cr0,0x11 fs,0x18 gs,0x18; do
            echo "mov eax, ${pair%,*}; cmp eax, ${pair#*,}; jne wrong"
        done
        cat <<'END'
        pushfd; pop eax; and eax, 0x400; jz wrong; cld
        cmp dword ptr fs:[0], 0x12345678; jne wrong
        cmp dword ptr gs:[0], 0x12345678; jne wrong
        str eax; cmp ax, 0x20; jne wrong; sldt eax; cmp ax, 0x30; jne wrong
        movd eax, xmm0; cmp eax, 0x5a5a5a5a; jne wrong; movd eax, xmm7; cmp eax, 0x5a5a5a5a; jne wrong
        fldpi; fcompp; fnstsw ax; and eax, 0x4500; cmp eax, 0x4000; jne wrong
        sgdt [0x290000]; cmp dword ptr [0x290002], offset gdt; jne wrong
        sidt [0x290000]; cmp dword ptr [0x290002], 0x123000; jne wrong
        mov eax, 0x84000008; vmmcall
wrong:  out 0x80, al
gdtr:   .word 0x37
        .long gdt
idtr:   .word 0xff
        .long 0x123000
        .balign 8
gdt:    .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
        .quad 0x00cf93300000ffff # data at 0x300000
        .quad 0x0000893200000067, 0, 0x0000823300000067 # a TSS and an LDT
END
    )
    assert_success
}

# A guest that finds zeros in DR0 to DR3, gives each a value, and finds it again after an exit.
dr_guest() {
    local n
    for n in 0 1 2 3; do
        echo "mov eax, dr$n; test eax, eax; jnz wrong; mov eax, $((0x1110 + n)); mov dr$n, eax"
    done
    for n in 0 1 2 3; do
        echo "mov eax, 0x84000000; vmmcall; mov eax, dr$n; cmp eax, $((0x1110 + n)); jne wrong"
    done
    echo "mov eax, 0x84000008; vmmcall; wrong: out 0x80, al"
}

# The host's own values are put there first, else zeros would prove nothing.
@test "step 5 x86_64: DR0 to DR3 are switched, from the guest's first access on" {
    local commands=('hbreak world_enter' 'continue' 'set $vcpu = $rax' 'set $rax = 0xfeedface') n
    for n in 0 1 2 3; do # mov drN, rax
        mapfile -t -O ${#commands[@]} commands < <(host_runs "0x$(printf %x $((0xc0 + 8 * n)))230f")
    done
    dr_guest | flat_guest x86_64 g
    gdb_options=(--guest "$BATS_TEST_TMPDIR/g")
    gdb_run 5 x86_64 "${commands[@]}" 'set $rax = $vcpu' 'delete' 'hbreak psci_version' 'continue' \
        'monitor info registers' 'echo ====\n' 'hbreak world_enter' 'continue' 'stepi' \
        'monitor info registers' 'delete' 'hbreak *power_off' 'continue' 'printf "status %d\n", status'
    assert_line "status 0"
    local before=${output%%====*} after=${output#*====}
    output=$before
    assert_output --partial "DR0=00000000feedface DR1=00000000feedface DR2=00000000feedface DR3=00000000feedface"
    output=$after
    assert_output --partial "DR0=0000000000001110 DR1=0000000000001111 DR2=0000000000001112 DR3=0000000000001113"
}

# What VMRUN refuses. QEMU hardly does, so that the hypervisor looks first.
@test "step 5 x86_64: a VMCB that VMRUN refuses is a failure, before it and after it" {
    local change
    while IFS='|' read -r change words; do
        gdb_run 5 x86_64 'hbreak vmcb_check' 'continue' "set var ((struct vmcb *)\$rdi)->$change" \
            'hbreak *power_off' 'continue' 'printf "status %d\n", status'
        assert_line "status 1"
        grep -q "^panic: vmcb: no guest can be entered with it: $words" console || fail "$(cat console)"
    done <<'END'
asid = 0|ASID 0 is the host's
efer = 0|EFER.SVME is 0
intercept_2 = 2|VMRUN is not intercepted
cr0 = 0x20000010|CR0.NW is set without CR0.CD
iopm = 0x1001|a table that is not page-aligned
event_injection = 0x80000320|what is injected is no event
END
    gdb_run 5 x86_64 'hbreak world_enter' 'continue' 'set var ((struct vmcb *)$rax)->asid = 0' \
        'hbreak *power_off' 'continue' 'printf "status %d\n", status'
    assert_line "status 1"
    grep -q "^VmExit Reason: invalid guest state in the VMCB" console || fail "$(cat console)"
}

@test "step 5 x86_64: an NMI of the host's ends the guest's run, and is named" {
    machine x86_64
    flat_guest x86_64 g <<<"1: jmp 1b"
    disk_with "$BATS_TEST_TMPDIR/g"
    start_qemu 5 x86_64 --disk "$BATS_TEST_TMPDIR/disk.img" --guest g -- \
        -monitor unix:monitor,server=on,wait=off
    wait_in_guest_at 10000
    "$top/tests/monitor.py" monitor nmi
    wait_for_line "VmExit Reason: physical NMI at pc 0x0"
    wait_for_line "exits: 1, interrupt 1"
    end_qemu
}

# Under -no-reboot alone a triple fault would be QEMU's status 0. The gates are made absent.
@test "step 5 x86_64: a triple fault of the hypervisor's own is a failure, with -no-reboot too" {
    local gates=() gate
    for gate in 6 8 11 13 14; do
        gates+=("set var idt[$gate].flags = 0")
    done
    local option
    for option in -no-shutdown -no-reboot; do
        gdb_qemu=("$option")
        gdb_run 1 x86_64 'hbreak main' 'continue' "${gates[@]}" 'set $pc = 0x10000000000' \
            'delete' 'hbreak *power_off' 'continue' 'printf "status %d\n", status'
        assert_line "status 1"
        grep -q "^panic: boot: the machine was reset, as a triple fault" console || fail "$(cat console)"
    done
}

@test "step 5 x86_64: of QEMU's statuses only that of power_off(0) is a success" {
    . "$top/arch/x86_64/qemu.sh"
    local pair
    for pair in 33:0 0:1 1:1 2:1 3:1 32:1 34:1 124:1 130:1 143:1 255:1; do
        run "$top/common/host/run.py" --success "$success" --failure "$failure" "$top/run.sh" -- \
            bash -c "echo '{\"QMP\": {}}' >&\${1##*=}; exit ${pair%:*}" </dev/null # with QEMU's greeting
        assert_equal "$status" "${pair#*:}"
    done
}

# An ELF of 32 bits and one of 64 start alike.
@test "step 5 x86_64: an ELF starts in 32-bit protected mode, paging off, flat segments, at its entry" {
    machine x86_64
    flat_guest x86_64 p <<<".code32; nop; nop; $shut_down"
    protected_object p <<<"nop; nop; $shut_down"
    cd "$BATS_TEST_TMPDIR"
    "$top/tests/make_elf.py" elf64 62 0x200002 0x200000:0x1000 <p
    link_at 0x200000 0x200002 p.o elf32
    disk_with elf32 elf64
    local guest
    for guest in elf32 elf64; do
        gdb_options=(--disk "$BATS_TEST_TMPDIR/disk.img" --guest $guest)
        gdb_run 5 x86_64 'hbreak world_enter' 'continue' 'stepi' 'monitor info registers'
        assert_in_guest_at 200002
        assert_line --regexp "^CS =[0-9a-f]{4} 00000000 ffffffff 00c09b00 DPL=0 CS32"
        assert_line --regexp "^DS =[0-9a-f]{4} 00000000 ffffffff 00c09300 DPL=0 DS "
        assert_line --partial "CR0=00000011 CR2=00000000 CR3=00000000 CR4=00000000"
        ws step 5 x86_64 "${gdb_options[@]}"
        assert_success
    done
}

# No port is the guest's, so the console is out of its reach but by hypercall.
@test "step 5 x86_64: a guest cannot print past the hypervisor, nor choose the status" {
    run_guest x86_64 <<'END'
        mov dx, 0x3f8; mov si, offset text; mov cx, 16; rep outsb
        mov al, 0x10; out 0xf4, al
text:   .ascii "Hypervisor ok!\n\n"
END
    stopped "VmExit Reason: IOIO: rep outs to port 0x3f8, 1 byte, at pc 0x9"
    refute_output --partial "Hypervisor ok"
}

# With CR0.NE = 0 an error of the x87 is interrupt 13 of the machine's own 8259: when it came to the APIC while the
# timer's interrupt was waiting there, QEMU 7.2 ended in an assertion.
# bats test_tags=arch:x86_64
@test "step 5 x86_64: floating-point errors of a guest are nothing to the machine's interrupts" {
    run_guest x86_64 --slice 200 <<<"mov word ptr [0x100], 0x340
        fninit; fldcw [0x100]; fld1; fldz; fdivp; 1: .rept 50; fwait; .endr; jmp 1b" # 1 / 0
    assert_failure 1
    assert_line "The guest was stopped: its slice of time is over."
}
