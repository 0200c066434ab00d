# Step 7 on x86_64: what only a PC has: ports, string instructions for them, the two 8259, the 8254, the CMOS.
load lib
load device_guests

# bats file_tags=step:7,arch:x86_64

# A reset of the machine is noticed all the same: by a mark in memory (arch/x86_64/boot.c), or, because byte 0x5f makes
# SeaBIOS wait for as many CPUs, by run.py. Here the hypervisor itself resets it, after the guest.
@test "step 7 x86_64: a guest with the passed clock that writes every CMOS byte changes nothing of ours" {
    cat >"$BATS_TEST_TMPDIR/main.c" <<'END'
#include "vm.h"

int main(void)
{
    static struct vm vm;
    if (!vm_init() || !vm_load(&vm, 0) || !vm_add_devices(&vm) || vm_run(&vm))
        return 1;
    struct __attribute__((packed)) {
        uint16_t limit;
        void *base;
    } none = {0};
    __asm__ volatile("lidt %0; ud2" : : "m"(none));
    return 0;
}
END
    local last
    for last in 0x5e 0x7f; do
        flat_guest x86_64 g <<END
        xor     bx, bx
1:      mov     al, bl
        out     0x70, al
        mov     al, 0xa5
        out     0x71, al
        inc     bx
        cmp     bx, $last
        jbe     1b
        mov     eax, 0x84000008
        vmmcall
END
        ws step 7 x86_64 --main "$BATS_TEST_TMPDIR/main.c" --guest "$BATS_TEST_TMPDIR/g" --pass rtc
        assert_failure 1
        assert_line "Hypervisor ok!"
        if [ "$last" = 0x5e ]; then
            assert_line "panic: boot: the machine was reset, as a triple fault of the hypervisor's does"
        else
            assert_line "run.sh: the machine was reset, and its firmware does not start it again: QEMU was ended"
        fi
    done
}

@test "step 7 x86_64: INS and OUTS do what the manual says, with the guest's segments and paging" {
    runs_all x86_64 18 x86_64_strings
}

@test "step 7 x86_64: the 8254, the 8259 and the clock do what their manuals say, and no interrupt is lost or doubled" {
    runs_all x86_64 21 x86_64_chips -- "${exact_time[@]}"
}

# With two CPUs in one thread, QEMU stops each after 100 ms.
@test "step 7 x86_64: an interrupt that is injected comes once, even if QEMU stops the CPU in its handler" {
    runs_all x86_64 2 x86_64_once -- -smp 2 -icount shift=5,sleep=off
}

@test "step 7 x86_64: the two 8259 that are polled: words, triggers, priorities, masks" {
    runs_all x86_64 19 x86_64_pic -- "${exact_time[@]}"
}

@test "step 7 x86_64: a counter of the 8254, byte by byte and mode by mode, and port 61" {
    runs_all x86_64 18 x86_64_pit -- "${exact_time[@]}"
}

# An instruction counts as 256 ns, so that seconds are short.
@test "step 7 x86_64: the clock's flags, periods and alarms" {
    runs_all x86_64 15 x86_64_rtc -- -icount shift=8,sleep=off -rtc clock=vm,base=2026-01-31T23:50:00
}

# Each of its exceptions needs the stack, which is where nothing is.
@test "step 7 x86_64: a guest whose exceptions cannot be delivered is stopped" {
    protected_elf p <<'END'
        lgdt    [gdt_pointer]
        lidt    [idt_pointer]
        mov     edi, offset idt
        mov     ecx, 32
        mov     eax, offset handler
        and     eax, 0xffff
        or      eax, 0x80000
1:      mov     [edi], eax
        mov     dword ptr [edi + 4], 0x108e00
        add     edi, 8
        loop    1b
        mov     esp, 0x80000000
        ud2
handler: iretd
        .balign 8
gdt:    .quad   0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdt_pointer: .short 23; .long gdt
idt_pointer: .short 255; .long idt
idt:    .fill 256
END
    ws step 7 x86_64 --guest "$BATS_TEST_TMPDIR/p" --slice 5000
    assert_equal "$status" 1
    assert_line --partial "shutdown: a triple fault"
    assert_line --regexp "^exits: .*shutdown 1"
}

# The 8254 interrupts every 50 us, which are 3143 instructions. First the guest measures how long it must count down after an
# interrupt, so that the next one comes right after its STI. Then it counts down from numbers near this one, and executes STI
# and HLT: so the host's timer sometimes comes between the two.
@test "step 7 x86_64: no interrupt is taken between STI and HLT, although the host's timer comes there" {
    local from count waits
    while read -r from count; do
        flat_guest x86_64 g <<END
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     word ptr ds:[0x20], offset handler
        mov     word ptr ds:[0x22], cs
        mov     al, 0xfe
        out     0x21, al
        mov     al, 0x34
        out     0x43, al
        mov     al, 60
        out     0x40, al
        mov     al, 0
        out     0x40, al
        call    wait            // for what is pending,
        call    wait            // for an interrupt, and the next one
        call    wait
        mov     di, $from
        sub     di, dx
        mov     si, 20
again:  mov     bx, $count
1:      call    wait
        lea     cx, [bx + di]
2:      loop    2b
        sti
halt:   hlt
        cli
        dec     bx
        jnz     1b
        dec     si
        jnz     again
        mov     eax, 0x84000008
        vmmcall
wait:   sti
        xor     cx, cx
3:      loop    3b              // until the handler ends it: dx has counted down from 0
        cli
        ret
handler: mov    bp, sp
        cmp     word ptr [bp], offset halt
        je      early
        mov     dx, cx
        mov     cx, 1
        mov     al, 0x20
        out     0x20, al
        iret
early:  hlt
END
        ws step 7 x86_64 --guest "$BATS_TEST_TMPDIR/g" -- -icount shift=4,sleep=off
        assert_success
        waits=$(sed -n 's/^exits: .*, wait \([0-9]*\),.*/\1/p' <<<"$output")
        [ "$waits" -lt $((20 * count)) ] || fail "the host's timer never came there, from $from on"
    done <<<"-40 80
2820 140"
}
