# CPUs that cannot hold guests, or cannot run the hypervisor: each gets its one line. tests/sweep/models.py
# runs all that QEMU has.
load lib

# bats file_tags=step:1

cannot_hold_guests() { # ARCH
    machine "$1"
    ws step 1 "$arch" "${no_guests[@]}"
    assert_failure 1
    assert_output "$no_guests_line"
}

# bats test_tags=arch:riscv64
@test "cpus riscv64: a CPU without the H extension gets one line and status 1" {
    cannot_hold_guests riscv64
    ws step 1 riscv64 --cpu sifive-u54 # it has no menvcfg either
    assert_failure 1
    assert_output "$no_guests_line"
    ws step 1 riscv64 --cpu sifive-e51 # it has no S-mode either
    assert_failure 1
    assert_output "$no_guests_line"
}

# bats test_tags=arch:riscv64
@test "cpus riscv64: a CPU that cannot run the hypervisor gets one line and status 1" {
    local cpu words
    while IFS=: read -r cpu words; do
        ws step 1 riscv64 --cpu "$cpu"
        assert_failure 1
        assert_output "panic: boot: this CPU $words"
    done <<'END'
rv64,h=true,pmp=false:has no physical memory protection (PMP) with 11 regions, which the hypervisor needs
rv64,h=true,c=false:has no C extension, so no guest can be entered
rv64,h=true,m=false:has no M extension, so no guest can be entered
END
    ws step 1 riscv64 --cpu rv64,h=true,mmu=false
    assert_failure 1
    assert_line --index 1 --regexp \
        '^panic: isolation: this CPU does not translate a guest.s addresses: a load .* with scause 0x5$'
    [ ${#lines[@]} -eq 2 ]
    local line
    line=$("$top/run.sh" step 1 riscv64 --cpu rv32 --dry-run)
    run eval "$top/common/host/limit.py 60 ${line/qemu-system-riscv64/qemu-system-riscv32}" </dev/null
    assert_failure 1
    assert_output "panic: boot: this CPU has no 64-bit registers (RV64), which the hypervisor needs"
    ws step 1 riscv64 --cpu rv64i # it has no register for the address of a trap handler
    assert_failure 1
    assert_output "run.sh: --cpu rv64i: a CPU without CSRs (Zicsr), so no guest can be entered"
}

# bats test_tags=arch:aarch64
@test "cpus aarch64: a machine without EL2 gets one line and status 1" {
    cannot_hold_guests aarch64
    ws step 1 aarch64 --cpu cortex-a15
    assert_failure 1
    assert_output "run.sh: --cpu cortex-a15: a CPU of 32 bits, on which no AArch64 hypervisor runs"
}

# bats test_tags=arch:x86_64
@test "cpus x86_64: a CPU that cannot hold guests gets one line and status 1" {
    cannot_hold_guests x86_64
    local cpu
    while IFS=: read -r cpu words; do
        ws step 1 x86_64 --cpu "$cpu"
        assert_failure 1
        assert_output "panic: boot: this CPU$words"
    done <<'END'
qemu64:'s SVM has no nested paging, which is how a guest gets its memory
EPYC,-npt:'s SVM has no nested paging, which is how a guest gets its memory
EPYC,-nx:'s page tables have no NX bit
Haswell: has no SVM, so no guest can be entered
qemu32: has no long mode
EPYC,-lm: has no long mode
EPYC,xlevel=0: has no long mode
EPYC,-pae: has no PAE, which long mode is made of
EPYC,-msr: has no RDMSR and WRMSR
EPYC,-tsc: has no cycle counter (RDTSC)
EPYC,-cmov: has no CMOV, which the compiler uses
EPYC,-fxsr: has no FXSAVE and FXRSTOR
EPYC,-sse: has no SSE registers, which a guest expects
EPYC,-sse2: has no MFENCE (SSE2)
END
}

# bats test_tags=arch:x86_64
@test "cpus x86_64: a clock that stands still gets one line and status 1" {
    ws step 1 x86_64 -- -machine q35,acpi=off
    assert_failure 1
    assert_output "panic: boot: this machine's clock stands still, so no time can be measured"
}

# bats test_tags=arch:aarch64
@test "cpus aarch64: a CPU without a cycle counter gets one line and status 1" {
    ws step 1 aarch64 --cpu cortex-a72,pmu=off
    assert_failure 1
    assert_output "panic: boot: this CPU has no cycle counter (FEAT_PMUv3)"
}

# Registers that do not hold what was written: here, after what was written is said to be something else.
isolation_is_read_back() { # ARCH
    machine "$1"
    gdb_run 1 "$arch" 'hbreak check_isolation' 'continue' "${no_isolation[@]}" 'hbreak *power_off' 'continue' \
        'printf "status %d\n", status'
    assert_line "status 1"
    run cat "$BATS_TEST_TMPDIR/console"
    assert_line --index 1 --regexp '^panic: isolation: '
}

# bats test_tags=arch:riscv64
@test "cpus riscv64: isolation that does not exist gets one line and status 1" {
    isolation_is_read_back riscv64
}

# bats test_tags=arch:aarch64
@test "cpus aarch64: isolation that does not exist gets one line and status 1" {
    isolation_is_read_back aarch64
}

# bats test_tags=arch:x86_64
@test "cpus x86_64: isolation that does not exist gets one line and status 1" {
    isolation_is_read_back x86_64
}
