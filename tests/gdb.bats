# The commands of gdb/: each on each machine, against what QEMU's monitor or the hypervisor says.
load lib

# bats file_tags=gdb

# Before step 5 the guest's registers are not saved, and guest-regs says so.
lost_registers() { # ARCH PC
    debug 1 "$1" <<<"guest-regs
break main
continue
guest-regs
break print_trap
continue
guest-regs -s
exits
vcpu"
    assert_in_order "guest-regs: " "guest-regs: no guest yet: nothing has been set up for one" \
        "Before step 5 the guest's general registers are not saved. The hardware saved:" "$2"
    assert_line "exits: this step has no ring of exits: step 5 is the first that has one"
    refute_output --partial "bug:"
}

# bats test_tags=step:1,arch:riscv64
@test "gdb riscv64: step 1 keeps no registers, and guest-regs says so" {
    lost_registers riscv64 " V      =   0"
    assert_line --regexp "^ pc       000000001234abc[cd]$"
    assert_line "vcpu: this step has no vCPU: step 5 is the first that has one"
}

# bats test_tags=step:1,arch:aarch64
@test "gdb aarch64: step 1 keeps no registers, and guest-regs says so" {
    lost_registers aarch64 " PC=000000001234abcc"
    assert_line "vcpu: this step has no vCPU: step 5 is the first that has one"
}

# bats test_tags=step:1,arch:x86_64
@test "gdb x86_64: step 1 keeps what is in the VMCB, and guest-regs says so" {
    lost_registers x86_64 "EAX=1234abcd EBX=-------- ECX=-------- EDX=--------"
    assert_line "EIP=1234abcd EFL=00000002 [-------] CPL=0"
    assert_line "  exitinfo2 = 0x1234abcd,"
}

# QEMU 11 shows the counters as well, which never stand still.
without_time() {
    grep -vE '^ (m?cycle|m?instret|time) '
}

# Memory by GPA: the image's bytes, also while the guest runs; and a breakpoint at an address that
# the hypervisor has code at, too. What is asked leaves the CPU as it was.
guest_memory() { # ARCH ENTRY
    debug 5 "$1" <<END
guest-break $2
continue
echo before\n
monitor info registers
echo .\n
guest-x /2xw $2
guest-x /6xb $2
guest-x /2i $2
guest-x /2i
stage2-map
echo host\n
host-regs
echo .\nafter\n
monitor info registers
echo .\n
guest-x /1xw 0x8000000
END
    assert_success
    local bytes
    bytes=$(od -An -tx1 -N6 "$top/build/$1/guest/skernel" | sed 's/ /\t0x/g')
    assert_line "$2:$bytes"
    assert_line --regexp "^Breakpoint 1, "
    assert_line --regexp "^#1 .* run_vcpu "
    assert_line --regexp "^#2 .* run_to_end "
    assert_equal "$(between before | without_time)" "$(between after | without_time)"
    assert_line --regexp "^guest-x: GPA 0x8000000 is not mapped: the [A-Z0-9]+ entry is not valid$"
}

# assert_times COUNT LINE: the line is there so often.
assert_times() {
    assert_equal "$(grep -cxF -- "$2" <<<"$output")" "$1"
}

# bats test_tags=step:5,arch:riscv64
@test "gdb riscv64: guest-x, guest-break and host-regs while the guest runs" {
    guest_memory riscv64 0x80200000 # where the hypervisor's own first instruction is
    assert_line --regexp "^ V +(= +)?1$"
    assert_times 3 "   0x80200000:	li	a7,8"
    assert_line --partial "stvec sscratch sepc scause stval satp sie: hidden by QEMU"
    # hgatp is H's, and so the monitor's too
    between host | grep -qE "^ hstatus +$(between after | sed -n 's/^ hstatus *//p')$"
}

# bats test_tags=step:5,arch:aarch64
@test "gdb aarch64: guest-x, guest-break and host-regs while the guest runs" {
    guest_memory aarch64 0x40200000
    assert_line --regexp "^PSTATE=(0{8})?000003c5 ---- EL1h +FPU disabled"
    assert_times 3 "   0x40200000:	ldr	w0, 0x40200008"
    assert_line --regexp "^ VBAR_EL2 +[0-9a-f]{16}$"
}

# bats test_tags=step:5,arch:x86_64
@test "gdb x86_64: guest-x, guest-break and host-regs while the guest runs" {
    guest_memory x86_64 0x10000
    assert_line "Breakpoint 1, in the guest, at 0x10000 (offset 0x0)"
    assert_times 3 "   0x10000:	mov    \$0x84000008,%eax" # 16-bit code; as 64-bit code: movabs
    assert_times 2 "   0x10006:	vmmcall"
}

# The same of the host's, asked of the monitor while the host has the CPU.
# bats test_tags=step:5,arch:x86_64
@test "gdb x86_64: host-regs in the guest is what the monitor says of the host" {
    debug 5 x86_64 <<'END'
world-switches entry
continue
echo monitor\n
monitor info registers
echo .\nhost\n
host-regs
echo .\n
stepi
echo guest\n
host-regs
echo .\n
END
    local name value
    assert_equal "$(between guest)" "$(between host)"
    for name in CR0 CR3 CR4 EFER GDT IDT; do
        value=$(between monitor | sed -nE "s/^(.* )?$name= *0*([0-9a-f]+).*/\2/p")
        between guest | grep -qiE "^ ${name}r? +0*$value$" || fail "$name is not $value: $(between guest)"
    done
    value=$(between monitor | sed -nE 's/.*RSP=([0-9a-f]+).*/\1/p')
    between guest | grep -q "^ sp  *$(printf %016x $((0x$value + 8))) "
}

# Real mode counts in segments; a stop at a guest's breakpoint comes once, and again the next time.
# bats test_tags=step:5,arch:x86_64
@test "gdb x86_64: guest-break in real mode stops at each passage, by segment and offset too" {
    flat_guest x86_64 g <<<"mov cx, 3; 1: inc bx; loop 1b; mov eax, 0x84000008; vmmcall"
    debug 5 x86_64 --guest "$BATS_TEST_TMPDIR/g" <<'END'
guest-break 0x1000:3
continue
continue
continue
guest-regs
guest-x /1i 0x1000:3
delete 1
continue
END
    assert_times 3 "Breakpoint 1, in the guest, at 0x10003 (offset 0x3)"
    assert_line --partial "EBX=00000002 ECX=00000001"
    assert_line "Hypervisor ok!"
}

# bats test_tags=step:5,arch:riscv64
@test "gdb riscv64: the guest's own code at the address of world_exit is no switch" {
    flat_guest riscv64 g <<<".rept 16384; nop; .endr; li a7, 8; ecall"
    debug 5 riscv64 --guest "$BATS_TEST_TMPDIR/g" <<'END'
print (long)&world_exit / 0x8000
world-switches on
continue
continue
END
    assert_line --regexp " = $((0x80200000 / 0x8000))$" # it is among the nops
    assert_line "host ==> guest  1: pc 0x80200000"
    assert_line --regexp "^host <== guest  1: hypercall \(environment call from VS-mode\), pc 0x80208002$"
}
