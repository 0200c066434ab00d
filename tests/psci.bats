# Step 5 on AArch64: PSCI (DEN 0022), the SMC Calling Convention (DEN 0028) and our own service, asked
# by guests that check the answers.
load lib

# bats file_tags=step:5,arch:aarch64

# psci: a guest of the macros below. It turns the system off when every answer was as wanted, and
# else dies of a breakpoint.
psci() {
    run_guest aarch64 "$@" < <(
        cat <<'END_OF_MACROS'
.macro call function, x1=0, x2=0, x3=0
        ldr x0, =\function; ldr x1, =\x1; ldr x2, =\x2; ldr x3, =\x3; hvc #0
.endm
.macro want value
        ldr x9, =\value; cmp x0, x9; b.ne wrong
.endm
.equ VERSION, 0x84000000
.equ CPU_SUSPEND, 0x84000001
.equ CPU_OFF, 0x84000002
.equ CPU_ON, 0x84000003
.equ AFFINITY_INFO, 0x84000004
.equ MIGRATE_INFO_TYPE, 0x84000006
.equ SYSTEM_OFF, 0x84000008
.equ SYSTEM_RESET, 0x84000009
.equ FEATURES, 0x8400000a
.equ SMCCC_VERSION, 0x80000000
.equ ARCH_FEATURES, 0x80000001
.equ UID, 0x8600ff01
.equ REVISION, 0x8600ff03
.equ WRITE, 0xc6000001
.equ READ, 0xc6000002
.equ WRITE_BYTE, 0x86000003
.equ NOT_SUPPORTED, -1
.equ INVALID_PARAMETERS, -2
.equ INVALID_PARAMETER, -3
.equ ALREADY_ON, -4
.equ BIT64, 0x40000000
END_OF_MACROS
        cat
        echo "call SYSTEM_OFF; wrong: brk #0"
    )
}

@test "psci: versions, and that there is no trusted OS to migrate" {
    psci <<<"call VERSION; want 0x10001; call SMCCC_VERSION; want 0x10001
        call MIGRATE_INFO_TYPE; want 2
        call UID; want 0x6c726f57; ldr x9, =0x69777364; cmp x1, x9; b.ne wrong
        call REVISION; want 1; cbnz x1, wrong"
    assert_success
}

@test "psci: features: what is offered, and what is not" {
    psci < <(
        for id in VERSION CPU_SUSPEND CPU_OFF CPU_ON AFFINITY_INFO MIGRATE_INFO_TYPE SYSTEM_OFF \
            SYSTEM_RESET FEATURES CPU_SUSPEND+BIT64 CPU_ON+BIT64 AFFINITY_INFO+BIT64 SMCCC_VERSION; do
            echo "call FEATURES, $id; want 0"
        done
        for id in 5 7 11 12 13 14 15 16 17 18 19 20 21 22 23 24 31; do
            echo "call FEATURES, VERSION+$id; want NOT_SUPPORTED"
        done
        for id in VERSION+BIT64 CPU_OFF+BIT64 SYSTEM_OFF+BIT64 0 -1 0x84000050 0xc5000020; do
            echo "call FEATURES, $id; want NOT_SUPPORTED"
        done
        echo "call ARCH_FEATURES, SMCCC_VERSION; want 0; call ARCH_FEATURES, ARCH_FEATURES; want 0"
        echo "call ARCH_FEATURES, 0x80008000; want NOT_SUPPORTED"
        echo "call ARCH_FEATURES, 0x80007fff; want NOT_SUPPORTED"
    )
    assert_success
}

@test "psci: what is not offered is refused, named, and changes nothing" {
    psci --verbose < <(
        for call in 0x84000005 0xc4000005 0x84000007 0x8400000b 0x8400000c 0x8400000d 0x8400000e \
            0xc400000e 0x8400000f 0x84000010 0x84000011 0x84000012 0x84000013 0x84000014 0x84000015 \
            0xc4000016 0x84000018 0xc4000008 0xc4000000 0x80000002 0x80008000 0x84000050 0xc4000053 \
            0xc5000020 0x86000000 0xc6000003 0x81000000 0xbf000000 0 -1; do
            echo "call $call, 17, 18, 19; want NOT_SUPPORTED"
            echo "cmp x1, #17; b.ne wrong; cmp x2, #18; b.ne wrong; cmp x3, #19; b.ne wrong"
        done
    )
    assert_success
    for name in "PSCI_MIGRATE(0x11)" "PSCI_MIGRATE_INFO_UP_CPU()" "PSCI_CPU_FREEZE()" \
        "PSCI_CPU_DEFAULT_SUSPEND(0x11, 0x12)" "PSCI_NODE_HW_STATE(0x11, 0x12)" \
        "PSCI_SYSTEM_SUSPEND(0x11, 0x12)" "PSCI_SET_SUSPEND_MODE(0x11)" \
        "PSCI_STAT_RESIDENCY(0x11, 0x12)" "PSCI_STAT_COUNT(0x11, 0x12)" \
        "PSCI_SYSTEM_RESET2(0x11, 0x12)" "PSCI_MEM_PROTECT(0x11)" \
        "PSCI_MEM_PROTECT_CHECK_RANGE(0x11, 0x12)" "PSCI_SYSTEM_OFF2(0x11, 0x12)" \
        "SMCCC_ARCH_SOC_ID(0x11)" "SMCCC_ARCH_WORKAROUND_1()" "TRNG_VERSION()" "TRNG_RND(0x11)" \
        "PV_TIME_FEATURES(0x11)" \
        "unknown function 0x84000018 of the standard secure service" \
        "unknown function 0xc4000008 of the standard secure service" \
        "unknown function 0x86000000 of the hypervisor's own service" \
        "unknown function 0x81000000 of the CPU service" \
        "unknown function 0xbf000000 of the trusted OS service" \
        "unknown function 0x0 of the Arm architecture service"; do
        assert_line "VmExit Reason: Hvc64: $name"
    done
}

