# Step 5: what a guest may not do is named, and stops it.
load lib

# bats file_tags=step:5

# bats test_tags=arch:riscv64
@test "step 5 riscv64: floating point, counters and HS registers are not the guest's" {
    local bios firmware=("")
    ! opensbi_passes_instructions || firmware+=("--bios opensbi") # it leaves floating point switched on
    for bios in "${firmware[@]}"; do
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

# bats test_tags=arch:aarch64
@test "step 5 aarch64: smc stops the guest, and never reaches QEMU, which would end the machine" {
    for function in 0x84000008 0x84000009 0x84000000; do # SYSTEM_OFF, SYSTEM_RESET, VERSION
        run_guest aarch64 <<<"ldr w0, =$function; smc #0"
        stopped "VmExit Reason: SMC from AArch64 at pc 0x40200004"
        assert_line --partial "instruction 0xd4000003"
        assert_line "exits: 1, instruction 1"
    done
    run_guest aarch64 <<<"hvc #1" # no hypercall: those have 0
    stopped "VmExit Reason: HVC from AArch64 at pc 0x40200004"
    assert_line "exits: 1, instruction 1"
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: floating point and vectors are not the guest's, on any CPU, in EL1 and EL0" {
    local fadd=".word 0x1e602800" add_v=".word 0x4e208400" ptrue=".word 0x2598e3e0"
    for cpu in cortex-a72 max; do # 'max' has SVE and SME, where other bits of CPTR_EL2 trap
        for code in "$fadd" "$add_v"; do
            run_guest aarch64 --cpu $cpu <<<"$code"
            stopped "VmExit Reason: SVE, Advanced SIMD or floating point at pc 0x40200000"
            assert_line "exits: 1, instruction 1"
        done
    done
    run_guest aarch64 --cpu max <<<"$ptrue"
    stopped "VmExit Reason: SVE at pc 0x40200000"
    run_guest aarch64 <<<"adr x0, 1f; msr elr_el1, x0; msr spsr_el1, xzr; eret; 1: $fadd"
    stopped "VmExit Reason: SVE, Advanced SIMD or floating point at pc 0x40200010"
    assert_line --partial ", from EL0"
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: counters, debug and cache registers are not the guest's" {
    local name
    for name in ACTLR_EL1 CNTPCT_EL0 CNTP_TVAL_EL0 CNTP_CTL_EL0 CNTP_CVAL_EL0 PMCR_EL0 \
        PMCNTENSET_EL0 PMCCNTR_EL0 PMUSERENR_EL0 PMCCFILTR_EL0 MDSCR_EL1 OSLSR_EL1 OSDLR_EL1 \
        DBGBVR0_EL1 S2_0_C1_C0_0; do
        run_guest aarch64 <<<"mrs x7, $name"
        stopped "VmExit Reason: MSR, MRS or system instruction at pc 0x40200000, read to x7: $name"
        assert_line "exits: 1, register 1"
    done
    for name in ACTLR_EL1 OSLAR_EL1 CNTP_CTL_EL0 PMCR_EL0 ICC_SGI1R_EL1; do
        run_guest aarch64 <<<"msr ${name/ICC_SGI1R_EL1/S3_0_C12_C11_5}, x9"
        stopped "VmExit Reason: MSR, MRS or system instruction at pc 0x40200000, write from x9: $name"
    done
    run_guest aarch64 <<<"msr actlr_el1, xzr"
    assert_line --partial "write from xzr: ACTLR_EL1"
    for name in "DC ISW" "DC CSW" "DC CISW"; do
        run_guest aarch64 <<<"$name, x3"
        stopped "VmExit Reason: MSR, MRS or system instruction at pc 0x40200000, write from x3: $name"
    done
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: EL2's registers, and those that no CPU has, are undefined to the guest" {
    local code
    for code in "mrs x0, hcr_el2" "msr vttbr_el2, x0" "mrs x0, cnthctl_el2" "tlbi alle1" \
        "mrs x0, S3_0_C9_C0_0" "mrs x0, S2_1_C0_C0_1"; do
        run_guest aarch64 <<<"$code"
        assert_failure 1
        assert_line "  the last exception that it took itself: unknown reason at 0x40200000"
    done
}

# QEMU undefines some registers that other machines have, so that no guest could tell whether these
# traps are set: the machine is asked.
# bats test_tags=arch:aarch64
@test "step 5 aarch64: the machine traps what we name, whether QEMU has it or not" {
    gdb_run 5 aarch64 'hbreak world_enter' 'continue' \
        'printf "TIDCP %d, TACR %d, TSC %d, TWI %d, TSW %d\n", $HCR_EL2 >> 20 & 1, $HCR_EL2 >> 21 & 1, $HCR_EL2 >> 19 & 1, $HCR_EL2 >> 13 & 1, $HCR_EL2 >> 22 & 1' \
        'printf "AMO, IMO, FMO %d, VM %d, RW %d\n", $HCR_EL2 >> 3 & 7, $HCR_EL2 & 1, $HCR_EL2 >> 31 & 1' \
        'printf "TTA %d, TFP %d\n", $CPTR_EL2 >> 20 & 1, $CPTR_EL2 >> 10 & 1' \
        'printf "TDRA, TDOSA, TDA, TDE %d, TPM, TPMCR %d\n", $MDCR_EL2 >> 8 & 15, $MDCR_EL2 >> 5 & 3' \
        'printf "counters %d\n", $CNTHCTL_EL2 & 3'
    assert_in_order "TIDCP 1, TACR 1, TSC 1, TWI 1, TSW 1" "AMO, IMO, FMO 7, VM 1, RW 1" \
        "TTA 1, TFP 1" "TDRA, TDOSA, TDA, TDE 15, TPM, TPMCR 3" "counters 0"
}

# The host's time and interrupts stay the host's: the guest has the virtual counter, which is below 16 s even on a busy
# computer, and a timer of its own. At a time that its timer never reaches, QEMU 7.2 hung.
# bats test_tags=arch:aarch64
@test "step 5 aarch64: the guest reads the virtual counter and goes on, and its timer can have any time" {
    run_guest aarch64 <<<"mrs x1, cntvct_el0; mrs x2, cntfrq_el0; cmp x1, x2, lsl #4; b.hi bad
    1:  mrs x3, cntvct_el0; cmp x3, x1; b.eq 1b; b.lo bad
        ldr w0, =0x84000008; hvc #0; bad: brk #0"
    assert_success
    local when
    for when in -1 0xfffffffffff00000 0x8000000000000000 0x7fffffffffffffff; do
        run_guest aarch64 --timeout 10 <<<"ldr x0, =$when; msr cntv_cval_el0, x0; mov x0, #1; msr cntv_ctl_el0, x0
            mrs x1, cntvct_el0; add x1, x1, #0x10000; 1: mrs x2, cntvct_el0; cmp x2, x1; b.lo 1b
            msr cntv_tval_el0, x0; ldr w0, =0x84000008; hvc #0"
        assert_success
    done
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

# bats test_tags=arch:aarch64
@test "step 5 aarch64: memory that is not the guest's: load, store and fetch, named with the GPA" {
    local abort="VmExit Reason: data abort from a lower EL, stage-2 translation fault at level"
    # address, instruction, level, and what is known of the access
    while IFS=, read -r address code level access; do
        run_guest aarch64 <<<"ldr x2, =$address; ${code//;/,}"
        stopped "$abort $level"$'\n'"  at pc 0x40200004, GPA $address, ${access//;/,}"
        assert_line "exits: 1, stage-2 fault 1"
    done <<'END'
0x9000000,ldrb w1; [x2],1,read of 1 byte; x1
0x9000004,ldr w9; [x2],1,read of 4 bytes; x9
0x3ffffff8,str x5; [x2],1,write of 8 bytes; x5
0x41000000,strh w7; [x2],2,write of 2 bytes; x7
0x9000004,str wzr; [x2],1,write of 4 bytes; xzr
0x8000000000,ldr x30; [x2],0,read of 8 bytes; x30
0x41000000,stp x0; x1; [x2],2,write; no valid syndrome
0x9000000,ldr x0; [x2]; #8,1,read; no valid syndrome
0x9000000,ldxr x3; [x2],1,read; no valid syndrome
END
    run_guest aarch64 <<<"ldr x0, =0x3ffffff8; br x0"
    stopped $'VmExit Reason: instruction abort from a lower EL, stage-2 translation fault at level 1\n  at pc 0x3ffffff8, GPA 0x3ffffff8'
    assert_line --partial "instruction not readable"
    run_guest aarch64 --guest-mem 32M <<<"ldr x0, =0x41fffff8; str x0, [x0]; ldr x1, [x0]
        cmp x0, x1; b.ne 1f; ldr w0, =0x84000008; hvc #0; 1: brk #0"
    assert_success
}

# TCR_EL1: 39 bits, and nothing above them. Nobody is at the guest's table.
# bats test_tags=arch:aarch64
@test "step 5 aarch64: the guest's own table outside of its memory is named as that" {
    run_guest aarch64 <<<"ldr x0, =0x10000000; msr ttbr0_el1, x0; ldr x0, =0x800019
        msr tcr_el1, x0; isb; mrs x0, sctlr_el1; orr x0, x0, #1; msr sctlr_el1, x0; isb; nop"
    stopped $'instruction abort from a lower EL, stage-2 translation fault at level 1 on a stage-1 table walk\n  at pc 0x40200020, GPA 0x10000000'
}

# The guest maps its own first GiB at 0 (a block of 1 GiB: access flag, normal memory) and goes on.
# bats test_tags=arch:aarch64
@test "step 5 aarch64: with the guest's paging on, a fault names both addresses" {
    run_guest aarch64 <<<'adr x1, table; msr ttbr0_el1, x1; ldr x0, =0x800019; msr tcr_el1, x0
        mov x0, #0xff; msr mair_el1, x0; isb
        mrs x0, sctlr_el1; orr x0, x0, #1; msr sctlr_el1, x0; isb
        ldr x0, =0x81000010; ldr x7, [x0]
        .balign 4096
    table: .quad 0, 0x40000401, 0x40000401'
    stopped $'stage-2 translation fault at level 2\n  at pc 0x40200030, GPA 0x41000010, read of 8 bytes, x7'
    assert_line --partial "instruction 0xf9400007"
    assert_line --partial "far 0x81000010"
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

# bats test_tags=arch:aarch64
@test "step 5 aarch64: the guest's own exceptions are named and stop it" {
    run_guest aarch64 <<<"nop; brk #7"
    stopped "VmExit Reason: BRK from AArch64 at pc 0x40200004"
    assert_line "exits: 1, exception 1"
    # The others are EL1's own: with no vectors there, that leads out of the guest's memory.
    run_guest aarch64 <<<"svc #0"
    stopped $'stage-2 translation fault at level 1\n  at pc 0x200, GPA 0x200'
    assert_line "  the last exception that it took itself: SVC from AArch64 at 0x40200004"
    run_guest aarch64 <<<".word 0"
    assert_line "  the last exception that it took itself: unknown reason at 0x40200000"
    run_guest aarch64 <<<"ldr x0, =0x40200006; br x0"
    assert_line "  the last exception that it took itself: PC alignment fault at 0x40200006"
    run_guest aarch64 <<<"adr x0, 1f; msr elr_el1, x0; msr spsr_el1, xzr; eret; 1: hvc #0"
    assert_failure 1
    assert_line --regexp "pc 0x400, GPA 0x400$" # hvc is undefined in EL0: the vector of a lower EL
}

# bats test_tags=arch:aarch64
@test "step 5 aarch64: the report has the guest's registers, those of EL1 too" {
    local name registers="sp_el0 ttbr0_el1 vbar_el1 elr_el1 far_el1 tpidr_el0 tpidr_el1"
    run_guest aarch64 < <(
        for name in $registers; do
            echo "ldr x0, =$((++i * 0x1000)); msr $name, x0"
        done
        echo "ldr x29, =0xfedcba9876543210; mov x30, #0x4000; mov sp, x30; brk #0"
    )
    local i=0
    for name in $registers; do
        i=$((i + 0x1000))
        assert_output --regexp "  $name +$(printf %016x $i)"
    done
    assert_output --regexp "x29 +fedcba9876543210"
    assert_output --regexp "sp_el1 +0{12}4000"
    assert_output --regexp "spsr_el2 +0{13}3c5"
}
