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

any_virtio_disk() { # ARCH
    local drive="if=none,id=d0,format=raw,readonly=on,file=$top/build/$1/disk.img"
    local device=virtio-blk-device,drive=d0 variant
    for variant in "$device,bus=virtio-mmio-bus.0" "$device,bus=virtio-mmio-bus.5,queue-size=4" \
        "$device,queue-size=1024"; do
        for legacy in true false; do
            ws step 5 "$1" --disk none -- -drive "$drive" -device "$variant" \
                -global virtio-mmio.force-legacy=$legacy
            assert_success
            assert_line "Hypervisor ok!"
        done
    done
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: the disk in any slot, of any virtio-mmio version, with any queue" {
    any_virtio_disk riscv64
}

# bats test_tags=arch:aarch64
@test "step 4 aarch64: the disk in any slot, of any virtio-mmio version, with any queue" {
    any_virtio_disk aarch64
}

# bats test_tags=arch:x86_64
@test "step 4 x86_64: the disk in any slot and bus, transitional or modern, with any queue" {
    local drive="if=none,id=d0,format=raw,readonly=on,file=$top/build/x86_64/disk.img" variant legacy
    for variant in addr=1e queue-size=4 queue-size=1024 bus=p5,disable-modern=off; do
        for legacy in off on; do
            ws step 5 x86_64 --disk none -- -drive "$drive" -device pcie-root-port,id=p5,addr=5 \
                -device "virtio-blk-pci,drive=d0,disable-legacy=$legacy,$variant"
            assert_success
            assert_line "Hypervisor ok!"
        done
    done
    ws step 5 x86_64 --disk none -- -drive "$drive" -device virtio-rng-pci \
        -device virtio-blk-pci,drive=d0,disable-modern=on
    assert_success
}

# Among empty disks, one of them with a serial number much like ours, random numbers and a network: where
# run.sh puts it, and in a place behind or before all others.
among_other_devices() { # ARCH PLACE
    machine "$1"
    head -c 1048576 /dev/zero >"$BATS_TEST_TMPDIR/zeros"
    local others=() i
    for i in 1 2; do
        others+=(-drive "if=none,id=d$i,format=raw,readonly=on,file=$BATS_TEST_TMPDIR/zeros"
            -device "$disk_device,drive=d$i,serial=worldswitch$i")
    done
    others+=(-device "${disk_device/blk/rng}" -device "${disk_device/blk/net}")
    ws step 5 "$arch" -- "${others[@]}"
    assert_success
    ws step 5 "$arch" --disk none -- "${others[@]}" \
        -drive "if=none,id=d0,format=raw,readonly=on,file=$top/build/$arch/disk.img" \
        -device "$disk_device,drive=d0,serial=worldswitch,$2"
    assert_success
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: our disk is found among other devices" {
    among_other_devices riscv64 bus=virtio-mmio-bus.0
}

# bats test_tags=arch:aarch64
@test "step 4 aarch64: our disk is found among other devices" {
    among_other_devices aarch64 bus=virtio-mmio-bus.12
}

# bats test_tags=arch:x86_64
@test "step 4 x86_64: our disk is found among other devices" {
    among_other_devices x86_64 addr=1e
    among_other_devices x86_64 addr=1e,disable-legacy=on
}

opened_again() { # ARCH
    ws step 4 "$1" --main "$top/tests/house/disk_twice.c"
    assert_success
    assert_output "sector 0 ends in 55aa"
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: the disk may be opened again" {
    opened_again riscv64
}

# bats test_tags=arch:aarch64
@test "step 4 aarch64: the disk may be opened again" {
    opened_again aarch64
}

# bats test_tags=arch:x86_64
@test "step 4 x86_64: the disk may be opened again" {
    opened_again x86_64
}

# The BAR of the disk's function, 0:1.0, is 0 again, as before the firmware assigned it: then its
# registers would be ports 0 to 0x13, the DMA controller's.
# bats test_tags=arch:x86_64
@test "step 4 x86_64: a disk whose I/O BAR is unassigned is refused, and not switched on" {
    gdb_run 4 x86_64 'hbreak main' 'continue' 'monitor o /w 0xcf8 0x80000804' 'monitor o /w 0xcfc 0' \
        'monitor o /w 0xcf8 0x80000810' 'monitor o /w 0xcfc 0' 'hbreak power_off' 'continue' \
        'monitor o /w 0xcf8 0x80000800' 'monitor i /w 0xcfc' 'monitor o /w 0xcf8 0x80000804' 'monitor i /w 0xcfc'
    assert_line "portl[0x0cfc] = 0x10011af4"
    assert_line "portl[0x0cfc] = 0x00100000"
    run tail -n 1 "$BATS_TEST_TMPDIR/console"
    assert_output "load: /sbin/spin: disk: the firmware has assigned no address to the virtio-blk-pci device"
}

# Virtio 1.2, 4.1.3.1. QEMU takes both, other devices need not.
# bats test_tags=arch:x86_64
@test "step 4 x86_64: 64-bit fields of a modern disk are written in halves" {
    "$top/run.sh" step 4 x86_64 --dry-run # builds it
    run llvm-objdump -d --no-show-raw-insn --disassemble-symbols=virtio_queue_set "$top/build/x86_64/04-load-guest/hypervisor.elf"
    assert_success
    assert_line --regexp 'movl[^,]*, (32|0x20)\('
    refute_line --regexp 'movq[^,]*, .*\('
}
