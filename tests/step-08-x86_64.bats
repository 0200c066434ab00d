# Step 8 on x86_64: a kernel in long mode, and its programs: what is theirs, and what they are refused.
load lib

# bats file_tags=step:8,arch:x86_64

# long_mode_guest: builds tests/long-mode into $BATS_TEST_TMPDIR/g, and an initrd of 7 bytes.
long_mode_guest() {
    local part flags="--target=x86_64-unknown-none-elf -mgeneral-regs-only -mno-red-zone -ffreestanding -fno-pic
        -O1 -g -masm=intel -Wall -Wextra -Werror -Wno-unused-command-line-argument"
    cd "$BATS_TEST_TMPDIR" || return
    for part in boot.S kernel.c instructions.c registers.c calls.c; do
        # shellcheck disable=SC2086
        clang $flags -c -o "${part%.*}.o" "$top/tests/long-mode/$part" || return
    done
    ld.lld -r -o g.o boot.o kernel.o instructions.o registers.o calls.o
    echo "SECTIONS { .text 0x100000 : { *(.text.boot .text .text.* .rodata .rodata.* .data .bss .bss.*) } }" >g.ld
    ld.lld -N --build-id=none -T g.ld -e _start -o g g.o
    echo 070701 >initrd
}

# tries [OPTIONS]: step 8 with that guest.
tries() {
    ws step 8 x86_64 --guest ./g --initrd ./initrd "$@"
}

# exits_in_all: the sum of the summary's counts.
exits_in_all() {
    sed -n 's/^exits: \([0-9]*\),.*/\1/p' <<<"$output"
}

@test "step 8 x86_64: what is not for guests gives a kernel and its programs #UD or #GP, not an end" {
    long_mode_guest
    tries --append "words  for the kernel"
    assert_success
    assert_line --regexp "^\[guest\] 0x[0-9a-f]+ checks, failures 0x0$"
    assert_line "[guest] command line: words  for the kernel"
    assert_line "[guest] modules 0x1 memory 0x0 0x4000000"
}

@test "step 8 x86_64: 1,000 system calls and 1,000 page faults make no exit; reflected, a fault makes one" {
    local delegated faults
    long_mode_guest
    tries -- -icount shift=0
    assert_success
    delegated=$(exits_in_all)
    [ "$delegated" -lt 300 ] # of what is not for guests
    faults=$(sed -n 's/.*1000 faults: \(0x[0-9a-f]*\),.*/\1/p' <<<"$output")
    tries --reflect -- -icount shift=0
    assert_success
    assert_line --regexp "^\[guest\] 0x[0-9a-f]+ checks, failures 0x0$"
    [ "$(exits_in_all)" -ge $((delegated + 1000)) ] && [ "$(exits_in_all)" -lt $((delegated + 1010)) ]
    # what it costs more, in instructions
    [ $((($(sed -n 's/.*1000 faults: \(0x[0-9a-f]*\),.*/\1/p' <<<"$output") - faults) / 1000)) -lt 200 ]
}

# At the CPUIDs EFER.LME is on, but neither paging nor CR4.PAE. With these QEMU's #VMEXIT leaves the guest's CR0 to the host.
@test "step 8 x86_64: a kernel leaves long mode, and enters it again; between the two it exits" {
    cd "$BATS_TEST_TMPDIR" || return
    echo 070701 >initrd
    protected_elf g <<'END'
.macro  efer_is value
        rdmsr
        cmp     eax, \value
        jne     wrong
.endm
        mov     dword ptr [0x200000], 0x201003
        mov     dword ptr [0x201000], 0x202003
        mov     dword ptr [0x202000], 0x83
        mov     eax, 0x200000
        mov     cr3, eax
        mov     ebp, 3
        mov     ecx, 0xc0000080
        mov     eax, 0x100
        xor     edx, edx
        wrmsr
round:  xor     eax, eax
        cpuid
        mov     ecx, 0xc0000080
        efer_is 0x100
        mov     eax, 0x20
        mov     cr4, eax
        mov     esi, 0x80000011
        mov     cr0, esi
        efer_is 0x500
        mov     eax, 0x11
        mov     cr0, eax
        efer_is 0x100
        xor     eax, eax
        mov     cr4, eax
        dec     ebp
        jnz     round
        xor     edx, edx
        wrmsr
        efer_is 0
        mov     eax, 0x84000008
        vmmcall
wrong:  ud2
END
    tries
    assert_success
    assert_line --regexp "^exits: .*identify 3"
}

@test "step 8 x86_64: the report of a guest in long mode" {
    ws step 8 x86_64 --slice 300 # the tour takes longer
    assert_failure 1
    assert_output --partial "64-bit mode, CPL"
    assert_output --partial "efer           0000000000001d01"
}

@test "step 8 x86_64: a kernel that faults in its own handlers for ever, reflected, is ended by its slice" {
    local kind
    cd "$BATS_TEST_TMPDIR" || return
    echo 070701 >initrd
    # by a page fault, whose handler is not mapped; by single steps
    for kind in "mov eax, 16; mov cr4, eax; mov eax, 0x200000; mov cr3, eax; mov eax, 0x80000011; mov cr0, eax; mov [0x50000000], eax" \
        "mov eax, offset handler; mov [table + 8], ax; pushfd; or dword ptr [esp], 0x100; popfd; nop; nop"; do
        protected_elf g <<END
    mov esp, 0x300000; mov dword ptr [0x200000], 0x87
    lgdt [gdt_at]; lidt [idt_at]
    mov eax, offset table; mov ecx, 32
1:  mov dword ptr [eax], 0x00080000; mov dword ptr [eax + 4], 0x40008e00; add eax, 8; loop 1b
    mov word ptr [table + 14], 0x10
    $kind
1:  jmp 1b
handler: iretd
    .balign 8
gdt: .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdt_at: .word 23; .long gdt
idt_at: .word 255; .long table
    .balign 8
table: .fill 256, 1
END
        tries --reflect --slice 300
        assert_failure
        assert_line "The guest was stopped: its slice of time is over."
        assert_line --regexp "^exits: .*, reflected [0-9]{3,}$"
    done
}

# bats test_tags=step:8,arch:x86_64,gdb
@test "gdb x86_64: guest-regs of a kernel in long mode, and of its program" {
    long_mode_guest
    debug 8 x86_64 --guest ./g --initrd ./initrd < <(
        echo "guest-break 0x800000"
        for place in kernel program; do # each instruction is tried by both, in this order
            printf 'continue\necho %s\\n\nguest-regs -s\necho .\\n%s-monitor\\n\nmonitor info registers\necho .\\n\nhost-regs\n' \
                $place $place
        done
        printf 'world-switches exit\ncontinue\necho exit\\n\nguest-regs\necho .\\n\n'
    )
    for place in kernel program; do
        lines_of_monitor $place $place-monitor
        between $place | grep -q "^EFER=0000000000001d01$"
    done
    between kernel | grep -q "^RIP=0000000000800000 .* CPL=0$"
    between program | grep -q "^RIP=0000000000800000 .* CPL=3$"
    between exit | grep -q "^RIP=00000000008000"
    assert_equal "$(grep -c "^#2 .* run_to_end " <<<"$output")" 2
}
