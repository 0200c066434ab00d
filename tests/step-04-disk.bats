# Step 4: the disk, wherever it is and whatever it can do.
load lib

# bats file_tags=step:4

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
    ws step 4 "$1" --main "$top/tests/self-protection/disk_twice.c"
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
