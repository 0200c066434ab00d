# Guests that reach for what is not theirs, by every kind of address and with every kind of access: the
# attempts of guest/hostile/ARCH.S, each a guest of its own, all of them in one machine (hostile/main.c).
# Above each attempt stands how it must end. Meanwhile all memory but the guest's own and the hypervisor's
# data is watched, free memory too; and the host's registers, at each exit. All memory is filled before the
# machine starts: the guest must find its image, and zeros.
load lib

# bats file_tags=step:5

# meets_hostile_guests ARCH ATTEMPTS [OPTIONS]: as many, or that test would be an empty one.
meets_hostile_guests() {
    run "$top/tests/hostile/guest.py" "$1" "${@:3}"
    assert_success
    assert_line "$2 attempts, 0 not as wanted"
}

# bats test_tags=arch:riscv64
@test "hostile riscv64: every kind of address and access is stopped, named, and changes nothing" {
    meets_hostile_guests riscv64 239
    ! opensbi_passes_instructions || meets_hostile_guests riscv64 239 --bios opensbi
}

# bats test_tags=arch:aarch64
@test "hostile aarch64: every kind of address and access is stopped, named, and changes nothing" {
    meets_hostile_guests aarch64 204
}

# bats test_tags=arch:x86_64
@test "hostile x86_64: every kind of address and access is stopped, named, and changes nothing" {
    meets_hostile_guests x86_64 228
}

# reaches_out ARCH: step 4 with a guest of 2 MiB from 1 MiB on, for each line of code and GPA in the input.
# What the hypervisor never writes is afterwards as its ELF has it.
reaches_out() {
    local code gpa elf firmware=()
    [ "$1" != riscv64 ] || firmware=("$top/build/riscv64/firmware.bin")
    while IFS='|' read -r code gpa; do
        flat_guest "$1" g < <([ "$1" != x86_64 ] || echo .code32; echo "$code")
        ws step 4 "$1" --guest "$BATS_TEST_TMPDIR/g" --ram "$BATS_TEST_TMPDIR/ram" --mem 32M
        assert_failure 1
        assert_output --partial "(GPA $gpa)"
        elf=$(echo "$top/build/$1"/04-*/hypervisor.elf)
        run "$top/tests/hostile/untouched.py" "$BATS_TEST_TMPDIR/ram" "$elf" ${firmware[@]+"${firmware[@]}"}
        assert_success
        assert_output --regexp "\.text \.rodata .*compared; nothing changed"
    done
}

# bats test_tags=step:4,arch:riscv64
@test "hostile riscv64: step 4's guest reaches for what is not its own, and gets nothing" {
    reaches_out riscv64 <<'END'
li a0, 0xffff8; sd a0, (a0)|0xffff8
li a0, 0x300000; sd a0, (a0)|0x300000
li a0, 0x10000000; sb a0, (a0)|0x10000000
li a0, 0x80200000; sd a0, (a0)|0x80200000
li a0, 0x80000000; jr a0|0x80000000
li a0, (1 << 41) - 8; ld a0, (a0)|0x1fffffffff8
END
}

# bats test_tags=step:4,arch:aarch64
@test "hostile aarch64: step 4's guest reaches for what is not its own, and gets nothing" {
    reaches_out aarch64 <<'END'
ldr x0, =0xffff8; str x0, [x0]|0xffff8
ldr x0, =0x300000; str x0, [x0]|0x300000
ldr x0, =0x9000000; strb w0, [x0]|0x9000000
ldr x0, =0x40200000; str x0, [x0]|0x40200000
ldr x0, =0x40200000; br x0|0x40200000
ldr x0, =0x7ffffffff8; ldr x0, [x0]|0x7ffffffff8
END
}

# bats test_tags=step:4,arch:x86_64
@test "hostile x86_64: step 4's guest reaches for what is not its own, and gets nothing" {
    reaches_out x86_64 <<'END'
mov [0xffff8], eax|0xffff8
mov [0x300000], eax|0x300000
mov [0xfee000b0], eax|0xfee000b0
mov eax, [0xfffffffc]|0xfffffffc
mov eax, 0xa00000; jmp eax|0xa00000
END
}