@test "psci: only w0 is the function's number, and 32-bit calls have 32-bit arguments" {
    psci --verbose <<<"call 0x1234567884000000; want 0x10001
        call CPU_ON, 0x5555555500000000, 0x40200000; want ALREADY_ON
        call CPU_ON+BIT64, 0x5555555500000000, 0x40200000; want INVALID_PARAMETERS"
    assert_success
    assert_line "VmExit Reason: Hvc64: PSCI_CPU_ON(0x0, 0x40200000, 0x0)"
    assert_line "VmExit Reason: Hvc64: PSCI_CPU_ON(0x5555555500000000, 0x40200000, 0x0)"
}

@test "psci: the one CPU there is: on already, and no other" {
    psci <<<"call CPU_ON, 0, 0x40200000;       want ALREADY_ON
        call CPU_ON+BIT64, 0, 0x40200000; want ALREADY_ON
        call CPU_ON, 1, 0x40200000;       want INVALID_PARAMETERS
        call CPU_ON+BIT64, 0x100000000;   want INVALID_PARAMETERS
        call AFFINITY_INFO, 0, 0;         want 0
        call AFFINITY_INFO+BIT64, 0, 0;   want 0
        call AFFINITY_INFO, 1, 0;         want INVALID_PARAMETERS
        call AFFINITY_INFO, 0, 1;         want INVALID_PARAMETERS
        call CPU_SUSPEND, 0x10000, 0x40200000; want INVALID_PARAMETERS"
    assert_success
}

@test "psci: a CPU that nothing can wake or turn on again stops the guest" {
    psci <<<"call CPU_OFF"
    stopped "The guest was stopped: it turns its only CPU off, and nothing can turn it on again."
    for call in CPU_SUSPEND CPU_SUSPEND+BIT64; do
        psci <<<"call $call"
        stopped "The guest was stopped: it waits for an interrupt, and nothing can wake it."
    done
}

@test "psci: a reset is asked for, not given: status 1" {
    psci <<<"call SYSTEM_RESET"
    assert_failure 1
    assert_line "VmExit Reason: Hvc64: PSCI_SYSTEM_RESET()"
    assert_line "The guest asks for a reset; that ends the run."
    refute_line "Hypervisor ok!"
}

@test "psci: the console writes what lies in the guest's memory, and nothing else" {
    psci --guest-mem 16M <<'END'
        adr x1, text; mov x2, #6; ldr x0, =WRITE; hvc #0; want 6
        call WRITE, 0x40000000, 0;          want 0
        call WRITE, 0x3fffffff, 1;          want INVALID_PARAMETER
        call WRITE, 0x3ffffffe, 4;          want INVALID_PARAMETER
        call WRITE, 0x41000000, 1;          want INVALID_PARAMETER
        call WRITE, 0x40ffffff, 2;          want INVALID_PARAMETER
        call WRITE, 0x40ffffff, 1;          want 1
        call WRITE, 0xfffffffffffffffc, 8;  want INVALID_PARAMETER
        call WRITE, 0x140000000, 1;         want INVALID_PARAMETER
        call WRITE, 0x8040000000, 1;        want INVALID_PARAMETER
        call WRITE, 0x09000000, 1;          want INVALID_PARAMETER
        call WRITE, 0x40fff001, -1;         want INVALID_PARAMETER
        call WRITE, 0x40300000, -1;         want 4096
        call WRITE_BYTE, 0x4f;              want 0
        call WRITE_BYTE, 0xffffff4b;        want 0
        call WRITE_BYTE, 10;                want 0
        b 1f
text:   .ascii "hello\n"
        .balign 4
1:
END
    assert_success
    assert_line "[guest] hello"
    assert_line --regexp 'OK$'
}

@test "psci: the console reads into the guest's memory, and nowhere else" {
    flat_guest aarch64 reader <<'END'
        ldr w10, =0xc6000002
        ldr x11, =0x40300000
1:      mov x0, x10; mov x1, x11; mov x2, #-1; hvc #0
        tbnz x0, #63, wrong; cbz x0, 1b
        ldrb w12, [x11]; cmp w12, 'q'; b.ne wrong
        ldrb w12, [x11, #3]; cbnz w12, wrong
        mov x0, x10; ldr x1, =0x3fffffff; mov x2, #1; hvc #0; cmn x0, #3; b.ne wrong
        mov x0, x10; ldr x1, =0x40ffffff; mov x2, #2; hvc #0; cmn x0, #3; b.ne wrong
        mov x0, x10; ldr x1, =0x41000000; mov x2, #1; hvc #0; cmn x0, #3; b.ne wrong
        ldr w0, =0x84000008; hvc #0
wrong:  brk #0
END
    run "$top/tests/terminal.py" "paddr: " q "$top/run.sh" step 5 aarch64 --guest "$BATS_TEST_TMPDIR/reader"
    assert_success
}
