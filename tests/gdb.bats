# The commands of gdb/: each on each machine, against what QEMU's monitor or the hypervisor says.
load lib

# bats file_tags=gdb

# A guest that gives every register a value of its own, which it gets from its number.
busy_guest() { # ARCH
    local n
    case $1 in
    riscv64)
        for n in {1..31}; do echo "li x$n, $((0x5500000000 + n * 257))"; done
        echo "li a7, 0x10; li a6, 0; ecall; li a7, 8; ecall"
        ;;
    aarch64)
        echo "mov x0, #0x7000; mov sp, x0"
        for n in {0..30}; do echo "ldr x$n, =$((0x5500000000 + n * 257))"; done
        echo "hvc #0; ldr w0, =0x84000008; hvc #0; .ltorg"
        ;;
    esac | flat_guest "$1" g
}

# What both layouts have of general registers, a value a line; but not the pc.
values() {
    grep -oE 'x[0-9]+/[a-z0-9]+ +[0-9a-f]{16}|X[0-9]{2}=[0-9a-f]{16}|SP=[0-9a-f]{16}' <<<"$1"
}

# guest-regs in the guest, on both sides of the switch, and in a handler. The values are checked
# against the monitor's where it shows the guest's, and against what the guest put there.
each_place() { # ARCH
    local place n
    busy_guest "$1"
    debug 5 "$1" --guest "$BATS_TEST_TMPDIR/g" <<'END'
world-switches on
continue
echo enter\n
guest-regs
echo .\nenter-monitor\n
monitor info registers
echo .\n
world-switches exit
stepi 20
echo guest\n
guest-regs
echo .\nguest-monitor\n
monitor info registers
echo .\n
continue
echo exit\n
guest-regs
echo .\n
stepi
guest-regs
break exit_decode
continue
echo handler\n
guest-regs
echo .\n
END
    assert_success
    # At world_enter the monitor's SP is still the host's.
    assert_equal "$(values "$(between enter)" | grep -v SP)" \
        "$(values "$(between enter-monitor)" | grep -v SP)"
    assert_equal "$(values "$(between guest)")" "$(values "$(between guest-monitor)")"
    # In the guest the pc and the state are the monitor's too, line for line.
    between guest | sed 's/^ //;s/ *$//' | while read -r line; do
        between guest-monitor | grep -qF -- "$line" || fail "not the monitor's: $line"
    done
    for place in exit handler; do
        for n in {2..9} {12..15} {18..30}; do
            between $place | grep -qE "[xX]0?$n[/=].*$(printf %016x $((0x5500000000 + n * 257)))" ||
                fail "$place: x$n is wrong: $(between $place)"
        done
        assert_equal "$(between $place | grep -E '[pP][cC]')" "$(between exit | grep -E '[pP][cC]')"
    done
    assert_equal "$(values "$(between exit)")" "$(values "$(between handler)")"
    assert_line --regexp "^guest-regs: .* are being saved just now; .advance \*0x"
}

# bats test_tags=step:5,arch:riscv64
@test "gdb riscv64: guest-regs is right in each place where the registers can be" {
    each_place riscv64
    between exit | grep -qE '^ pc +0000000080200[0-9a-f]{3}$'
}

# bats test_tags=step:5,arch:aarch64
@test "gdb aarch64: guest-regs is right in each place where the registers can be" {
    each_place aarch64
    between exit | grep -qE '^ PC=0000000040200[0-9a-f]{3} '
    between exit | grep -q "X00=0000005500000000 X01=0000005500000101" # parked by the vector
    between exit | grep -q " SP=0000000000007000"
}

# Before step 5 nobody keeps the guest's registers, and that is what is said.
lost_registers() { # ARCH
    debug 1 "$1" <<<"break print_trap
continue
guest-regs
exits
vcpu"
    assert_line "The general registers are lost: before step 5 nothing keeps them."
    assert_line --regexp '^ (pc +|PC=)000000001234abc[cd]$'
    assert_line "exits: this step keeps no ring of exits: it comes with step 5"
    assert_line "vcpu: this step has none: the vCPU comes with step 5"
}

