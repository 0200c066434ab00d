# Step 8: programs that mean harm, in the guest's kernel, under the hypervisor. tests/kernel.bats runs them without it.
load lib
load kernel

# bats file_tags=step:8

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# Faults of every kind, privileged instructions and the hypervisor's own calls; registers and memory that others have
# left; ELF files that lie; fork and memory without end; every system call with every class of bad argument. Afterwards
# the hypervisor's code and constants in memory are those of its file.
hostile() { # ARCH
    initrd_with "$1" 'leak; lies; eat; calls a; calls b; calls c; echo lives | cat' leak lies eat calls true
    hosted_ok "$1" --ram ram
    assert_line "leak: 0 registers not zero, 0 words of memory, 0 registers lost in a call"
    assert_line --regexp '^leak: floating point kept, [1-9][0-9]* preemptions$'
    assert_line --regexp '^lies: 300 programs: '
    assert_line --regexp '^eat: processes that have ended: 25[0-9], then error 11$'
    assert_line --regexp '^eat: a process more: 0, then error 12$'
    assert_line --regexp '^eat: free pages ([0-9]+), were \1; promised ([0-9]+), were \2$'
    assert_equal "$(grep -c '^calls: ' <<<"$output")" 3
    assert_line "lives"
    run "$top/tests/hostile/untouched.py" ram "$(echo "$top/build/$1"/08-*)/hypervisor.elf" "${@:2}"
    assert_success
    assert_output --regexp "\.text \.rodata .*compared; nothing changed"
}

# faults_are ARCH PID...: each odd instruction of tests/kernel/odd.c ends as it does without the hypervisor, except those of
# these children, which die under the hypervisor with each QEMU.
faults_are() {
    local but pid
    but=$(printf 'pid %s[)]|' "${@:2}")odd:
    initrd_with "$1" odd odd
    hosted_ok "$1"
    local hosted=$output
    assert_line --regexp '^odd: [0-9]+ died, [0-9]+ went on$'
    for pid in "${@:2}"; do
        assert_line --regexp "^odd [(]pid $pid[)]: (illegal instruction|general protection) at "
    done
    ws step 8 "$1" --bare --initrd ./initrd
    assert_success
    [ "$(grep -c 'pid' <<<"$output")" -gt 20 ]
    assert_equal "$(grep -vE "$but" <<<"$hosted")" "$(grep -o 'odd (pid.*' <<<"${output//$'\r'/}" | grep -vE "$but")"
}

# killed ARCH ILLEGAL LOOP: the kernel whose system calls begin with an illegal instruction panics, and the hypervisor says
# how it ended; one that never comes back is ended by the time limit. Both are failures.
killed() {
    make -s -C "$top" ARCH="$1" kernel
    "$top/tests/kernel/patched.py" "$top/build/$1/guest/kernel" killed system_call "$2"
    ws step 8 "$1" --guest ./killed --append shell
    assert_failure 1
    assert_line --regexp '^\[guest\] panic: illegal instruction in the kernel at 0x[0-9a-f]+$'
    assert_line "The guest asks for a reset; that ends the run."
    assert_line --regexp '^exits: [0-9]+, hypercall [12],'
    refute_line "Hypervisor ok!"
    "$top/tests/kernel/patched.py" "$top/build/$1/guest/kernel" loops system_call "$3"
    run "$top/run.sh" step 8 "$1" --guest ./loops --append shell --timeout 2 </dev/null
    assert_failure 124
    assert_output --partial "run.sh: time limit of 2 s: QEMU was ended"
}

# clean_units ARCH REGISTERS PATTERN: at the guest's first instruction the monitor shows so many registers of floating point,
# which are 0, although something had filled them before.
clean_units() {
    ws regs 8 "$1" --main "$top/tests/kernel/poison.c"
    assert_success
    assert_equal "$(grep -oE "$3" <<<"$output" | wc -l)" "$2"
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: a guest finds nothing in the registers of floating point" {
    clean_units riscv64 32 '\bf[0-9]+/f[a-z0-9]+ +0{16}( |$)'
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: a guest finds nothing in the registers of floating point" {
    clean_units aarch64 32 '\bQ[0-9]+=0{16}:0{16}'
    assert_line --regexp ' FPCR=00000000 FPSR=00000000$'
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: a guest finds nothing in the registers of floating point" {
    clean_units x86_64 8 '\bXMM[0-9]+=0{16} 0{16}'
    assert_line "FCW=037f FSW=0000 [ST=0] FTW=00 MXCSR=00001f80"
    assert_equal "$(grep -oE '\bFPR[0-7]=0{16} 0{4}( |$)' <<<"$output" | wc -l)" 8
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: hostile programs end with errors, or alone" {
    hostile riscv64
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: hostile programs end with errors, or alone" {
    hostile aarch64
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: hostile programs end with errors, or alone" {
    hostile x86_64
}

# WRS.NTO: from version 10 on, QEMU's CPU has Zawrs. The guest's CPU has not, as its device tree says.
# bats test_tags=arch:riscv64
@test "step 8 riscv64: a program's faults are what they are without the hypervisor" {
    faults_are riscv64 47
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: the kernel dies, or never comes back: the hypervisor reports it" {
    killed riscv64 0000 6f000000
}

# PMUSERENR_EL0: the guest's CPU has no performance counters.
# bats test_tags=arch:aarch64
@test "step 8 aarch64: a program's faults are what they are without the hypervisor" {
    faults_are aarch64 55
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: the kernel dies, or never comes back: the hypervisor reports it" {
    killed aarch64 00000000 00000014
}

# VMRUN, CLGI, STGI, VMLOAD, VMSAVE and INVLPGA: the guest's EFER.SVME is 1 for the CPU, which therefore checks the level first.
# From version 10 on, QEMU does not check the level for WBINVD and INVD, and for XSETBV checks it before CR4.OSXSAVE, against
# APM volumes 3 and 4.
# bats test_tags=arch:x86_64
@test "step 8 x86_64: a program's faults are what they are without the hypervisor" {
    faults_are x86_64 29 30 36 75 86 87 88 89 91
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: the kernel dies, or never comes back: the hypervisor reports it" {
    killed x86_64 0f0b ebfe
}

# A bit of Linux's for each thing that a program may use: another CPU has other bits. riscv64: letters of the ISA; aarch64: floating
# point, SIMD, AES to CRC32, and atomics (bit 8); x86_64: CPUID 1, EDX, and bit 19 is CLFLUSH.
capabilities() { # ARCH CPU WITH_THE_USUAL_CPU WITH_THIS_CPU
    initrd_with "$1" 'capabilities' capabilities
    hosted_ok "$1"
    assert_line --regexp "^AT_HWCAP $3$"
    hosted_ok "$1" --cpu "$2"
    assert_line --regexp "^AT_HWCAP $4$"
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: a program is told what its CPU has" {
    capabilities riscv64 rv64,h=true,zbb=false 112d 112d
    local cpu=rv64,h=true,d=false,f=false
    ! riscv64_cpu_exists "$cpu,zfa=false" || cpu+=,zfa=false # newer QEMUs have Zfa
    hosted riscv64 --cpu "$cpu" # the kernel needs it, the hypervisor does not
    assert_failure 1
    assert_line --regexp "^panic: illegal instruction in the kernel at 0x[0-9a-f]+$"
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: a program is told what its CPU has" {
    capabilities aarch64 max fb 1fb
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: a program is told what its CPU has" {
    capabilities x86_64 EPYC,-clflush "[0-9a-f]{2}[89a-f][0-9a-f]{4}" "[0-9a-f]{2}[0-7][0-9a-f]{4}"
}
