# guest-regs and host-regs: the registers of both worlds, wherever they are at the moment.
load lib

# bats file_tags=gdb

# A guest that gives every register a value of its own, which it gets from its number, and calls. Before
# that it gives its system registers values, which system_registers below knows.
busy_guest() { # ARCH
    local n
    case $1 in
    riscv64)
        echo "li a0, 0x5500000100; csrw stvec, a0; li a0, 0x5500000202; csrw sscratch, a0
            li a0, 0x5500000304; csrw sepc, a0; li a0, 9; csrw scause, a0; li a0, 0x5500000406; csrw stval, a0"
        for n in {1..31}; do echo "li x$n, $((0x5500000000 + n * 257))"; done
        echo "li a7, 0x10; li a6, 0; ecall; li a7, 8; ecall"
        ;;
    aarch64)
        echo "mov x0, #0x7000; mov sp, x0"
        n=0
        for name in vbar elr esr far ttbr0 ttbr1 tpidr; do
            echo "ldr x0, =$((0x5500000800 + n++ * 0x1000)); msr ${name}_el1, x0"
        done
        for n in {0..30}; do echo "ldr x$n, =$((0x5500000000 + n * 257))"; done
        echo "hvc #0; ldr w0, =0x84000008; hvc #0; .ltorg"
        ;;
    x86_64)
        echo "jmp 1f; .word 0x17; .long 0x5000; .word 0x3ff; .long 0x6000; 1: mov ax, cs; mov ds, ax; mov eax, 0x1234000; mov cr3, eax; mov eax, 0x5678; mov cr2, eax
            lgdt [2]; lidt [8]
            mov ax, 0x2222; mov es, ax; mov ax, 0x3333; mov fs, ax; mov ax, 0x4444; mov gs, ax; stc"
        n=0
        for name in eax ecx edx ebx esp ebp esi edi; do
            echo "mov $name, $((0x55000000 + n++ * 257))"
        done
        echo "vmmcall; mov eax, 0x84000008; vmmcall"
        ;;
    esac | flat_guest "$1" g
}

# What system registers guest-regs -s shows then.
system_registers() { # ARCH
    case $1 in
    riscv64)
        echo " vstvec   0000005500000100
 vsscratch 0000005500000202
 vsepc    0000005500000304
 vscause  0000000000000009
 vstval   0000005500000406"
        ;;
    aarch64)
        local n=0 name
        for name in VBAR_EL1 ELR_EL1 ESR_EL1 FAR_EL1 TTBR0_EL1 TTBR1_EL1 TPIDR_EL1; do
            printf ' %-13s %016x\n' $name $((0x5500000800 + n++ * 0x1000))
        done
        ;;
    x86_64)
        echo "ES =2222 00022220 0000ffff 00009300
CS =1000 00010000 0000ffff 00009b00
FS =3333 00033330 0000ffff 00009300
GS =4444 00044440 0000ffff 00009300
GDT=     00005000 00000017
IDT=     00006000 000003ff
CR0=00000010 CR2=00005678 CR3=01234000 CR4=00000000"
        ;;
    esac
}

# The value that a register of that number has in busy_guest, as it is shown.
busy_value() { # ARCH NUMBER
    case $1 in
    riscv64) printf 'x%s/[a-z0-9]* *%016x' "$2" $((0x5500000000 + $2 * 257)) ;;
    aarch64) printf 'X%02d=%016x' "$2" $((0x5500000000 + $2 * 257)) ;;
    x86_64)
        local names=(EAX ECX EDX EBX ESP EBP ESI EDI)
        printf '%s=%08x' "${names[$2]}" $((0x55000000 + $2 * 257))
        ;;
    esac
}

