# Step 6: accesses that find one part of their memory given and the other promised, and memory that is promised to the
# hardware or to the hypervisor: page tables, stacks, buffers of hypercalls.
load lib
load guest_memory

# bats file_tags=step:6

# --- Across the edge of a page ---

# Loads, stores, buffers of hypercalls and instructions: a page before the edge, after it, or both are promised only.
across_edges() { # ARCH CALLS FLASH
    cd "$BATS_TEST_TMPDIR"
    c_guest "$1" edges "-DBEFORE=$("$top/tests/demand/edges_flash.py" "$1" code)"
    ws step 6 "$1" --guest ./edges --flash ./code --guest-mem 8M --ram ram
    assert_success
    assert_line "[guest] edges: 0 wrong"
    assert_line '[guest] \x00\x00\x00\x00\x00\x00le\x00\x00r'
    assert_line "[guest] edges: $2 calls across edges of flash"
    memory_of_guest "$1" code
    assert_line --regexp "^flash: .*, $3 pages promised, $3 given, read-only$"
    # Two pages for each of eight accesses and three buffers; the guest's image and its stack.
    assert_line --regexp "^RAM: .*, 2048 pages promised, 2[2-7] given, writable$"
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: across the edges of promised pages: loads, stores, buffers, an instruction's halves" {
    across_edges riscv64 4 8
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: across the edges of promised pages: loads, stores, buffers, code" {
    across_edges aarch64 4 8
}

# An instruction of 15 bytes, with its first byte before the edge, its first two, ..., its first 14.
# bats test_tags=arch:x86_64
@test "step 6 x86_64: across the edges of promised pages: loads, stores, buffers, an instruction at each byte" {
    across_edges x86_64 14 28
}

# A hypercall whose prefixes are counted: the page after it is not looked at, and so not given.
# bats test_tags=arch:x86_64
@test "step 6 x86_64: a hypercall at the very end of a page needs no other page" {
    cd "$BATS_TEST_TMPDIR"
    protected_elf g <<<"mov eax, 0x84000008; mov ecx, 0x1fffffb; mov dword ptr [ecx], 0x010f6666
        mov byte ptr [ecx + 4], 0xd9; jmp ecx"
    ws step 6 x86_64 --guest ./g --ram ram
    assert_success
    memory_of_guest x86_64
    assert_line "RAM: 0x0, 16384 pages promised, 2 given, writable"
}

# --- The guest's own page tables ---

# paged ARCH: the guest in the input, whose flash is tables_flash.py's.
paged() {
    cd "$BATS_TEST_TMPDIR"
    flat_guest "$1" g
    "$top/tests/demand/tables_flash.py" "$1" f "${@:2}"
    ws step 6 "$1" --guest ./g --flash ./f --ram ram
}

# Three tables, and a page of flash beside one of RAM, with a load across their edge.
# bats test_tags=arch:riscv64
@test "step 6 riscv64: the guest's page tables lie in flash, and are read when the CPU walks them" {
    paged riscv64 <<<"li t0, 0x8000000000022000; csrw satp, t0; sfence.vma
        li a0, 0x40005ffc; li a1, 0x600df00d; lw a2, (a0); bne a1, a2, 2f
        ld a2, (a0); bne a1, a2, 2f; li a3, 0x77; sw a3, 4(a0); ld a2, (a0); slli a3, a3, 32; or a3, a3, a1
        bne a2, a3, 2f; li a7, 8; ecall; 2: unimp"
    assert_success
    memory_of_guest riscv64 f
    assert_line "flash: 0x22000000, 8 pages promised, 4 given, read-only"
    assert_line "flash: 0 pages wrong"
}

# Then the hypervisor walks the guest's tables. It does not know Svnapot: where its walk ends, the page is there already.
# bats test_tags=arch:riscv64
@test "step 6 riscv64: htval is 0: memory is given all the same, and a guest whose fault cannot be found is stopped" {
    cd "$BATS_TEST_TMPDIR"
    ws step 6 riscv64 --guest flash --main "$top/tests/demand/htval0.c"
    assert_success
    assert_line "exits: 25, hypercall 8, demand fault 17"
    flat_guest riscv64 g <<<".macro entry table, index, address, flags
            li t0, \table + 8 * \index; li t1, (\address >> 2) | \flags; sd t1, (t0)
        .endm
        entry 0x80400000, 2, 0x80000000, 0xcf; entry 0x80400000, 1, 0x80401000, 1; entry 0x80401000, 0, 0x80402000, 1
        entry 0x80402000, 1, 0x81008000, 0xc7; entry 0x80402000, 2, 0x81008000, 0x80000000000000c7
        li t0, 0x8000000000080400; csrw satp, t0; sfence.vma
        li a0, 0x40001000; sd a0, (a0); li a0, 0x40002000; sd a0, (a0); li a7, 8; ecall"
    ws step 6 riscv64 --guest ./g --cpu rv64,svnapot=true
    assert_success
    ws step 6 riscv64 --guest ./g --cpu rv64,svnapot=true --main "$top/tests/demand/htval0.c"
    stopped "The guest was stopped: no handler takes this exit."
    assert_line --regexp "^VmExit Reason: store/AMO guest-page fault at pc 0x[0-9a-f]+, GPA 0x80402010$"
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: the guest's page tables lie in flash, and are read when the CPU walks them" {
    paged aarch64 <<<"$(aarch64_paging_on); ldr x0, =0x80005ffc; ldr w1, =0x600df00d; ldr w2, [x0]; cmp w1, w2; b.ne 2f
        ldr x2, [x0]; cmp x1, x2; b.ne 2f; mov w3, #0x77; str w3, [x0, #4]; ldr x2, [x0]; orr x1, x1, x3, lsl #32
        cmp x1, x2; b.ne 2f; ldr w0, =0x84000008; hvc #0; 2: brk #0"
    assert_success
    memory_of_guest aarch64 f
    assert_line "flash: 0x4000000, 8 pages promised, 4 given, read-only"
    assert_line "flash: 0 pages wrong"
}

