# gdb on a running Linux. The kernel comes from `run.sh setup --linux`.
load lib

# bats file_tags=step:9,gdb

# at ARCH FUNCTION FORMAT: there the hypervisor answers an exit of a kernel that has its own tables, in the upper half of
# the addresses.
at() {
    [ -f "$top/build/linux/$1/kernel" ] || skip "no kernel for $1: ./run.sh setup --linux"
    debug 9 "$1" <<END
tbreak $2
continue
exits 1
guest-walk exit_rings->last->pc
world-switches on
continue
continue
END
    assert_line --regexp "^ +[1-9][0-9]+  [a-zA-Z0-9/ -]+: .*, pc 0xffff[0-9a-f]{12}"
    assert_line --regexp "^guest-walk 0xffff[0-9a-f]{12}$"
    assert_line --regexp "^  $3, root at GPA [0-9a-f]+$"
    assert_line --regexp "^        stage 2: (L[1-3]|PML4) @"
    assert_line --regexp "^  => HPA 0x[0-9a-f]+, kernel r.x, user ---$"
    assert_line --regexp "^host ==> guest +1: pc 0xffff[0-9a-f]{12}$"
    assert_line --regexp "^host <== guest +1: [a-z]+"
}

# bats test_tags=arch:riscv64
@test "step 9 riscv64: gdb walks a kernel address of Linux, and stops at its exits" {
    at riscv64 wall_clock "Sv(39|48|57) by the guest's satp [89a][0-9a-f]{15}"
}

# bats test_tags=arch:aarch64
@test "step 9 aarch64: gdb walks a kernel address of Linux, and stops at its exits" {
    at aarch64 handle_interrupt "48 bits by the guest's TTBR1_EL1 [0-9a-f]{16}"
}

# bats test_tags=arch:x86_64
@test "step 9 x86_64: gdb walks a kernel address of Linux, and stops at its exits" {
    at x86_64 write_port "long mode by CR3 [0-9a-f]{16}"
}

@test "step 9: a recording of Linux is refused: it would be too long to go back in" {
    need_linux riscv64
    local line="Linux cannot be recorded: in its billion instructions a step back takes minutes (--guest kernel can be recorded)"
    refused 2 "$line" gdb 9 riscv64 --reverse
    refused 2 "$line" walkthrough 9 riscv64 --reverse
    refused 2 "$line" step 9 riscv64 --record "$BATS_TEST_TMPDIR/r.rec" --run true
}
