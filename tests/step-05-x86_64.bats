# Step 5 on x86_64: what a guest may not do is named, and stops it; what it may, it can.
load lib

# bats file_tags=step:5,arch:x86_64

# stopped_by WHERE WORDS COUNT: stopped at its one exit. QEMU's status was not the guest's choice.
stopped_by() {
    stopped "VmExit Reason: $1"
    assert_line "exits: 1, $2 1"
}

@test "step 5 x86_64: no port is the guest's: which, how wide, which way, string, rep" {
    while IFS='|' read -r code words; do
        run_guest x86_64 <<<"$code"
        stopped_by "IOIO: $words at pc 0x" "port I/O"
    done <<'END'
in al, 0x60|in from port 0x60, 1 byte,
in ax, 0x92|in from port 0x92, 2 bytes,
mov dx, 0xffff; in eax, dx|in from port 0xffff, 4 bytes,
mov dx, 0x3f8; outsb|outs to port 0x3f8, 1 byte,
mov dx, 0x1f0; mov cx, 3; rep insw|rep ins from port 0x1f0, 2 bytes,
mov dx, 0x1f0; rep outsd|rep outs to port 0x1f0, 4 bytes,
END
}

# What resets or ends QEMU's machine, the UART, the disk, and SMM's door.
@test "step 5 x86_64: the ports that end or reset the machine are out of reach" {
    while read -r port value; do
        run_guest x86_64 <<<"mov dx, $port; mov eax, $value; out dx, al"
        stopped_by "IOIO: out to port $port, 1 byte, at pc 0x" "port I/O"
        protected_guest <<<"mov dx, $port; mov eax, $value; out dx, eax"
        stopped_by "IOIO: out to port $port, 4 bytes, at pc 0x" "port I/O"
    done <<'END'
0xf4 0x10
0x604 0x2000
0xcf9 6
0x64 0xfe
0xb2 1
END
}

@test "step 5 x86_64: no MSR is the guest's, to read or to write" {
    for msr in 0x10 0x1b 0x174 0x277 0xc0000080 0xc0000081 0xc0000102 0xc0010114 0xc0010117 0x12345678; do
        run_guest x86_64 <<<"mov ecx, $msr; rdmsr"
        stopped_by "MSR: rdmsr $msr at pc 0x6" register
        run_guest x86_64 <<<"mov eax, 0x1d01; mov edx, 2; mov ecx, $msr; wrmsr"
        stopped_by "MSR: wrmsr $msr, value 0x0000000200001d01, at pc 0x12" register
    done
}

# cpuid_guest [OPTIONS]: 32-bit code that says "leaf N" and then what eax, ebx, ecx, edx have to be
# in "want"; bits in "none" must be 0.
cpuid_guest() {
    protected_guest "$@" < <(
        cat <<'END'
.macro leaf number, sub=0
        mov eax, \number; mov ebx, -1; mov ecx, \sub; mov edx, -1; cpuid
.endm
.macro want register, value
        cmp \register, \value; jne wrong
.endm
.macro bits register, mask, value
        mov edi, \register; and edi, \mask; cmp edi, \value; jne wrong
.endm
END
        cat
        echo "$shut_down; wrong: out 0x80, al"
    )
}

@test "step 5 x86_64: CPUID is answered, and shows no SVM and nothing that is not the guest's" {
    machine x86_64
    for cpu in EPYC max; do
        cpuid_guest --cpu $cpu < <(
            echo "leaf 0; want eax, 1; leaf 0x80000000; want eax, 0x80000008"
            echo "leaf 0x40000000; want eax, 0x40000000"
            echo "want ebx, 0x6c726f57; want ecx, 0x69777364; want edx, 0x00686374" # Worldswitch
            # MONITOR, x2APIC, XSAVE, OSXSAVE are not there, the bit of hypervisors is.
            echo "leaf 1; bits ecx, 0x8c200008, 0x80000000; bits ebx, 0xffff00ff, 0"
            # Debug extensions, MSR, machine check, APIC, SYSENTER, MTRR, MCA; TSC, FXSAVE, SSE2
            echo "bits edx, 0x5ab4, 0x10; bits edx, 0x5000000, 0x5000000"
            # SVM, SKINIT, and no long mode, NX or RDTSCP
            echo "leaf 0x80000001; bits ecx, 0x1004, 0; want ebx, 0; want edx, 0"
            for number in $(seq 2 0x20) $(seq 0x40000001 0x40000004) 0x80000005 0x80000007 \
                $(seq 0x80000009 0x80000020) 0x7fffffff 0x90000000 -1; do
                echo "leaf $number, 1; or eax, ebx; or eax, ecx; or eax, edx; want eax, 0"
            done
        )
        assert_success
    done
}

@test "step 5 x86_64: CPUID is named, in --verbose" {
    machine x86_64
    run_guest x86_64 --verbose <<<"nop; mov eax, 0x80000001; cpuid; $shut_down"
    assert_success
    assert_line "VmExit Reason: CPUID 0x80000001 at pc 0x7"
    assert_line "exits: 2, hypercall 1, identify 1"
}

