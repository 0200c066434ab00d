# Exits as gdb's commands tell of them, and commands that are given nonsense.
load lib

# bats file_tags=gdb

# The ring and the stops tell of the same exits as the hypervisor does.
same_exits() { # ARCH KIND-AND-CAUSE
    debug 5 "$1" --guest hello <<'END'
world-switches on
continue
continue
continue
continue
world-switches off
break report_end
continue
exits
exits 1
vcpu
p exit_rings->slots[1].pc
guest-regs
END
    assert_in_order "host ==> guest  1: pc 0x" "host <== guest  1: hypercall ($2), pc 0x" \
        "[guest] Hello from the other world!" "host ==> guest  2: pc 0x" \
        "host <== guest  2: hypercall ($2), pc 0x" "2 exits so far, the last 2:" \
        "       1  hypercall: $2, pc 0x" "       2  hypercall: $2, pc 0x" \
        "2 exits so far, the last 1:" "       2  hypercall: $2, pc 0x" "{"
    assert_line --regexp "^  (pc|  rip) = 0x[0-9a-f]+,"
}

# bats test_tags=step:5,arch:riscv64
@test "gdb riscv64: world-switches and exits name every exit" {
    same_exits riscv64 "environment call from VS-mode"
}

# bats test_tags=step:5,arch:aarch64
@test "gdb aarch64: world-switches and exits name every exit" {
    same_exits aarch64 "HVC from AArch64"
}

# bats test_tags=step:5,arch:x86_64
@test "gdb x86_64: world-switches and exits name every exit" {
    same_exits x86_64 "VMMCALL"
}

# to_its_end ARCH [OPTIONS]: the guest g runs under gdb, which shows its exit and then the ring.
to_its_end() {
    debug 5 "$1" --guest "$BATS_TEST_TMPDIR/g" "${@:2}" <<'END'
world-switches exit
continue
break report_end
continue
exits
continue
END
}

# What world-switches says of a fault is what the hypervisor finds.
same_fault() { # ARCH
    to_its_end "$1"
    assert_line --regexp "^host <== guest  1: stage-2 fault \($2\), pc 0x[0-9a-f]+, GPA 0x10000004$"
    assert_line --regexp "^       1  stage-2 fault: $2, pc 0x[0-9a-f]+, GPA 0x10000004$"
    assert_output --regexp "VmExit Reason: $2[[:space:]]+at pc 0x[0-9a-f]+, GPA 0x10000004"
}

# bats test_tags=step:5,arch:riscv64
@test "gdb riscv64: a stage-2 fault's cause and GPA" {
    flat_guest riscv64 g <<<"li a0, 0x10000004; sw a0, (a0)"
    same_fault riscv64 "store/AMO guest-page fault"
}

# bats test_tags=step:5,arch:aarch64
@test "gdb aarch64: a stage-2 fault's cause and GPA" {
    flat_guest aarch64 g <<<"ldr x0, =0x10000004; str w0, [x0]; .ltorg"
    same_fault aarch64 "data abort from a lower EL, stage-2 translation fault at level [0-3]"
}

# bats test_tags=step:5,arch:x86_64
@test "gdb x86_64: a stage-2 fault's cause and GPA" {
    protected_elf g <<<"mov eax, 0x10000004; mov [eax], eax"
    same_fault x86_64 "nested page fault"
}

# same_kind ARCH KIND [OPTIONS]: the guest in the input is stopped by that kind of exit. gdb has said so
# before the hypervisor decoded it, and the ring and the counts agree with it.
same_kind() {
    flat_guest "$1" g
    to_its_end "$1" "${@:3}"
    assert_line --regexp "^host <== guest  1: $2 \(.*, pc 0x"
    assert_line "exits: 1, $2 1"
    assert_equal "$(sed -n "s/^host <== guest  1: $2 (\(.*\)), pc.*/\1/p" <<<"$output")" \
        "$(sed -n "s/^       1  $2: \(.*\), pc.*/\1/p" <<<"$output")"
}

# bats test_tags=step:5,arch:riscv64
@test "gdb riscv64: each kind of exit has its name" {
    same_kind riscv64 wait <<<wfi
    same_kind riscv64 register <<<"csrr a0, cycle"
    same_kind riscv64 instruction <<<".word 0x62000073" # hfence.gvma
    same_kind riscv64 exception <<<ebreak
    same_kind riscv64 timer --slice 20 <<<"1: j 1b"
}

