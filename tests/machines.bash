# shellcheck shell=bash disable=SC2016,SC2034
# What the tests have to know of a machine, so that one test's body serves them all: `machine ARCH`
# sets these variables, and $flat, where step 5 puts a flat image.

machine() {
    arch=$1 flat_at=0x200000 disk_device=virtio-blk-device other_machine=62 other_name=x86-64
    case $arch in
    riscv64)
        elf_machine=243 elf_name=RISC-V
        base=0x80000000 # of the guest's memory in step 5
        flash_base=0x22000000 flash_room=33554432 # step 6
        ram=8 # a host-physical address of eight digits begins so

        # A guest's instructions: as assembly, and "jump to itself" as printf's bytes.
        shut_down='li a7, 8; ecall' hypercall=ecall die=unimp
        spin_bytes='\x6f\x00\x00\x00'

        # Step 1's entry, and the words for what faults there and for a hypercall, up to the pc.
        unmapped='1234abc[cd]' # QEMU before 10.1 keeps bit 0 of sepc
        fetch_fault="instruction guest-page fault at "
        hypercall_trap="environment call from VS-mode at "
        hypercall_exit="VSuperEcall:"

        # The stage-2 root's address, for gdb.
        root='($hgatp & 0xfffffffffff) * 4096'
        root_size=16384

        # A host's jump to $nowhere, which has no memory, and the words for it.
        nowhere=0x10 host_fault="instruction access fault at 0x10"
        no_guests=(--cpu "rv64,h=false")
        no_isolation=('set var root = 0')
        no_guests_line="panic: boot: this CPU has no H extension, so no guest can be entered"
        ;;
    aarch64)
        elf_machine=183 elf_name=AArch64
        base=0x40000000
        flash_base=0x4000000 flash_room=67108864
        ram=4
        shut_down='ldr w0, =0x84000008; hvc #0' hypercall='hvc #0' die='brk #0'
        spin_bytes='\x00\x00\x00\x14'
        unmapped=1234abcc
        fetch_fault=$'instruction abort from a lower EL, stage-2 translation fault at level 1\n  esr=0x82000005 elr='
        hypercall_trap=$'HVC from AArch64\n  esr=0x5a000000 elr='
        hypercall_exit="Hvc64:"
        root='$VTTBR_EL2'
        root_size=4096
        nowhere=0x10
        host_fault="instruction abort from the same EL, translation fault at level 2 at 0x10"
        no_guests=(-- -machine "virtualization=off")
        no_isolation=('set var root = 0')
        no_guests_line="panic: boot: the CPU starts at EL1, not at EL2, so no guest can be entered"
        ;;
    x86_64)
        elf_machine=62 elf_name=x86-64 # of ELF64; lib.bash's protected_guest makes ELF32
        other_machine=243 other_name=RISC-V
        base=0
        flash_base=0xffc00000 flash_room=4194304
        flat_at=0x10000
        ram=0
        disk_device=virtio-blk-pci
        shut_down='mov eax, 0x84000008; vmmcall' hypercall=vmmcall die='out 0x80, al'
        spin_bytes='\xeb\xfe\x90\x90'
        unmapped=1234abcd
        fetch_fault="#VMEXIT nested page fault at "
        hypercall_trap="#VMEXIT VMMCALL at "
        hypercall_exit="VMMCALL:"
        root='((struct vmcb *)$rax)->nested_cr3' # at world_enter
        root_size=4096
        nowhere=0x10000000000 # above all that the host maps
        host_fault="page fault at 0x10000000000"
        no_guests=(--cpu "EPYC,-svm")
        no_isolation=('set $efer = $efer & ~0x1000')
        no_guests_line="panic: boot: this CPU has no SVM, so no guest can be entered"
        ;;
    *) fail "no such machine: $arch" ;;
    esac
    flat=$(at "$flat_at")
}

# at OFFSET: an address in the guest's memory.
at() {
    printf '0x%x' $((base + $1))
}

# QEMU's `info registers` in $output: the CPU is in a guest, at that pc (hexadecimal, or a pattern of it).
assert_in_guest_at() {
    case $arch in
    riscv64)
        assert_line --regexp '^ V +(= +)?1$' &&
            assert_line --regexp "^ pc +0*$1\$"
        ;;
    aarch64) # the host's EL2 would say EL2h
        assert_line --regexp '^PSTATE=.* EL1h ' &&
            assert_line --regexp "^ PC=0*$1 "
        ;;
    x86_64) # the host's long mode would say RIP, and has paging on
        local eip code pc
        eip=$(echo "$output" | sed -n 's/^EIP=\([0-9a-f]*\) .*/\1/p')
        code=$(echo "$output" | sed -n 's/^CS =[0-9a-f]* \([0-9a-f]*\) .*/\1/p')
        pc=$(printf %x $((0x$eip + 0x$code)))
        [[ $pc =~ ^0*$1$ ]] || fail "the pc is $pc, not $1" &&
            assert_line --regexp '^CR0=000000[01][0-9a-f] '
        ;;
    *) fail "machine ARCH comes first" ;;
    esac
}

# Waits until QEMU's monitor, at the socket `monitor`, says so.
wait_in_guest_at() {
    local i
    for ((i = 0; i < 200; i++)); do
        run "$top/tests/monitor.py" monitor "info registers"
        ! (assert_in_guest_at "$1") 2>/dev/null || return 0
        sleep 0.1
    done
    assert_in_guest_at "$1"
}

# Whether QEMU has this RISC-V CPU with these properties.
riscv64_cpu_exists() { # CPU
    echo quit | timeout 10 qemu-system-riscv64 -M virt -cpu "$1" -S -display none -serial none -bios none -monitor stdio >/dev/null 2>&1
}