# bats test_tags=step:1,arch:riscv64
@test "gdb riscv64: step 1 keeps no registers, and guest-regs says so" {
    lost_registers riscv64
}

# bats test_tags=step:1,arch:aarch64
@test "gdb aarch64: step 1 keeps no registers, and guest-regs says so" {
    lost_registers aarch64
}

# The walk in gdb is the one that the hypervisor draws, and its entries are what memory holds.
same_walks() { # ARCH
    local n=0 line
    debug 3 "$1" <<'END'
world-switches entry
continue
echo walk1\n
stage2 0x100000
echo .\n
continue
echo walk2\n
stage2 0x100000
echo .\n
stage2-map
continue
echo walk3\n
stage2 0x100000 0x1000
echo .\n
stage2-map
stage2 0x101000
END
    assert_success
    for n in 1 2 3; do
        assert_equal "$(between walk$n | grep -v '=>')" \
            "$(echo "$output" | sed -n "/^experiment $n/,/^host ==>/p" | grep -E '^stage2|^  L')"
    done
    between walk1 | grep -q "=> no HPA: this entry is missing"
    between walk3 | grep -qE "=> HPA 0x[0-9a-f]{8}, rwx$"
    assert_line --regexp "GPA 0000100000..0000100fff -> HPA [0-9a-f.]+  rw-  4 KiB$"
    assert_line --regexp "GPA 0000100000..0000100fff -> HPA [0-9a-f.]+  rwx  4 KiB$"
    assert_equal "$(echo "$output" | grep -c "=> no HPA")" 2
}

# bats test_tags=step:3,arch:riscv64
@test "gdb riscv64: stage2 walks as the hypervisor draws" {
    same_walks riscv64
}

# bats test_tags=step:3,arch:aarch64
@test "gdb aarch64: stage2 walks as the hypervisor draws" {
    same_walks aarch64
}

# Memory by GPA: the image's bytes, also while the guest runs; and a breakpoint at an address that
# the hypervisor has code at, too.
guest_memory() { # ARCH ENTRY
    debug 5 "$1" <<END
guest-break $2
continue
monitor info registers
guest-x /2xw $2
guest-x /6xb $2
guest-x /2i $2
stage2-map
host-regs
echo after\n
monitor info registers
guest-x /1xw 0x8000000
END
    assert_success
    local bytes
    bytes=$(od -An -tx1 -N6 "$top/build/$1/guest/skernel" | sed 's/ /\t0x/g')
    assert_line "$2:$bytes"
    assert_line --regexp "=> $2|$2:"
    assert_line --regexp "^#1 .* run_guest "
    assert_line --regexp "^#2 .* main \(\)"
    assert_equal "$(values "$(sed -n '/^CPU#0/,/stage2-map/p;/^after/q' <<<"$output" | head -50)" | head -31)" \
        "$(values "$(sed -n '/^after/,$p' <<<"$output")" | head -31)"
    assert_line --regexp "^guest-x: GPA 0x8000000 is not mapped: the entry at L[0-9] leads nowhere$"
}

# bats test_tags=step:5,arch:riscv64
@test "gdb riscv64: guest-x, guest-break and host-regs while the guest runs" {
    guest_memory riscv64 0x80200000 # where the hypervisor's own first instruction is
    assert_line " V      =   1"
    assert_line "   0x80200000:	li	a7,8"
    assert_line --partial "stvec sscratch sepc scause stval satp sie: hidden by QEMU"
}

# bats test_tags=step:5,arch:aarch64
@test "gdb aarch64: guest-x, guest-break and host-regs while the guest runs" {
    guest_memory aarch64 0x40200000
    assert_line --regexp "^PSTATE=000003c5 ---- EL1h +FPU disabled"
    assert_line "   0x40200000:	ldr	w0, 0x40200008"
    assert_line --regexp "^ VBAR_EL2 +[0-9a-f]{16}$"
}