# guest-regs in the guest, on both sides of the switch, and in a handler. The values are checked
# against the monitor's where it shows the guest's, and against what the guest put there.
each_place() { # ARCH NUMBERS STEPS
    local place n line in_cpu=.
    [ "$1" != x86_64 ] || in_cpu='^E(CX|DX|BX|BP|SI|DI)' # RAX and RSP are in the VMCB
    [ "$1" != aarch64 ] || in_cpu=^X                     # and SP is still the host's
    busy_guest "$1"
    debug 5 "$1" --guest "$BATS_TEST_TMPDIR/g" <<END
world-switches on
continue
echo enter\n
guest-regs -s
echo .\nenter-monitor\n
monitor info registers
echo .\n
stepi
echo first\n
monitor info registers
echo .\n
stepi $3
echo guest\n
guest-regs -s
echo .\nguest-monitor\n
monitor info registers
echo .\n
continue
echo exit\n
guest-regs -s
echo .\n
stepi
guest-regs
break *handle_hypercall
continue
echo handler\n
guest-regs -s
echo .\n
END
    assert_success
    assert_equal "$(gpr_values "$(between enter)" | grep -E "$in_cpu")" \
        "$(gpr_values "$(between enter-monitor)" | grep -E "$in_cpu")"
    assert_equal "$(gpr_values "$(between enter)")" "$(gpr_values "$(between first)")"
    assert_equal "$(gpr_values "$(between guest)")" "$(gpr_values "$(between guest-monitor)")"
    for place in exit handler; do
        for n in $2; do
            between $place | grep -q "$(busy_value "$1" "$n")" ||
                fail "$place: register $n is not $(busy_value "$1" "$n"): $(between $place)"
        done
        between $place >"$BATS_TEST_TMPDIR/place"
        while read -r line; do
            grep -qF -- "$line" "$BATS_TEST_TMPDIR/place" || fail "$place: not $line: $(between $place)"
        done < <(system_registers "$1")
        assert_equal "$(between $place)" "$(between exit)"
    done
    assert_line --regexp "^guest-regs: .* are being saved at the moment; .advance \*0x"
}

# bats test_tags=step:5,arch:riscv64
@test "gdb riscv64: guest-regs is right in each place where the registers can be" {
    each_place riscv64 "$(echo {1..15} {18..31})" 30
    between exit | grep -qE '^ pc +0000000080200[0-9a-f]{3}$'
    lines_of_monitor guest guest-monitor "^x|^V |^pc"
    # What the guest calls stvec is the CPU's stvec while V = 1; for the host it is vstvec.
    local name
    for name in tvec epc cause tval; do
        assert_equal "$(between guest | sed -n "s/^ vs$name *//p")" \
            "$(between guest-monitor | sed -n "s/^ s$name *//p")"
    done
}

# bats test_tags=step:5,arch:aarch64
@test "gdb aarch64: guest-regs is right in each place where the registers can be" {
    each_place aarch64 "$(echo {0..30})" 30
    between exit | grep -qE '^ PC=0000000040200[0-9a-f]{3} '
    between exit | grep -q "X00=0000005500000000 X01=0000005500000101" # parked by the vector
    between exit | grep -q " SP=0000000000007000"
    lines_of_monitor guest guest-monitor "^PC|^X|^PSTATE" # of system registers the monitor shows none
}

# The vector has used x1, and the stack pointer is the one that the guest has chosen.
# bats test_tags=step:5,arch:aarch64
@test "gdb aarch64: guest-regs after an interrupt, of a guest on SP_EL0" {
    flat_guest aarch64 g <<<"mov x1, #0x5500; msr sp_el0, x1; msr spsel, #0; movk x1, #0x77, lsl #16; 1: b 1b"
    debug 5 aarch64 --guest "$BATS_TEST_TMPDIR/g" --slice 100 <<<"world-switches exit
continue
guest-regs"
    assert_line --regexp "^host <== guest  1: timer \(IRQ\), pc 0x40200010$"
    assert_line --regexp "^ PC=0000000040200010 X00=0000000000000000 X01=0000000000775500$"
    assert_line --regexp " SP=0000000000005500$"
    assert_line --regexp "^PSTATE=.* EL1t$"
}

# bats test_tags=step:5,arch:x86_64
@test "gdb x86_64: guest-regs is right in each place where the registers can be" {
    each_place x86_64 "$(echo {0..7})" 18
    between exit | grep -qE '^EIP=000000[0-9a-f]{2} EFL=00000003 \[------C\] CPL=0$'
    lines_of_monitor enter first # after VMRUN and before the guest's first instruction
    lines_of_monitor guest guest-monitor
}
