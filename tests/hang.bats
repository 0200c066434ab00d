# Runs that do not come to their end: what is said of them.
load lib

# bats file_tags=hang

# elf_guest ARCH: assembles its input into the ELF $BATS_TEST_TMPDIR/g, which has symbols.
elf_guest() {
    machine "$1"
    cd "$BATS_TEST_TMPDIR" || return
    if [ "$1" = x86_64 ]; then
        protected_elf g && flat=0x100000
    else
        # shellcheck disable=SC2046
        clang $(make -s -C "$top" ARCH="$1" guest-flags) -x assembler-with-cpp -c -o g.o - &&
            link_at "$flat" "$flat" g.o g
    fi
}

# A guest that waits for an interrupt, and one that goes round for ever; and their pc's there.
waiting_guest() { # ARCH
    case $1 in
    x86_64) elf_guest "$1" <<<"nop; wait_here: hlt" && pc=0x100001 ;;
    riscv64) elf_guest "$1" <<<"nop; wait_here: wfi" && pc=0x80200002 ;;
    aarch64) elf_guest "$1" <<<"nop; wait_here: wfi" && pc=0x40200004 ;;
    esac
}

spinning_guest() { # ARCH
    case $1 in
    aarch64) elf_guest "$1" <<<"spin_here: b spin_here" ;;
    riscv64) elf_guest "$1" <<<"spin_here: j spin_here" ;;
    x86_64) elf_guest "$1" <<<"spin_here: jmp spin_here" ;;
    esac
    pc=$flat
}

forgets_pc() { # ARCH
    waiting_guest "$1"
    in_terminal "paddr: PA" '\x03' step 5 "$1" --guest ./g --main "$top/tests/hang/forgets_pc.c"
    assert_failure 130
    assert_line "run.sh: Ctrl-C: QEMU was ended"
    local ours="hypervisor in [a-z_]+, [A-Za-z0-9/_.-]+:[0-9]+ \(pc 0x[0-9a-f]+\)" # it can be stopped on either side
    assert_line --regexp "^  the CPU was in the ($ours|guest at pc $pc \(wait_here of g\))$"
    assert_line --regexp "^  [0-9]+(,[0-9]{3})+ exits, the last 16 all: wait at pc $pc \(wait_here of g\)$"
    assert_line "  Was the pc moved on? If so: what should wake the guest?"
}

# bats test_tags=step:5,arch:riscv64
@test "hang riscv64: a pc that is not moved on: all exits are the same one" {
    forgets_pc riscv64
}

# bats test_tags=step:5,arch:aarch64
@test "hang aarch64: a pc that is not moved on: all exits are the same one" {
    forgets_pc aarch64
}

# bats test_tags=step:5,arch:x86_64
@test "hang x86_64: a pc that is not moved on: all exits are the same one" {
    forgets_pc x86_64
}

# bats test_tags=step:5,arch:riscv64
@test "hang: exits that are not all the same one are not called so" {
    elf_guest riscv64 <<<"li a7, 0x10; li a6, 0; 1: ecall; ecall; j 1b"
    in_terminal "paddr: PA" '\x03' step 5 riscv64 --guest ./g
    assert_line --regexp "^  [0-9,]+ exits, the last 16 all: hypercall, at 2 different pcs$"
}

handler_loops() { # ARCH
    waiting_guest "$1"
    in_terminal "paddr: PA" '\x03' step 5 "$1" --guest ./g --main "$top/tests/hang/loops.c"
    assert_failure 130
    assert_line "run.sh: Ctrl-C: QEMU was ended"
    assert_line --regexp "^  the CPU was in the hypervisor in never_return, tests/hang/loops.c:(8|9|10) \(pc "
    assert_line "  1 exit, not handled yet: wait at pc $pc (wait_here of g)"
}

# bats test_tags=step:5,arch:riscv64
@test "hang riscv64: a handler that loops is named with its line, and the exit that it has" {
    handler_loops riscv64
}

# bats test_tags=step:5,arch:aarch64
@test "hang aarch64: a handler that loops is named with its line, and the exit that it has" {
    handler_loops aarch64
}

# bats test_tags=step:5,arch:x86_64
@test "hang x86_64: a handler that loops is named with its line, and the exit that it has" {
    handler_loops x86_64
}

never_left() { # ARCH
    spinning_guest "$1"
    in_terminal "paddr: PA" '\x01x' step 5 "$1" --guest ./g
    assert_failure 130
    assert_line "run.sh: Ctrl-A X: QEMU was ended"
    assert_line "  the CPU was in the guest at pc $pc (spin_here of g)"
    assert_line "  no exit: the guest was never left"
    refute_output --partial "stage 2"
}

# bats test_tags=step:5,arch:riscv64
@test "hang riscv64: a guest that is never left, with its symbol, and status 130" {
    never_left riscv64
}

# bats test_tags=step:5,arch:aarch64
@test "hang aarch64: a guest that is never left, with its symbol, and status 130" {
    never_left aarch64
}

# bats test_tags=step:5,arch:x86_64
@test "hang x86_64: a guest that is never left, with its symbol, and status 130" {
    never_left x86_64
}

never_entered() { # ARCH
    in_terminal "before the guest" '\x03' step 5 "$1" --main "$top/tests/hang/never_enters.c"
    assert_failure 130
    assert_line --regexp "^  the CPU was in the hypervisor in main, tests/hang/never_enters.c:(7|8|9) \(pc "
    assert_line "  the guest was never entered"
}