# bats test_tags=step:5,arch:aarch64
@test "gdb aarch64: each kind of exit has its name" {
    same_kind aarch64 wait <<<wfi
    same_kind aarch64 register <<<"mrs x0, actlr_el1"
    same_kind aarch64 instruction <<<"smc #0"
    same_kind aarch64 exception <<<"brk #0"
    same_kind aarch64 timer --slice 20 <<<"1: b 1b"
}

# bats test_tags=step:5,arch:x86_64
@test "gdb x86_64: each kind of exit has its name" {
    same_kind x86_64 wait <<<hlt
    same_kind x86_64 register <<<"mov ecx, 0xc0000080; rdmsr"
    same_kind x86_64 instruction <<<invd
    same_kind x86_64 "port I/O" <<<"out 0x80, al"
    same_kind x86_64 shutdown <<<"lidt cs:[1f]; int3; 1:"
    same_kind x86_64 timer --slice 20 <<<"1: jmp 1b"
}

# Nonsense gets one line, at the very start, in the guest, and when all is over.
nonsense() { # ARCH
    debug 5 "$1" <<'END'
stage2
stage2 nowhere
stage2 -1
stage2 0x40000000 0
stage2 0x40000000
stage2-map 1
stage2-map 1 x
guest-memory 1
guest-memory
guest-regs -x
guest-regs
host-regs 7
world-switches
world-switches of
exits x y
exits -3
vcpu 1
guest-x
guest-x /q 0
guest-x /4xw 0
guest-break
guest-break gpa 0x1000000000000000
world-switches entry
continue
stage2 0x1000000000000
stage2 0x40000000
guest-x
guest-x 0x1000:0x
guest-x /99999x 0
guest-x "
guest-break main(
world-switches off
continue
guest-regs
host-regs
stage2 0
stage2-map
guest-memory
exits
vcpu
guest-x /1x 0
guest-break 0
END
    assert_success
    refute_output --partial Traceback
    refute_output --partial "bug:"
    refute_output --partial "Error occurred in Python"
    local command
    for command in guest-regs host-regs stage2 stage2-map guest-memory exits vcpu guest-x guest-break; do
        assert_line "$command: no machine: it has powered off, or gdb is not connected to one"
    done
    assert_line "stage2: GPA [LENGTH]"
    assert_line "stage2: nowhere: not a guest-physical address"
    assert_line "stage2: -1: not a guest-physical address"
    assert_line "stage2: no stage-2 table yet"
    assert_line "stage2-map: [GPA LENGTH]"
    assert_line "stage2-map: x: not a length in bytes"
    assert_line "guest-memory: takes no arguments"
    assert_line "guest-memory: no guest yet: vcpu_init() has not run"
    assert_line "guest-regs: [-s]"
    assert_line "world-switches: on, entry, exit or off, and guest N or cpu N after it for one of several"
    assert_line "exits: [N]"
    assert_line "guest-x: /q: no format 'q' (one of x d u o t c a f i s)"
    assert_line --regexp "^guest-break: 0x1000000000000000 is not a GPA: a guest has [0-9]+ address bits$"
}

# bats test_tags=step:5,arch:riscv64
@test "gdb riscv64: nonsense gets one line" {
    nonsense riscv64
}

# bats test_tags=step:5,arch:aarch64
@test "gdb aarch64: nonsense gets one line" {
    nonsense aarch64
}

# bats test_tags=step:5,arch:x86_64
@test "gdb x86_64: nonsense gets one line" {
    nonsense x86_64
}

# bats test_tags=step:5,arch:riscv64
@test "gdb riscv64: exits, when the ring has gone round" {
    many_exits riscv64 1034 "li a7, 8; last: ecall"
    debug 5 riscv64 --guest "$BATS_TEST_TMPDIR/g" <<'END'
break report_end
continue
exits 2
END
    assert_line "1035 exits so far, the last 2:"
    assert_line --regexp "^ +1034  hypercall: .*, pc 0x80200008$"
    assert_line --regexp "^          exited [0-9]+, resumed [0-9]+$"
    assert_line --regexp "^ +1035  hypercall: .*, pc 0x80200012$"
    assert_line --regexp "^          exited [0-9]+$" # the last one, where exit 11 resumed
}