@test "step 5 x86_64: the instructions of SVM, and others that are not for guests" {
    while IFS='|' read -r code words; do
        protected_guest <<<"$code"
        stopped_by "$words at pc 0x10000" instruction
    done <<'END'
vmrun|VMRUN
vmload|VMLOAD
vmsave|VMSAVE
stgi|STGI
clgi|CLGI
skinit|SKINIT
invlpga|INVLPGA
rdpmc|RDPMC
rsm|RSM
wbinvd|WBINVD or WBNOINVD
monitor|MONITOR or MONITORX
END
}

@test "step 5 x86_64: the debug registers that arm a breakpoint are not the guest's" {
    for n in 6 7; do
        run_guest x86_64 <<<"mov eax, dr$n"
        stopped_by "read of DR$n at pc 0x0" register
        protected_guest <<<"mov eax, -1; mov dr$n, eax"
        stopped_by "write of DR$n at pc 0x100005" register
    done
}

# Without the intercept, an exception that its own delivery raises again would never end.
@test "step 5 x86_64: a debug exception stops the guest" {
    run_guest x86_64 <<<"pushfd; pop eax; or eax, 0x100; push eax; popfd; nop; nop"
    stopped_by "debug exception at pc 0xf" exception
}

@test "step 5 x86_64: a triple fault stops the guest, not the machine" {
    run_guest x86_64 <<<"lidt [1f]; int3; 1: .word 0; .long 0"
    stopped_by "shutdown: a triple fault at pc 0x5" shutdown
    assert_line --partial "while it was delivering vector 3"
    assert_line --partial ", 16-bit real mode, CPL 0"
    protected_guest <<<"ud2"
    stopped_by "shutdown: a triple fault at pc 0x100000" shutdown
    assert_line --partial "while it was delivering vector 6"
}

@test "step 5 x86_64: memory that is not the guest's: read, write and fetch, named with the GPA" {
    while IFS='|' read -r code gpa words; do
        protected_guest <<<"$code"
        stopped_by "nested page fault at pc 0x" "stage-2 fault"
        assert_line --regexp "^VmExit Reason: .*, GPA $gpa\$"
        assert_output --partial "exitinfo2 $gpa"$'\n  '"exitinfo1: not mapped, $words, as user, final address"
    done <<'END'
mov eax, [0xfee00020]|0xfee00020|read
mov [0xfee00300], eax|0xfee00300|write
mov al, [0x1000000]|0x1000000|read
mov [0xfffffff0], ax|0xfffffff0|write
mov eax, [0xffffff]|0x1000000|read
mov eax, 0xfec00000; jmp eax|0xfec00000|fetch
END
    assert_line --partial "instruction not readable"
    run_guest x86_64 --guest-mem 512K <<<"mov ax, 0x8000; mov ds, ax; mov [3], al"
    stopped_by "nested page fault at pc 0x5, GPA 0x80003" "stage-2 fault"
    protected_guest --guest-mem 32M <<<"mov eax, 0x1fffffc; mov [eax], eax; mov ebx, [eax]
        cmp eax, ebx; jne 1f; mov eax, 0x84000008; vmmcall; 1: out 0x80, al"
    assert_success
}

# 4 MiB an entry: the guest's own second 16 MiB are its first.
@test "step 5 x86_64: with the guest's paging on, a fault names the GPA, and its tables are its own" {
    local on="mov cr3, eax; mov eax, cr4; or eax, 0x10; mov cr4, eax; mov eax, cr0
        or eax, 0x80000000; mov cr0, eax"
    protected_guest <<<"mov edi, 0x200000; mov eax, 0x83; mov ecx, 5; 1: stosd; add eax, 0x400000; loop 1b
        mov dword ptr [0x200800], 0x83; mov eax, 0x200000; $on
        add dword ptr [0x80300000], 1; mov ebx, offset high; add ebx, 0x80000000; jmp ebx
        high: mov byte ptr [0x1000123], 1"
    stopped_by "nested page fault at pc 0x8010005" "stage-2 fault"
    assert_line --regexp "^VmExit Reason: .*, GPA 0x1000123$"
    assert_line --partial "instruction bytes c6 05 23 01 00 01 01 "
    protected_guest <<<"mov eax, 0x5000000; $on"
    stopped_by "nested page fault at pc 0x1000" "stage-2 fault"
    assert_line --regexp "^VmExit Reason: .*, GPA 0x5000000$"
    assert_line --partial "address of a guest page table"
}

@test "step 5 x86_64: the guest reads the TSC, which starts near 0, and goes on" {
    run_guest x86_64 <<'END'
        rdtsc; cmp edx, 4; jae 2f
        mov ebx, eax
1:      rdtsc; cmp eax, ebx; je 1b; jb 2f
        mov eax, 0x84000008; vmmcall
2:      out 0x80, al
END
    assert_success
    # Below 17 s; how small its first value is depends on the load of the machine that runs this.
    gdb_run 5 x86_64 'hbreak world_enter' 'continue' \
        'printf "counted from now on: %d\n", (long)((struct vmcb *)$rax)->tsc_offset < 0'
    assert_line "counted from now on: 1"
}
