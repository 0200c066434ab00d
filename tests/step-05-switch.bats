# Step 5: the world switch: each world keeps its registers, and its traps, to itself.
load lib

# bats file_tags=step:5

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

# x0 is the answer; the stack pointers and the flags are the guest's too.
# bats test_tags=arch:aarch64
@test "step 5 aarch64: every register comes back as the guest left it" {
    run_guest aarch64 < <(
        echo "ldr x1, =0x5a5a0000; mov sp, x1; add x1, x1, #16; msr sp_el0, x1; msr tpidr_el1, x1"
        for i in $(seq 1 30); do
            echo "ldr x$i, =0x1234567800000000 + $((i * 257))"
        done
        echo "mov x0, #0; cmp x0, #0; ldr w0, =0x84000000; hvc #0; b.ne bad"
        echo "sub x0, x0, #1; cmp x0, #0x10, lsl #12; b.ne bad" # version 1.1
        for i in $(seq 1 30); do
            echo "ldr x0, =0x1234567800000000 + $((i * 257)); cmp x0, x$i; b.ne bad"
        done
        echo "ldr x1, =0x5a5a0000; mov x2, sp; cmp x1, x2; b.ne bad; add x1, x1, #16"
        echo "mrs x2, sp_el0; cmp x1, x2; b.ne bad; mrs x2, tpidr_el1; cmp x1, x2; b.ne bad"
        echo "ldr w0, =0x84000008; hvc #0; bad: brk #0"
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

# bats test_tags=arch:aarch64
@test "step 5 aarch64: the guest starts with nothing of the host's in its registers" {
    local x=()
    for i in $(seq 0 30); do
        x+=("\$x$i |")
    done
    gdb_run 5 aarch64 'hbreak world_enter' 'continue' 'stepi' "printf \"x %lx\\n\", ${x[*]} (long)\$sp" \
        'printf "el1 %lx\n", $ELR_EL1 | $ESR_EL1 | $SPSR_EL1 | $SP_EL0 | $FAR_EL1 | $TTBR0_EL1' \
        'printf "vbar %lx\n", $_isvoid($VBAR) ? $VBAR_EL1 : $VBAR' \
        'printf "sctlr %lx\n", $_isvoid($SCTLR) ? $SCTLR_EL1 : $SCTLR' # older QEMUs leave _EL1 out
    assert_line "x 0"
    assert_line "el1 0"
    assert_line "vbar 0"
    assert_line "sctlr 30d00800"
}

known_registers="ttbr0_el1 ttbr1_el1 tcr_el1 mair_el1 amair_el1 vbar_el1 esr_el1 far_el1 afsr0_el1
    afsr1_el1 elr_el1 spsr_el1 sp_el0 tpidr_el0 tpidr_el1 tpidrro_el0 contextidr_el1 par_el1 csselr_el1
    cntkctl_el1 cntv_ctl_el0 cntv_cval_el0"

# Code that runs before the hypervisor leaves something in each of EL1's registers; the guest finds
# the values that it is promised.
# bats test_tags=arch:aarch64
@test "step 5 aarch64: the guest's own registers are known, whatever was in them before" {
    local register elf entry
    elf=$(echo "$top"/build/aarch64/05-*/hypervisor.elf)
    entry=$(llvm-objdump -f "$elf" | sed -n 's/^start address: *//p')
    flat_guest aarch64 before < <(
        echo "mov x0, #7"
        for register in $known_registers sp_el1 sctlr_el1 cpacr_el1 vmpidr_el2 vpidr_el2 cntvoff_el2; do
            echo "msr $register, x0"
        done
        echo "ldr x1, =$entry; mov x0, #0; br x1"
    )
    run_guest aarch64 -- -device \
        "loader,file=$BATS_TEST_TMPDIR/before,addr=0x47000000,force-raw=on,cpu-num=0" < <(
        for register in $known_registers; do
            echo "mrs x1, $register; cbnz x1, bad"
        done
        echo "mov x1, sp; cbnz x1, bad"
        echo "mrs x1, daif; cmp x1, #0x3c0; b.ne bad" # all masked
        echo "mrs x1, sctlr_el1; ldr x2, =0x30d00800; cmp x1, x2; b.ne bad"
        echo "mrs x1, cpacr_el1; ldr x2, =0x3330000; cmp x1, x2; b.ne bad"
        echo "mrs x1, mpidr_el1; mov w2, #0x80000000; cmp x1, x2; b.ne bad" # CPU 0
        echo "mrs x1, midr_el1; cmp x1, #7; b.eq bad"
        echo "ldr w0, =0x84000008; hvc #0; bad: brk #0"
    )
    assert_success
}

# What tells whose trap it is has to say "the host's" after an exit: sscratch on RISC-V, the vector
# on AArch64.
host_trap_after_an_exit() { # ARCH
    machine "$1"
    gdb_run 5 "$arch" 'hbreak report_end' 'continue' "set \$pc = $nowhere" 'continue'
    run cat "$BATS_TEST_TMPDIR/console"
    assert_output --partial "panic: host: $host_fault"
    refute_output --partial "VmExit"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: a trap of the host's own, after an exit, is not taken for the guest's" {
    flat_guest riscv64 g <<<"li a0, 0x80300000; li a7, 8; ecall"
    gdb_options=(--guest "$BATS_TEST_TMPDIR/g")
    host_trap_after_an_exit riscv64
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: a trap of the host's own, after an exit, is not taken for the guest's" {
    host_trap_after_an_exit aarch64
}

# bats test_tags=arch:x86_64
@test "step 5 x86_64: a trap of the host's own, after an exit, is not taken for the guest's" {
    host_trap_after_an_exit x86_64
}

# unmapped_is_gone ARCH LOAD CALL: the guest's load from 1 MiB into its image, and a harmless hypercall.
# Between two loads the page is taken away; what the CPU remembers of it must not be used again.
unmapped_is_gone() {
    machine "$1"
    local page
    page=$(at 0x300000)
    flat_guest "$arch" g <<<"$2; $3; $2; $shut_down"
    gdb_options=(--guest "$BATS_TEST_TMPDIR/g")
    gdb_run 5 "$arch" 'hbreak *handle_hypercall' 'continue' 'delete' \
        "printf \"unmap: %d\\n\", (int)stage2_unmap(&exit_rings->vcpu->guest->stage2, $page, 4096)" \
        'hbreak *power_off' 'continue' 'printf "gpa %lx\n", exit_rings->slots[1].gpa' \
        'printf "status %d\n", status'
    assert_in_order "unmap: 0" "gpa ${page#0x}" "status 1"
}

# bats test_tags=arch:riscv64
@test "step 5 riscv64: a page that is taken away is gone at once" {
    unmapped_is_gone riscv64 "li t0, 0x80300000; ld t1, (t0)" "li a7, 0x10; li a6, 0; ecall"
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: a page that is taken away is gone at once" {
    unmapped_is_gone aarch64 "ldr x9, =0x40300000; ldr x10, [x9]" "ldr w0, =0x84000000; hvc #0"
}

# While the guest's registers are saved, sscratch must not hold one of them for long: a store that faults
# there is the host's trap, and the guest's s1 is no vCPU.
# bats test_tags=arch:riscv64
@test "step 5 riscv64: a store of world_exit's that faults is not taken for the guest's trap" {
    flat_guest riscv64 g <<<"li s1, 0x80300000; li a7, 8; ecall"
    gdb_options=(--guest "$BATS_TEST_TMPDIR/g")
    gdb_run 5 riscv64 'hbreak world_exit' 'continue' 'delete' 'stepi 5' 'set $s1 = 0x10' 'continue'
    run cat "$BATS_TEST_TMPDIR/console"
    assert_output --partial "panic: host: store/AMO access fault"
    refute_output --partial "VmExit"
}
