# Step 4: a guest from the disk. Broken images and disks are in bad-input.bats and bad-disk.bats.
load lib

# bats file_tags=step:4

spins() { # ARCH
    machine "$1"
    ws regs 4 "$arch"
    assert_success
    assert_in_guest_at 100000
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: the guest spins at 0x100000 in VS-mode" {
    spins riscv64
}

# bats test_tags=arch:aarch64
@test "step 4 aarch64: the guest spins at 0x100000 in EL1" {
    spins aarch64
}

# bats test_tags=arch:x86_64
@test "step 4 x86_64: the guest spins at 0x100000 in 32-bit protected mode without paging" {
    spins x86_64
    assert_line --regexp "^CS =[0-9a-f]{4} 00000000 ffffffff 00c09b00 DPL=0 CS32"
    assert_line --regexp "^SS =[0-9a-f]{4} 00000000 ffffffff 00c09300 DPL=0 DS "
    assert_line --regexp "^CR0=00000011 .* CR3=00000000 CR4=00000000$"
}

still_spins() { # ARCH
    machine "$1"
    gdb_run 4 "$arch" 'hbreak world_enter' 'continue' 'stepi 11' 'printf "pc %lx\n", $pc'
    assert_line "pc 100000"

    start_qemu 4 "$arch" -- -monitor unix:monitor,server=on,wait=off
    wait_in_guest_at 100000
    sleep 0.3
    run "$top/tests/monitor.py" monitor "info registers"
    end_qemu
    assert_in_guest_at 100000
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: it still spins there after ten more instructions, and a while" {
    still_spins riscv64
}

# bats test_tags=arch:aarch64
@test "step 4 aarch64: it still spins there after ten more instructions, and a while" {
    still_spins aarch64
}

# bats test_tags=arch:x86_64
@test "step 4 x86_64: it still spins there after ten more instructions, and a while" {
    still_spins x86_64
}

ends_with_124() { # ARCH
    machine "$1"
    ended "entering the guest" 4 "$arch"
    assert_line --regexp "^run.sh: time limit of [0-9]+ s: QEMU was ended$"
    assert_line "  the CPU was in the guest at pc 0x100000"
    assert_line "  the guest has not exited since it was entered"
    assert_line --regexp "^map: 00100000 -> $ram[0-9a-f]{7}$"
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: without a terminal the time limit ends it, with status 124" {
    ends_with_124 riscv64
}

# bats test_tags=arch:aarch64
@test "step 4 aarch64: without a terminal the time limit ends it, with status 124" {
    ends_with_124 aarch64
}

# bats test_tags=arch:x86_64
@test "step 4 x86_64: without a terminal the time limit ends it, with status 124" {
    ends_with_124 x86_64
}

left_in_a_terminal() { # ARCH
    run "$top/tests/terminal.py" "entering the guest" '\x01x' "$top/run.sh" step 4 "$1"
    assert_success
    assert_output --partial "Ctrl-A X quits, Ctrl-A C goes to QEMU's monitor"
    assert_line "run.sh: Ctrl-A X: QEMU was ended"
    assert_line "  the CPU was in the guest at pc 0x100000"
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: in a terminal Ctrl-A X leaves with status 0" {
    left_in_a_terminal riscv64
}

# bats test_tags=arch:aarch64
@test "step 4 aarch64: in a terminal Ctrl-A X leaves with status 0" {
    left_in_a_terminal aarch64
}

# bats test_tags=arch:x86_64
@test "step 4 x86_64: in a terminal Ctrl-A X leaves with status 0" {
    left_in_a_terminal x86_64
}

disk_is_in_memory() { # ARCH
    machine "$1"
    # shellcheck disable=SC2059
    head -c 300000 /dev/urandom | (printf "$spin_bytes" && cat) >"$BATS_TEST_TMPDIR/big"
    disk_with "$BATS_TEST_TMPDIR/big"
    local host
    start_qemu 4 "$arch" --disk "$BATS_TEST_TMPDIR/disk.img" --guest big -- \
        -monitor unix:monitor,server=on,wait=off
    wait_for_line "entering the guest"
    host=$(sed -n 's/^map: 00100000 -> //p' console)
    "$top/tests/monitor.py" monitor "pmemsave 0x$host 300004 memory"
    end_qemu
    cmp memory big
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: what the disk holds is what lies in the guest's memory" {
    disk_is_in_memory riscv64
}

# bats test_tags=arch:aarch64
@test "step 4 aarch64: what the disk holds is what lies in the guest's memory" {
    disk_is_in_memory aarch64
}

# bats test_tags=arch:x86_64
@test "step 4 x86_64: what the disk holds is what lies in the guest's memory" {
    disk_is_in_memory x86_64
}

# An ELF64 is linked inside of the guest's memory, and starts at its entry.
elf_at_its_entry() { # ARCH
    machine "$1"
    cd "$BATS_TEST_TMPDIR"
    # shellcheck disable=SC2059
    printf "$spin_bytes" | "$top/tests/make_elf.py" e "$elf_machine" 0x180004 0x180000:0x2000:0x2000
    disk_with e
    gdb_options=(--disk "$BATS_TEST_TMPDIR/disk.img" --guest e)
    gdb_run 4 "$arch" 'hbreak world_enter' 'continue' 'stepi 3' 'printf "pc %lx\n", $pc'
    assert_line "pc 180004"
    grep -qE '^load: /sbin/e: [0-9]+ bytes, ELF, entry 0x180004.?$' console
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: an ELF is entered at its entry" {
    elf_at_its_entry riscv64
}

# bats test_tags=arch:aarch64
@test "step 4 aarch64: an ELF is entered at its entry" {
    elf_at_its_entry aarch64
}

# bats test_tags=arch:x86_64
@test "step 4 x86_64: an ELF is entered at its entry" {
    elf_at_its_entry x86_64
}

wish_is_reported() { # ARCH
    machine "$1"
    flat_guest "$arch" g <<<"$hypercall"
    ws step 4 "$arch" --guest "$BATS_TEST_TMPDIR/g"
    assert_failure 1
    assert_output --partial "trap handler: ${hypercall_trap}0x10000"
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: a guest that wants something is reported, status 1" {
    wish_is_reported riscv64
}

# bats test_tags=arch:aarch64
@test "step 4 aarch64: a guest that wants something is reported, status 1" {
    wish_is_reported aarch64
    # An SMC is not answered by QEMU: this one would end the machine with status 0.
    flat_guest aarch64 g <<<"ldr w0, =0x84000008; smc #0"
    ws step 4 aarch64 --guest "$BATS_TEST_TMPDIR/g"
    assert_failure 1
    assert_line "trap handler: SMC from AArch64"
    assert_line --partial " elr=0x100004 "
}

# bats test_tags=arch:x86_64
@test "step 4 x86_64: a guest that wants something is reported, status 1" {
    wish_is_reported x86_64
}
