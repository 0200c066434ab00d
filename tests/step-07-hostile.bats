# Step 7: a guest that tries everything on its devices: tests/hostile-devices. Every register, and the places beside
# it, with every width, and zeros, ones, single bits and random values, in no order; half of it with interrupts on,
# which are acknowledged or come again; between them the CPU's own registers for interrupts and time. The host's
# registers are compared after each exit, its code and constants at the end.
load lib

# bats file_tags=step:7

# sweep_guest ARCH: compiles the guest $BATS_TEST_TMPDIR/sweep.
sweep_guest() {
    local flags file out=$BATS_TEST_TMPDIR/sweep objects=()
    flags=$(make -s -C "$top" ARCH="$1" guest-flags) || return
    make -s -C "$top" ARCH="$1" "build/$1/guest-parts/lib/$1.S.o" "build/$1/guest-parts/lib/print.c.o" || return
    for file in sweep.c "$1.c" "$1.S"; do # the flags name folders of the project's
        # shellcheck disable=SC2086
        (cd "$top" && clang $flags -c -o "$out-$file.o" "tests/hostile-devices/$file") || return
        objects+=("$out-$file.o")
    done
    ld.lld -static --build-id=none -T "$top/guest/lib/$1.ld" -o "$out" \
        "$top/build/$1/guest-parts/lib/$1.S.o" "$top/build/$1/guest-parts/lib/print.c.o" "${objects[@]}"
}

# sweeps ARCH LEAST DEVICE...: at least so many accesses; each device was read and written.
sweeps() {
    local arch=$1 least=$2 device elf firmware=()
    shift 2
    [ "$arch" != riscv64 ] || firmware=("$top/build/riscv64/firmware.bin")
    cd "$BATS_TEST_TMPDIR"
    sweep_guest "$arch"
    ws step 7 "$arch" --main "$top/tests/hostile-devices/main.c" --guest ./sweep --ram ram
    assert_success
    [[ $output =~ sweep:\ ([0-9]+)\ accesses,\ ([0-9]+)\ faults,\ ([0-9]+)\ interrupted ]]
    [ "${BASH_REMATCH[1]}" -ge "$least" ]
    [ "${BASH_REMATCH[3]}" -gt 100 ]
    for device in "$@"; do
        assert_line --regexp "^devices:(.*;)? $device [1-9][0-9]* read, [1-9][0-9]* written"
    done
    elf=$(echo "$top/build/$arch"/07-*/tests-hostile-devices-main.elf)
    run "$top/tests/hostile/untouched.py" ram "$elf" ${firmware[@]+"${firmware[@]}"}
    assert_success
    assert_output --regexp "\.text \.rodata .*compared; nothing changed"
}

# bats test_tags=arch:riscv64
@test "hostile riscv64: everything on every device leaves the host as it was" {
    sweeps riscv64 18000 plic uart rtc
}

# bats test_tags=arch:aarch64
@test "hostile aarch64: everything on every device leaves the host as it was" {
    sweeps aarch64 29000 gicd gicr uart rtc
}

# bats test_tags=arch:x86_64
@test "hostile x86_64: everything on every device leaves the host as it was" {
    sweeps x86_64 15000 pic1 pic2 elcr pit "port 61" uart rtc
}

# QEMU ends in an assertion when a guest writes CR8 while an interrupt is offered to it. 32-bit code reaches CR8 too.
# bats test_tags=arch:x86_64
@test "hostile x86_64: a guest that an interrupt waits for cannot write CR8" {
    protected_elf p <<<"cli; mov al, 0x11; out 0x20, al; mov al, 0x20; out 0x21, al; mov al, 4; out 0x21, al; mov al, 1; out 0x21, al
        mov al, 0xef; out 0x21, al; mov dx, 0x3fc; mov al, 8; out dx, al; mov dx, 0x3f9; mov al, 2; out dx, al
        xor eax, eax; .byte 0xf0, 0x0f, 0x22, 0xc0" # lock mov cr0, eax
    ws step 7 x86_64 --guest "$BATS_TEST_TMPDIR/p"
    assert_failure 1
    assert_line --partial "write of CR8 at pc"
}
