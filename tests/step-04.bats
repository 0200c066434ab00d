# Step 4: a guest from the disk. Broken images and disks are in bad-input.bats.
load lib

# bats file_tags=step:4

# bats test_tags=arch:riscv64
@test "step 4 riscv64: the guest spins at 0x100000 in VS-mode" {
    ws regs 4 riscv64
    assert_success
    assert_line --regexp '^ V +=   1$'
    assert_line --regexp '^ pc +0000000000100000$'
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: it still spins there after ten more instructions, and a second" {
    gdb_run 4 riscv64 'hbreak world_enter' 'continue' 'stepi 11' 'printf "pc %lx\n", $pc'
    assert_line "pc 100000"

    start_qemu 4 riscv64 -- -monitor unix:monitor,server=on,wait=off
    wait_for_line "entering the guest"
    run "$top/tests/monitor.py" monitor "info registers"
    end_qemu
    assert_line --regexp '^ V +=   1$'
    assert_line --regexp '^ pc +0000000000100000$'
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: without a terminal the time limit ends it, with status 124" {
    run "$top/run.sh" step 4 riscv64 --timeout 2 </dev/null
    assert_failure 124
    assert_line "run.sh: time limit of 2 s: QEMU was ended"
    assert_line "map: 00100000 -> 87f00000"
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: in a terminal Ctrl-A X leaves with status 0" {
    run "$top/tests/terminal.py" "entering the guest" '\x01x' "$top/run.sh" step 4 riscv64
    assert_success
    assert_output --partial "Ctrl-A X leaves, Ctrl-A C goes to QEMU's monitor"
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: what the disk holds is what lies in the guest's memory" {
    head -c 300000 /dev/urandom | (printf '\x6f\x00\x00\x00' && cat) >"$BATS_TEST_TMPDIR/big"
    disk_with "$BATS_TEST_TMPDIR/big"
    local host
    ws step 4 riscv64 --guest "$BATS_TEST_TMPDIR/big" --timeout 2
    host=$(echo "$output" | sed -n 's/^map: 00100000 -> //p')
    [ -n "$host" ]
    start_qemu 4 riscv64 --disk "$BATS_TEST_TMPDIR/disk.img" --guest big -- \
        -monitor unix:monitor,server=on,wait=off
    wait_for_line "entering the guest"
    "$top/tests/monitor.py" monitor "pmemsave 0x$host 300004 memory"
    end_qemu
    cmp memory big
}

# An ELF64 is linked inside of the guest's memory, and starts at its entry.
# bats test_tags=arch:riscv64
@test "step 4 riscv64: an ELF is entered at its entry" {
    cd "$BATS_TEST_TMPDIR"
    printf '\x6f\x00\x00\x00' | "$top/tests/make_elf.py" e 243 0x180004 0x180000:0x2000:0x2000
    ws step 4 riscv64 --guest ./e --timeout 2
    assert_failure 124
    assert_line --regexp '^load: /sbin/e: [0-9]+ bytes, ELF, entry 0x180004$'
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: a guest that wants something is reported, status 1" {
    printf 'ecall\n' | flat_guest riscv64 g
    ws step 4 riscv64 --guest "$BATS_TEST_TMPDIR/g"
    assert_failure 1
    assert_line --partial "trap handler: environment call from VS-mode at 0x100000"
}

# bats test_tags=arch:riscv64
@test "step 4 riscv64: the disk in any slot, of any virtio-mmio version, with any queue" {
    local drive="if=none,id=d0,format=raw,readonly=on,file=$top/build/riscv64/disk.img"
    local device=virtio-blk-device,drive=d0 variant
    for variant in "$device,bus=virtio-mmio-bus.0" "$device,bus=virtio-mmio-bus.5,queue-size=4" \
        "$device,queue-size=1024"; do
        for legacy in true false; do
            ws step 5 riscv64 --disk none -- -drive "$drive" -device "$variant" \
                -global virtio-mmio.force-legacy=$legacy
            assert_success
            assert_line "Hypervisor ok!"
        done
    done
}
