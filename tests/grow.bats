# What later steps do, done by a main() outside of steps/: tests/grow. No file of the tree is changed for it.
load lib

# bats file_tags=step:5

# The guest stores to two pages that were promised, waits (on riscv64 with its own paging on), yields until the
# hypervisor has counted to three, waits for the third tick, and shuts down.
program() { # ARCH
    case $1 in
    riscv64)
        echo "li s0, 0x80400000; li s1, 0x600df00d; addi t0, s0, 8; sw s1, (t0); li t1, 4096; add t0, t0, t1
            sw s1, (t0); lwu t2, (t0); bne t2, s1, wrong
            li t1, 0x200000cf; sd t1, 8(t0); srli t1, t0, 12; li t2, 8; slli t2, t2, 60; or t1, t1, t2
            csrw satp, t1; sfence.vma; wfi; li s2, 3; li s3, 0x5e
            1: li a7, 0x48534d; li a6, 3; ecall; bne a0, s3, wrong; bnez s2, 1b
            2: lbu t0, (s0); beqz t0, 2b; li a7, 8; ecall; wrong: unimp"
        ;;
    aarch64)
        echo "ldr x20, =0x40400000; ldr w21, =0x600df00d; str w21, [x20, #8]; ldr x1, =4104; str w21, [x20, x1]
            ldr w2, [x20, x1]; cmp w2, w21; b.ne wrong; wfi; mov x22, #3
            1: ldr x0, =0x8400000b; hvc #0; cmp x0, #0x5e; b.ne wrong; cbnz x22, 1b
            2: ldrb w0, [x20]; cbz w0, 2b; ldr x0, =0x84000008; hvc #0; wrong: brk #0"
        ;;
    x86_64)
        echo "mov ax, 0x8000; mov ds, ax; mov dword ptr [8], 0x600df00d; mov dword ptr [4104], 0x600df00d
            cmp dword ptr [4104], 0x600df00d; jne wrong; out 0x80, al; mov ecx, 0x277; rdmsr; hlt; mov si, 3
            1: mov eax, 0x8400000b; vmmcall; cmp eax, 0x5e; jne wrong; test si, si; jnz 1b
            2: cmp byte ptr [0], 0; je 2b; mov eax, 0x84000008; vmmcall; wrong: out 0x81, al"
        ;;
    esac
}

# grown ARCH: what the rings in memory say of the three vCPUs, one line each.
grown() {
    machine "$1"
    cd "$BATS_TEST_TMPDIR"
    flat_guest "$1" g < <(program "$1")
    local memory=4M
    [ "$1" != x86_64 ] || memory=512K # as far as 16-bit code reaches
    ws step 5 "$1" --guest ./g --guest-mem "$memory" --main "$top/tests/grow/main.c" --ram ram
    assert_success
    run python3 - "$top" "$1" <<'P'
import sys
sys.path.insert(0, sys.argv[1] + "/common/host")
from ram import Ram
from trace import traces_of
for trace in traces_of(Ram("ram", f"{sys.argv[1]}/build/{sys.argv[2]}/05-handle-exits/tests-grow-main.elf")):
    kinds = [trace.kind_name(exit.kind) for exit in trace.exits()]
    print(f"{trace.name}: " + ", ".join(f"{kind} {kinds.count(kind)}" for kind in sorted(set(kinds))))
P
    assert_line --index 0 "guest 1, vCPU 0: given page 2, hypercall 4, timer 3, wait 1"
    assert_line --index 1 "guest 2, vCPU 0: given page 2, hypercall 4, timer 3, wait 1"
    assert_line --index 2 --regexp "^guest 1, vCPU 1: hypercall 4(, timer [123])?, wait 1$" # it finds what the first left
}

# bats test_tags=arch:riscv64
@test "grow riscv64: a handler, a kind, a call, a region, a skipped instruction, a tick, a second guest and a second vCPU" {
    grown riscv64
}

# bats test_tags=arch:aarch64
@test "grow aarch64: a handler, a kind, a call, a region, a skipped instruction, a tick, a second guest and a second vCPU" {
    grown aarch64
}

# bats test_tags=arch:x86_64
@test "grow x86_64: a handler, a kind, a call, a region, a skipped instruction, a tick, a second guest and a second vCPU" {
    grown x86_64
}
