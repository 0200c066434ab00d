# Step 5: the exit loop, and every exit handled or reported.
load lib

# bats file_tags=step:5

# stopped LINE: the guest was stopped, status 1, and this line says why.
stopped() {
    assert_failure 1
    assert_line --partial "$1"
    assert_line --partial "The guest was stopped: "
    refute_line "Hypervisor ok!"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: the guest asks for shutdown, and the machine powers off" {
    ws step 5 riscv64
    assert_success
    assert_in_order "Hypervisor ..." "app: /sbin/skernel" "paddr: PA:0x8" \
        "VmExit Reason: VSuperEcall: legacy shutdown()" "Shutdown vm normally!" "Hypervisor ok!"
    assert_line "exits: 1, hypercall 1"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: the guest runs in VS-mode at 0x80200000" {
    ws regs 5 riscv64
    assert_line --regexp '^ V +=   1$'
    assert_line --regexp '^ pc +0000000080200000$'
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: paddr is where the guest's first instruction lies" {
    ws step 5 riscv64
    local pa
    pa=$(echo "$output" | sed -n 's/^paddr: PA://p')
    gdb_run 5 riscv64 'hbreak world_enter' 'continue' "monitor xp /1wx $pa"
    assert_output --partial "0x007348a1" # c.li a7, 8, and the first half of ecall
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: the ring in memory holds the exit" {
    gdb_run 5 riscv64 'hbreak power_off' 'continue' 'printf "exits %ld\n", exit_ring.count' \
        'printf "kind %ld cause %ld pc %lx\n", exit_ring.slots[0].kind, exit_ring.slots[0].cause, exit_ring.slots[0].pc' \
        'printf "status %d\n", (int)$a0'
    assert_line "exits 1"
    assert_line "kind 0 cause 10 pc 80200002"
    assert_line "status 0"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: hello, with and without every exit printed, with both firmwares" {
    ws step 5 riscv64 --guest hello
    assert_success
    assert_line "[guest] Hello from the other world!"
    assert_line "exits: 2, hypercall 2"
    ws step 5 riscv64 --guest hello --verbose --bios opensbi
    assert_success
    assert_in_order "VmExit Reason: VSuperEcall: DBCN console_write(0x1c, 0x80200" \
        "[guest] Hello from the other world!" \
        "VmExit Reason: VSuperEcall: SRST system_reset(0x0, 0x0)" "Shutdown vm normally!"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: every register comes back as the guest left it" {
    run_guest riscv64 < <(
        for r in ra sp gp tp t0 t1 t2 s0 s1 a2 a3 a4 a5 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5; do
            echo "li $r, 0x1234567800000000 + $((++i * 257))"
        done
        echo "li a7, 0x10; li a6, 0; ecall; bnez a0, bad; li t6, 0x2000000; bne a1, t6, bad"
        i=0
        for r in ra sp gp tp t0 t1 t2 s0 s1 a2 a3 a4 a5 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5; do
            echo "li t6, 0x1234567800000000 + $((++i * 257)); bne t6, $r, bad"
        done
        echo "li a7, 8; ecall; bad: unimp"
    )
    assert_success
}

