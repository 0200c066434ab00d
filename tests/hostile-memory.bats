# Guests that reach for what is not theirs, by every kind of address and with every kind of access: the
# attempts of guest/hostile/ARCH.S, each a guest of its own, all of them in one machine (hostile/main.c).
# Above each attempt stands how it must end. Meanwhile all memory but the guest's own and the hypervisor's
# data is watched, free memory too, which is filled first; and the host's registers, at each exit.
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
    meets_hostile_guests riscv64 236
    meets_hostile_guests riscv64 236 --bios opensbi
}

# bats test_tags=arch:aarch64
@test "hostile aarch64: every kind of address and access is stopped, named, and changes nothing" {
    meets_hostile_guests aarch64 204
}

# bats test_tags=arch:x86_64
@test "hostile x86_64: every kind of address and access is stopped, named, and changes nothing" {
    meets_hostile_guests x86_64 225
}