aarch64_paging_on() {
    echo "ldr x0, =0x04000000; msr ttbr0_el1, x0; ldr x0, =0x803519; msr tcr_el1, x0; mov x0, #0xff00; msr mair_el1, x0
        isb; mrs x0, sctlr_el1; mov x1, #0x1005; orr x0, x0, x1; msr sctlr_el1, x0; isb"
}

# The guest has not used this table: the CPU's walk is the first access, and finds zeros. The page fault is the guest's.
# bats test_tags=arch:riscv64
@test "step 6 riscv64: a page table is promised only: it is given for the walk, and the guest gets its page fault" {
    paged riscv64 <<<"li t0, 0x8000000000022000; csrw satp, t0; sfence.vma; li a0, 0x40200008; ld a1, (a0)"
    stopped "VmExit Reason: load page fault at pc 0x8020001"
    assert_line --regexp "^exits: [0-9]+, exception 1, demand fault [0-9]+$"
    memory_of_guest riscv64 f
    assert_line "RAM: 0x80000000, 16384 pages promised, 2 given, writable"
}

# Here the guest takes its fault, makes the entry, and goes on.
# bats test_tags=arch:aarch64
@test "step 6 aarch64: a page table is promised only: it is given for the walk, and the guest gets its page fault" {
    paged aarch64 <<<"adr x0, vectors; msr vbar_el1, x0; $(aarch64_paging_on); ldr x0, =0xc0200008; ldr x1, [x0]; cbnz x1, 2f
        mrs x1, far_el1; cmp x1, x0; b.ne 2f; ldr w0, =0x84000008; hvc #0; 2: brk #0
        .balign 2048; vectors: .space 0x200; ldr x4, =0x41200000; ldr x5, =0x41400705; str x5, [x4, #8]; dsb sy; eret"
    assert_success
    memory_of_guest aarch64 f
    assert_line "RAM: 0x40000000, 16384 pages promised, 3 given, writable" # code, the table, what was read
}

# The same, in the guest's handler of page faults. Then the CPU sets A and D in the entries: bits 5 and 6.
# bats test_tags=arch:x86_64
@test "step 6 x86_64: a page table is promised only: it is given for the walk, which sets A and D in the entries" {
    machine x86_64
    cd "$BATS_TEST_TMPDIR"
    protected_elf g <<<"lgdt [gdtr]; lidt [idtr]; mov eax, offset fault; mov [idt + 112], ax; shr eax, 16
        mov [idt + 118], ax; mov dword ptr [idt + 114], 0x8e000008; mov esp, 0x300000
        mov dword ptr [0x200000], 0x83; mov dword ptr [0x200004], 0x500007; mov eax, 0x200000; mov cr3, eax
        mov eax, cr4; or eax, 16; mov cr4, eax; mov eax, cr0; or eax, 0x80000000; mov cr0, eax
        mov eax, [0x401ffe]; test eax, eax; jnz bad; mov dword ptr [0x401ffe], 0x12345678; cmp ebp, 2; jne bad
        mov eax, cr0; and eax, 0x7fffffff; mov cr0, eax
        cmp dword ptr [0x500004], 0x601067; jne bad; cmp dword ptr [0x500008], 0x602067; jne bad
        cmp dword ptr [0x601ffc], 0x56780000; jne bad; cmp dword ptr [0x602000], 0x1234; jne bad; $shut_down
        bad: ud2
        fault: pop eax; mov ecx, cr2; shr ecx, 12; and ecx, 0x3ff; inc ebp; mov eax, cr0; and eax, 0x7fffffff
        mov cr0, eax; mov ebx, ecx; shl ebx, 12; add ebx, 0x600007; mov [0x500000 + ecx * 4], ebx
        or eax, 0x80000000; mov cr0, eax; iretd
        .balign 8; gdt: .quad 0, 0x00cf9b000000ffff, 0x00cf93000000ffff; gdtr: .word 23; .long gdt
        idtr: .word 127; .long idt; .balign 8; idt: .space 128"
    ws step 6 x86_64 --guest ./g --ram ram
    assert_success
    memory_of_guest x86_64
    assert_line "RAM: 0x0, 16384 pages promised, 6 given, writable" # code, stack, directory, table, the two
}

# --- Exceptions whose stack and tables are promised only ---

# The GDT and the IDT lie in flash, whose pages are read when the CPU looks there. Each exception has a stack of its
# own, across the edge of two pages that nobody has used. The handlers compare what the CPU pushed.
# bats test_tags=arch:x86_64
@test "step 6 x86_64: exceptions and INT n are delivered to a stack, by an IDT, that are promised only" {
    machine x86_64
    cd "$BATS_TEST_TMPDIR"
    "$top/tests/demand/tables_flash.py" x86_64 f
    protected_elf g <<<".macro try code, skipped, error
            mov esp, ebx; add ebx, 0x4000; mov ebp, offset next\@; mov edi, offset at\@ + \skipped; mov edx, \error
            at\@: \code
            next\@:
        .endm
        lgdt [gdtr]; lidt [idtr]; mov ebx, 0x400004; xor esi, esi; xor ecx, ecx
        try int3, 1, 0; try ud2, 0, 0; try \"int 0x30\", 2, 0; try \"div ecx\", 0, 0
        try \"mov ds, [selector]\", 0, 0x50; try \".byte 0xea, 0, 0, 0, 0, 0x18, 0\", 0, 0x18; try \"int 13\", 2, 8
        cmp esi, 7; jne bad; $shut_down
        bad: ud2; gdtr: .word 23; .long $flash_base; idtr: .word 0x7ff; .long $flash_base + 4096; selector: .word 0x50
        .org 0x800; cmp [esp], edi; jne bad; cmp dword ptr [esp + 4], 8; jne bad; inc esi; jmp ebp
        .org 0x900; cmp edx, 8; jne 3f; push 0; 3: cmp [esp + 4], edi; jne bad; cmp dword ptr [esp + 8], 8; jne bad
        cmp edx, 8; je 4f; cmp [esp], edx; jne bad; 4: inc esi; jmp ebp"
    ws step 6 x86_64 --guest ./g --flash ./f --ram ram
    assert_success
    memory_of_guest x86_64 f
    assert_line "flash: 0xffc00000, 8 pages promised, 2 given, read-only"
    assert_line "RAM: 0x0, 16384 pages promised, 15 given, writable" # two for each stack
    # Each of them would come again by itself, since its instruction does. So the VMCB is asked what it injects.
    ws step 6 x86_64 --guest ./g --flash ./f --main "$top/tests/demand/refuses.c"
    assert_success
    assert_line --regexp "^refuses: [1-9][0-9]* exceptions injected again$"
    # Without the GDT the guest is stopped, because it cannot take the exception.
    head -c 4096 /dev/zero >f
    ws step 6 x86_64 --guest ./g --flash ./f
    stopped "VmExit Reason: "
}

# QEMU gives INT3 and INTO another type than a CPU does. Both are executed again, as INT n is: injected, they would push
# the pc that they are at.
# bats test_tags=arch:x86_64
@test "step 6 x86_64: what an exit has interrupted is injected again, unless its instruction makes it again" {
    ws step 6 x86_64 --main "$top/tests/demand/redeliver.c"
    assert_success
    assert_output "0x0: 0x0
0x80000020: 0x80000020
0x80000202: 0x80000202
0x80000303: 0x0
0x80000304: 0x0
0x80000403: 0x0
0x80000480: 0x0
0x80000306: 0x80000306
0x780000b0e: 0x780000b0e"
}

# In real mode: the vectors at 0, and the stack.
# bats test_tags=arch:x86_64
@test "step 6 x86_64: an interrupt in real mode is delivered to a stack that is promised only" {
    machine x86_64
    cd "$BATS_TEST_TMPDIR"
    flat_guest x86_64 g <<<"xor ax, ax; mov ds, ax; mov word ptr [0x100], offset handler; mov word ptr [0x102], 0x1000
        mov ax, 0x3000; mov ss, ax; mov sp, 0x1002; int 0x40; after: jmp bad
        handler: mov bp, sp; cmp word ptr [bp], offset after; jne bad; cmp word ptr [bp + 2], 0x1000; jne bad
        $shut_down; bad: out 0x80, al"
    ws step 6 x86_64 --guest ./g --ram ram
    assert_success
    memory_of_guest x86_64
    assert_line "RAM: 0x0, 16384 pages promised, 4 given, writable"
}