# bats test_tags=step:5,arch:riscv64
@test "hang riscv64: a hypervisor that never enters its guest" {
    never_entered riscv64
}

# bats test_tags=step:5,arch:aarch64
@test "hang aarch64: a hypervisor that never enters its guest" {
    never_entered aarch64
}

# bats test_tags=step:5,arch:x86_64
@test "hang x86_64: a hypervisor that never enters its guest" {
    never_entered x86_64
}

# Before step 5 nothing comes out of waiting, but on x86_64, where HLT exits.
# bats test_tags=step:4
@test "hang: a guest that waits for ever is told from one that runs" {
    local machine
    cd "$BATS_TEST_TMPDIR"
    for machine in riscv64:0x100006 aarch64:0x100008; do
        flat_guest "${machine%:*}" w <<<"nop; wfi"
        in_terminal "entering the guest" '\x03' step 4 "${machine%:*}" --guest ./w
        assert_success
        assert_line "  the CPU was in the guest, waiting for an interrupt, at pc ${machine#*:}"
        assert_line "  the guest has not exited since it was entered"
    done
}

# bats test_tags=step:4,arch:aarch64
@test "hang aarch64: a guest without stage 2 runs on the machine's own addresses" {
    in_terminal "entering the guest" '\x03' step 4 aarch64 --main "$top/tests/hang/without_stage2.c"
    assert_success
    assert_line "  the CPU was in the guest at pc 0x200" # its exception vector
    assert_line "  The guest's addresses reach host memory unchanged: is stage 2 on?"
}

gives_nothing() { # ARCH
    ended ' exits, the last 16 all: demand fault at pc 0x' 6 "$1" --guest pages --main "$top/tests/hang/gives_nothing.c"
    assert_line --regexp "^  [0-9,]+ exits, the last 16 all: demand fault at pc 0x[0-9a-f]+ \([a-z_]+ of pages\), GPA 0x[0-9a-f]+$"
    assert_line --regexp "^  The page at GPA 0x[0-9a-f]+000 is not mapped now. What does the handler map, and with which rights\?"
}

# bats test_tags=step:6,arch:riscv64
@test "hang riscv64: demand faults that give nothing" {
    gives_nothing riscv64
}

# bats test_tags=step:6,arch:aarch64
@test "hang aarch64: demand faults that give nothing" {
    gives_nothing aarch64
}

# bats test_tags=step:6,arch:x86_64
@test "hang x86_64: demand faults that give nothing" {
    gives_nothing x86_64
}

# bats test_tags=step:6,arch:riscv64
@test "hang: a guest that goes round over more flash than fits" {
    cd "$BATS_TEST_TMPDIR"
    head -c 12M /dev/zero >big
    flat_guest riscv64 g <<<"li a1, 4096; 2: li a0, 0x22000000; add a4, a0, a3; 1: lw a5, (a0); add a0, a0, a1; bltu a0, a4, 1b; j 2b"
    ended " taken back. Does the guest" 6 riscv64 --guest ./g --flash ./big --mem 8M --guest-mem 4M
    assert_line --regexp "^  [0-9,]+ exits, the last 16 all: demand fault at pc 0x[0-9a-f]+$"
    assert_line "  They are at 16 different pages: the guest gets memory at each."
    assert_line --regexp "^  flash: [0-9,]+ pages read, [0-9,]+ taken back. Does the guest need more at the same time"
}

# Where an ELF's header would say how many segments there are, a flat image has whatever it has.
# bats test_tags=step:5,arch:riscv64
@test "hang: a guest that is no ELF has no symbols" {
    flat_guest riscv64 g <<<"1: j 1b; .fill 64, 1, 0xff"
    in_terminal "paddr: PA" '\x03' step 5 riscv64 --guest "$BATS_TEST_TMPDIR/g"
    assert_failure 130
    assert_line "  the CPU was in the guest at pc 0x80200000"
    assert_line "  no exit: the guest was never left"
}

# An answer can write into the hypervisor's lists, which are read when it hangs.
@test "hang: a list in memory that has no end ends" {
    run timeout 20 python3 -c '
import sys
sys.path.insert(0, "common/host")
import guests, ram, trace
class Circle(ram.Memory):
    def __init__(self):
        self.symbols, self.machine = {"exit_rings": 8}, 243
    text = lambda self, hpa: "ram"
    def u64(self, hpa, count=1):
        return 8 if count == 1 else (8,) * count
for list_of in trace.traces_of, guests.guests_of, lambda circle: guests.Guest(circle, 8).regions(False), lambda circle: guests.Guest(circle, 8).devices:
    try:
        list_of(Circle())
    except ValueError as why:
        print(why)'
    assert_success
    assert_output "$(printf "a list in the machine's memory goes round in a circle\n%.0s" 1 2 3 4)"
}

# bats test_tags=arch:riscv64
@test "hang riscv64: several guests that never end, each with the place where it was" {
    ended "was off the CPU: timer" 10 riscv64 --guest-mem 16M --guest spin --guest spin
    assert_line --regexp "^  [0-9]+ exits of guest [12], .*timer at pc 0x80200000"
    assert_line --regexp "^  guest [12] was off the CPU: timer at pc 0x80200000 came last$"
}
