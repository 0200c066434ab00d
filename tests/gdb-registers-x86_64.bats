# guest-regs of 32-bit guests: segments, tables, debug registers, rings.
load lib

# bats file_tags=gdb

# A guest of 32-bit code that has a GDT and debug registers of its own.
# bats test_tags=step:5,arch:x86_64
@test "gdb x86_64: guest-regs of a 32-bit guest with debug registers, and where its host waits" {
    protected_elf p <<'END'
    mov esp, 0x300000
    lgdt [pointer]
    mov eax, 8; mov ds, eax; mov es, eax
    mov eax, 0x5500; mov dr0, eax; mov eax, 0x5503; mov dr3, eax
    mov eax, 16; lldt ax; mov eax, 24; ltr ax
    mov eax, 0x84000000; vmmcall
    mov eax, 0x84000008; vmmcall
    .balign 8
table: .quad 0, 0x00cf93000000ffff, 0x0000820010000007, 0x0000890020000067
pointer: .word 31; .long table
END
    debug 5 x86_64 --guest "$BATS_TEST_TMPDIR/p" <<'END'
world-switches on
continue
echo enter\n
guest-regs -s
echo .\n
stepi
echo first\n
monitor info registers
echo .\n
continue
continue
continue
continue
continue
echo exit\n
guest-regs -s
echo .\n
host-regs
break *handle_hypercall
continue
echo handler\n
guest-regs -s
echo .\n
world-switches entry
continue
stepi
echo guest\n
guest-regs -s
echo .\nguest-monitor\n
monitor info registers
echo .\n
host-regs
END
    lines_of_monitor enter first
    lines_of_monitor guest guest-monitor
    between exit | grep -q "^DR0=0000000000005500 DR1=0000000000000000 DR2=0000000000000000 DR3=0000000000005503$"
    assert_equal "$(between exit)" "$(between handler)"
    between exit | grep -q "^LDT=0010 00001000 00000007 00008200$"
    between exit | grep -q "^TR =0018 00002000 00000067 00008900$"
    between exit | grep -q "^CS =0008 00000000 ffffffff 00c09b00$"
    assert_equal "$(echo "$output" | grep -c "^#2 .* run_to_end ")" 2
}

# bats test_tags=step:5,arch:x86_64
@test "gdb x86_64: guest-regs of a guest's program in ring 3" {
    protected_elf p <<'END'
    mov esp, 0x300000
    lgdt [pointer]
    mov eax, offset program
    push 0x23; push 0x280000; push 2; push 0x1b; push eax
    iretd
program: jmp program
    .balign 8
table: .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff
pointer: .word 39; .long table
END
    debug 5 x86_64 --guest "$BATS_TEST_TMPDIR/p" <<'END'
world-switches entry
continue
stepi 12
echo guest\n
guest-regs -s
echo .\nguest-monitor\n
monitor info registers
echo .\n
END
    between guest | grep -q " CPL=3$"
    lines_of_monitor guest guest-monitor
}