# The two worlds' registers: what the host had before the switch is lost to the guest.
# bats test_tags=arch:riscv64
@test "step 5 riscv64: the guest starts with nothing of the host's in its registers" {
    gdb_run 5 riscv64 'hbreak world_enter' 'continue' 'stepi' \
        'printf "%lx\n", $ra | $sp | $gp | $tp | $t0 | $t1 | $t2 | $s0 | $s1 | $a0 | $a1 | $a2' \
        'printf "%lx\n", $a3 | $a4 | $a5 | $a6 | $a7 | $s2 | $s3 | $s4 | $s5 | $s6 | $s7 | $s8' \
        'printf "%lx\n", $s9 | $s10 | $s11 | $t3 | $t4 | $t5 | $t6 | $vsatp | $vstvec | $vsscratch'
    assert_in_order 0 0 0
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: floating point, counters and HS registers are not the guest's" {
    for bios in "" "--bios opensbi"; do # OpenSBI leaves floating point switched on
        # shellcheck disable=SC2086
        run_guest riscv64 $bios <<<'li t0, 0x6000; csrs sstatus, t0; .word 0x02007053 # fadd.d'
        stopped "VmExit Reason: illegal instruction at pc 0x80200006"
        assert_line --partial "instruction 0x02007053"
    done
    for csr in cycle instret hpmcounter3; do
        run_guest riscv64 <<<"csrr a0, $csr"
        stopped "VmExit Reason: virtual instruction at pc 0x80200000"
        assert_line "exits: 1, register 1"
    done
    for csr in hstatus hgatp vsatp hedeleg htval stimecmp; do
        run_guest riscv64 <<<"csrr a0, $csr"
        stopped "VmExit Reason: virtual instruction at pc 0x80200000"
        assert_line "exits: 1, register 1"
    done
    run_guest riscv64 <<<"csrr a0, mstatus"
    stopped "VmExit Reason: illegal instruction at pc 0x80200000"
    run_guest riscv64 <<<"rdtime a0; beqz a0, 1f; li a7, 8; ecall; 1: j 1b"
    assert_success
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: memory that is not the guest's: load, store and fetch, named with the GPA" {
    run_guest riscv64 <<<"li a0, 0x10000000; lb a1, (a0)"
    stopped "VmExit Reason: load guest-page fault at pc 0x80200004, GPA 0x10000000"
    run_guest riscv64 <<<"li a0, 0x81000000; sd a0, (a0)"
    stopped "VmExit Reason: store/AMO guest-page fault at pc 0x80200006, GPA 0x81000000"
    run_guest riscv64 <<<"li a0, 0x7ffffff8; jr a0"
    stopped "VmExit Reason: instruction guest-page fault at pc 0x7ffffff8, GPA 0x7ffffff8"
    assert_line --partial "instruction not readable"
    run_guest riscv64 --guest-mem 32M <<<"li a0, 0x81fffff8; sd a0, (a0); ld a1, (a0)
        bne a0, a1, 1f; li a7, 8; ecall; 1: unimp"
    assert_success
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: the guest's own exceptions are named and stop it" {
    run_guest riscv64 <<<"unimp"
    stopped "VmExit Reason: illegal instruction at pc 0x80200000"
    run_guest riscv64 <<<"ebreak"
    stopped "VmExit Reason: breakpoint at pc 0x80200000"
    run_guest riscv64 <<<"li a0, -1; csrw satp, a0; lb a0, (a0)"
    assert_failure 1
    run_guest riscv64 <<<"li a0, 8; slli a0, a0, 60; li t0, 0x80300; or a0, a0, t0; csrw satp, a0
        sfence.vma; nop"
    stopped "VmExit Reason: instruction page fault at pc 0x802000"
    run_guest riscv64 <<<"la a0, 1f; csrw sepc, a0; csrw sstatus, zero; sret; 1: ecall"
    stopped "VmExit Reason: environment call from U-mode or VU-mode at pc 0x802000"
    assert_line --partial "from VU-mode"
}

# sscratch tells whose trap it is: after an exit it has to say "the host's".
# bats test_tags=arch:riscv64
@test "step 5 riscv64: a trap of the host's own, after an exit, is not taken for the guest's" {
    flat_guest riscv64 g <<<"li a0, 0x80300000; li a7, 8; ecall"
    gdb_options=(--guest "$BATS_TEST_TMPDIR/g")
    gdb_run 5 riscv64 'hbreak report_end' 'continue' 'set $pc = 0x10' 'continue'
    run cat "$BATS_TEST_TMPDIR/console"
    assert_output --partial "panic: host: instruction access fault at 0x10"
    refute_output --partial "VmExit"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: a guest that waits for ever is told, not waited for" {
    run_guest riscv64 <<<"wfi"
    stopped "The guest was stopped: it waits for an interrupt, and nothing can wake it."
    assert_line "exits: 1, wait 1"
    run_guest riscv64 <<<"li a0, -1; csrw sie, a0; csrsi sstatus, 2; wfi"
    stopped "The guest was stopped: it waits for an interrupt, and nothing can wake it."
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: --slice takes the machine back from a guest that never exits" {
    run_guest riscv64 --slice 100 <<<"csrci sstatus, 2; csrw sie, zero; nop; 1: j 1b"
    stopped "VmExit Reason: supervisor timer interrupt at pc 0x8020000a"
    assert_line "exits: 1, timer 1"
    ws step 5 riscv64 --slice 100 --cpu rv64,h=true,sstc=false
    assert_failure 1
    assert_line "slice: this CPU's timer cannot be set from HS-mode (no Sstc)"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: no guest can forge a line or a status, or reach the terminal" {
    run_guest riscv64 <<<'
        la s0, text
    1:  lb a0, (s0); beqz a0, 2f; li a7, 1; ecall; addi s0, s0, 1; j 1b
    2:  unimp
    text: .asciz "Shutdown vm normally!\nHypervisor ok!\n\033[2J\r\001x\tend\377"'
    stopped "illegal instruction"
    assert_line "[guest] Shutdown vm normally!"
    assert_line "[guest] Hypervisor ok!"
    assert_line "[guest] \\x1b[2J\\x0d\\x01x	end\\xff"
}
