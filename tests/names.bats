# Step 1: causes have the words of the machine's manual, asked of the functions through gdb.
load lib

# bats file_tags=step:1

# words_for ARCH FUNCTION "CAUSE WORDS"...: what that function of the hypervisor's says for each.
words_for() {
    local pair commands=()
    for pair in "${@:3}"; do
        commands+=("printf \"${pair%% *} %s\\n\", $2(${pair%% *})")
    done
    gdb_run 1 "$1" 'hbreak world_exit' 'continue' "${commands[@]}"
    for pair in "${@:3}"; do
        assert_line "$pair"
    done
}

# The words are those of the Arm ARM's tables for ESR_EL2: EC, and the fault status of ISS.
# bats test_tags=arch:aarch64
@test "step 1 aarch64: exception classes and fault statuses have the manual's names" {
    words_for aarch64 cause_name \
        "0x00000000 unknown reason" "0x04000000 WFI or WFE" \
        "0x1c000000 SVE, Advanced SIMD or floating point" "0x24000000 pointer authentication" \
        "0x38000000 illegal execution state" "0x54000000 SVC from AArch64" \
        "0x58000000 HVC from AArch64" "0x5c000000 SMC from AArch64" \
        "0x60000000 MSR, MRS or system instruction" "0x64000000 SVE" \
        "0x88000000 PC alignment fault" "0x98000000 SP alignment fault" "0xbc000000 SError" \
        "0xf0000000 BRK from AArch64" "0xa8000000 unnamed exception class" \
        "0x80000000 instruction abort from a lower EL, stage-2 address size fault at level 0" \
        "0x82000007 instruction abort from a lower EL, stage-2 translation fault at level 3" \
        "0x8200000a instruction abort from a lower EL, stage-2 access flag fault at level 2" \
        "0x9200000e data abort from a lower EL, stage-2 permission fault at level 2" \
        "0x92000085 data abort from a lower EL, stage-2 translation fault at level 1 on a stage-1 table walk" \
        "0x92000010 data abort from a lower EL, synchronous external abort" \
        "0x92000021 data abort from a lower EL, alignment fault" \
        "0x92000030 data abort from a lower EL, TLB conflict abort" \
        "0x9600003f data abort from the same EL, unnamed fault" \
        "0x86000016 instruction abort from the same EL, synchronous external abort on a table walk at level 2" \
        "0xfc000001 IRQ" "0xfc000002 FIQ"
    words_for aarch64 guest_exception_name \
        "0x96000045 data abort from the same EL, translation fault at level 1"
}

# The words are those of the APM, vol. 2 appendix C; for exceptions those of 8.2.
# bats test_tags=arch:x86_64
@test "step 1 x86_64: exit codes and exceptions have the manual's names" {
    words_for x86_64 cause_name "0x0 read of CR0" "0x18 write of CR8" "0x27 read of DR7" \
        "0x33 write of DR3" "0x46 invalid opcode" "0x4d general-protection exception" \
        "0x4e page fault" "0x60 physical interrupt (INTR)" "0x61 physical NMI" "0x62 physical SMI" \
        "0x63 physical INIT" "0x64 virtual interrupt" "0x6e RDTSC" "0x72 CPUID" "0x78 HLT" \
        "0x7a INVLPGA" "0x7b IN or OUT (IOIO)" "0x7c RDMSR or WRMSR (MSR)" "0x7d task switch" \
        "0x7f shutdown: a triple fault" "0x80 VMRUN" "0x81 VMMCALL" "0x86 SKINIT" "0x8d XSETBV" \
        "0x94 write of CR4, done" "0xa0 INVLPGB" "0xa6 idle HLT" "0x400 nested page fault" \
        "0x401 incomplete IPI (AVIC)" "0x403 VMGEXIT" "0xffffffff invalid guest state in the VMCB" \
        "0xffffffffffffffff invalid guest state in the VMCB" "0xa7 unnamed exit code" \
        "0x404 unnamed exit code"
    words_for x86_64 exception_name "0 divide error" "8 double fault" "18 machine check" \
        "21 control-protection exception" "15 unnamed exception" "32 unnamed exception"
}

# No exit code up to 0xa6 is unnamed except the reserved ones.
# bats test_tags=arch:x86_64
@test "step 1 x86_64: every exit code of the manual's has a name" {
    local code commands=()
    for code in $(seq 0 $((0xa6))) 1024 1025 1026 1027; do
        commands+=("printf \"%x %s\\n\", $code, cause_name($code)")
    done
    gdb_run 1 x86_64 'hbreak world_exit' 'continue' "${commands[@]}"
    # Vectors 9, 15, 20, 22 to 27 and 31 are reserved.
    assert_equal "$(echo "$output" | grep unnamed | cut -d' ' -f1 | tr '\n' ' ')" \
        "4f 54 56 57 58 59 5a 5b 5f "
}
