# Step 7: a guest that tries everything on its devices: tests/hostile-devices. Every register, and the places beside
# it, with every width, and zeros, ones, single bits and random values, in no order; half of it with interrupts on,
# which are acknowledged or come again; between them the CPU's own registers for interrupts and time. The host's
# registers are compared after each exit; its code, constants and tables at the end.
load lib

# bats file_tags=step:7

# sweep_guest ARCH: compiles the guest $BATS_TEST_TMPDIR/sweep.
sweep_guest() {
    local flags file out=$BATS_TEST_TMPDIR/sweep objects=()
    flags=$(make -s -C "$top" ARCH="$1" guest-flags) || return
    make -s -C "$top" ARCH="$1" "build/$1/guest-parts/lib/$1.S.o" "build/$1/guest-parts/lib/print.c.o" || return
    for file in sweep.c "$1.c" "$1.S"; do # the flags name folders of the project's
        # shellcheck disable=SC2086
        (cd "$top" && clang $flags -c -o "$out-$file.o" "tests/hostile-devices/$file") || return
        objects+=("$out-$file.o")
    done
    ld.lld -static --build-id=none -T "$top/guest/lib/$1.ld" -o "$out" \
        "$top/build/$1/guest-parts/lib/$1.S.o" "$top/build/$1/guest-parts/lib/print.c.o" "${objects[@]}"
}

# sweeps ARCH LEAST DEVICE...: at least so many accesses; each device was read and written.
sweeps() {
    local arch=$1 least=$2 device elf firmware=()
    shift 2
    [ "$arch" != riscv64 ] || firmware=("$top/build/riscv64/firmware.bin")
    cd "$BATS_TEST_TMPDIR"
    sweep_guest "$arch"
    ws step 7 "$arch" --main "$top/tests/hostile-devices/main.c" --guest ./sweep --ram ram
    assert_success
    [[ $output =~ sweep:\ ([0-9]+)\ accesses,\ ([0-9]+)\ faults,\ ([0-9]+)\ interrupted ]]
    [ "${BASH_REMATCH[1]}" -ge "$least" ]
    [ "${BASH_REMATCH[3]}" -gt 100 ]
    for device in "$@"; do
        assert_line --regexp "^devices:(.*;)? $device [1-9][0-9]* read, [1-9][0-9]* written"
    done
    elf=$(echo "$top/build/$arch"/07-*/tests-hostile-devices-main.elf)
    run "$top/tests/hostile/untouched.py" ram "$elf" ${firmware[@]+"${firmware[@]}"}
    assert_success
    assert_output --regexp "\.text \.rodata .*compared; nothing changed"
    run "$top/tests/host_tables/host_tables.py" ram "$elf"
    assert_success
}

# bats test_tags=arch:riscv64
@test "hostile riscv64: everything on every device leaves the host as it was" {
    sweeps riscv64 18000 plic uart rtc
}

# bats test_tags=arch:aarch64
@test "hostile aarch64: everything on every device leaves the host as it was" {
    sweeps aarch64 29000 gicd gicr uart rtc
}

# bats test_tags=arch:x86_64
@test "hostile x86_64: everything on every device leaves the host as it was" {
    sweeps x86_64 15000 pic1 pic2 elcr pit "port 61" uart rtc
}

# QEMU ends in an assertion when a guest writes CR8 while an interrupt is offered to it. 32-bit code reaches CR8 too.
# bats test_tags=arch:x86_64
@test "hostile x86_64: a guest that an interrupt waits for cannot write CR8" {
    protected_elf p <<<"cli; mov al, 0x11; out 0x20, al; mov al, 0x20; out 0x21, al; mov al, 4; out 0x21, al; mov al, 1; out 0x21, al
        mov al, 0xef; out 0x21, al; mov dx, 0x3fc; mov al, 8; out dx, al; mov dx, 0x3f9; mov al, 2; out dx, al
        xor eax, eax; .byte 0xf0, 0x0f, 0x22, 0xc0" # lock mov cr0, eax
    ws step 7 x86_64 --guest "$BATS_TEST_TMPDIR/p"
    assert_failure 1
    assert_line --partial "write of CR8 at pc"
}

# changed ARCH GPA INSTRUCTION: the guest g, whose instruction is another one by the time that the hypervisor fetches it, as
# another CPU could make it: four bytes, as a number, take its place when it has accessed that GPA.
changed() {
    cat >"$BATS_TEST_TMPDIR/main.c" <<END
#include "guest_memory.h"
#include "handlers.h"
#include "string.h"
#include "vm.h"

static exit_handler *answer;

static enum guest_action change(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint32_t bytes = $3;
    uint64_t left;
    if (exit->gpa == $2) {
        memcpy(guest_memory_at(vcpu->guest, exit->pc, STAGE2_R, &left), &bytes, sizeof bytes);
    }
    return answer(vcpu, exit);
}

int main(void)
{
    static struct vm vm;
    if (!vm_init() || !vm_load(&vm, 0) || !vm_add_devices(&vm))
        return 1;
    answer = exit_handlers[EXIT_STAGE2_FAULT];
    exit_handlers[EXIT_STAGE2_FAULT] = change;
    return vm_run(&vm);
}
END
    ws step 7 "$1" --main "$BATS_TEST_TMPDIR/main.c" --guest "$BATS_TEST_TMPDIR/g"
}

# The other instruction is a load of the same size, by another register and into another: the guest takes a fault. Newer QEMUs say
# in htinst which instruction it was, so nothing is fetched: then that one is done.
# bats test_tags=arch:riscv64
@test "hostile riscv64: an instruction that changes before it is fetched is not done in the place of the one that exited" {
    flat_guest riscv64 g <<'END'
        la      t0, fault
        csrw    stvec, t0
        li      t1, 0x10000000
        li      t2, 0x10000002
        li      a0, 0
        lbu     a0, 5(t1)       # 0x60: nothing to send
        andi    a1, a0, 0x60
        seqz    a1, a1          # the other was done: system_reset(0, 1)
        li      a0, 0
        j       end
        .balign 4
fault:  csrr    t3, scause
        addi    a1, t3, -5      # 0 for a load access fault
        li      a0, 0
end:    li      a7, 0x53525354
        li      a6, 0
        ecall
END
    changed riscv64 0x10000005 0x0053c583 # lbu a1, 5(t2)
    assert_success
}

# bats test_tags=arch:x86_64
@test "hostile x86_64: an instruction that changes before it is fetched is not done in the place of the one that exited" {
    protected_elf g <<'END'
        mov     ebx, 0xffc00000
        mov     ecx, 0xffc00004
        mov     al, [ebx + 8]   # the page of flash is there from now on
        mov     [ebx], al
        nop
        nop
        mov     eax, 0x84000008
        vmmcall
END
    changed x86_64 0xffc00000 0x90900188 # mov [ecx], al
    assert_failure 1
    assert_output --regexp "triple fault|shutdown"
}
