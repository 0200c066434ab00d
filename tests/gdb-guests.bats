# gdb with several guests: the table, the guest that the commands look at, and stops in one guest alone.
load lib

# bats file_tags=gdb,step:10

# Guest 1 has the CPU, then guest 2: what is said of each must not depend on which of them the CPU is in.
several_guests() { # ARCH ENTRY
    debug 10 "$1" --guest-mem 16M --guest tasks --weight 2 --guest primes <<END
guests
guest 1
tbreak *world_enter
continue
echo first\n
guests
echo .\n
guest 3
guest
tbreak end_slice
continue
guest 1
echo regs-on\n
guest-regs -s
echo .\nroot-on\n
stage2 $2
guest-x /8xw gpa $2
echo .\nexits\n
exits 1
echo .\n
guest 2
echo other\n
exits
stage2 $2
guest-x /8xw gpa $2
guest-memory
echo .\n
delete
world-switches entry guest 2
continue
echo second\n
guests
echo .\n
guest 1
echo regs-off\n
guest-regs -s
echo .\nroot-off\n
stage2 $2
guest-x /8xw gpa $2
echo .\nirqs\n
guest-irqs
echo .\n
world-switches off
guest-break $2
guest 2
guest-break $2
guest cpu
continue
echo third\n
guests
echo .\n
monitor quit
END
    assert_success
    refute_output --partial "bug:"
    assert_line "guests: no guest yet: guests_make() has not run"
    assert_line "guest: there is no guest 1 yet"
    assert_line "guest: there is no guest 3: there are 1 to 2"
    assert_line "The commands look at the guest on the CPU: guest 1"
    assert_line "host ==> guest 2  1: pc $2"
    refute_line --regexp "host ==> guest 1"
    between first | grep -qx "    1  runs        2      0 ms     0%      1  on the CPU, which is in the hypervisor, pc $2"
    between first | grep -qx "    2  ready       1      0 ms     0%      0  in memory, pc $2"
    between second | grep -qE "^\*   2  runs |^    2  runs "
    between second | grep -qE "^\*?  *1  ready +2 .* 100%      1  in memory, pc 0x"
    between exits | grep -q "^guest 1, vCPU 0: "
    between other | grep -qx "guest 2, vCPU 0: 0 exits so far"
    between other | grep -q "^guest 2, stage-2 root at "
    refute_line --partial "guest 1, stage-2 root"
    # Guest 1 is the same on the CPU and off it; guest 2 has other memory at the same GPA.
    assert_equal "$(between regs-off | same_off_the_cpu)" "$(between regs-on | same_off_the_cpu)"
    assert_equal "$(between root-off)" "$(between root-on)"
    [ "$(between root-on | grep "=> HPA")" != "$(between other | grep "=> HPA")" ] || fail "both have the same memory"
    # Its first instruction is behind guest 1: only guest 2 stops there.
    between third | grep -qE "^    2  runs .* on the CPU, which is in the guest, pc $2$"
}

# A timer that runs down says so in the CPU, and a bit of it is not kept.
same_off_the_cpu() {
    grep -vE "^ (vsip|hvip|vstimecmp|CNTV_CTL_EL0) " || true
}

# bats test_tags=arch:riscv64
@test "gdb riscv64: guests, guest N and world-switches of one of them" {
    several_guests riscv64 0x80200000
}

# bats test_tags=arch:aarch64
@test "gdb aarch64: guests, guest N and world-switches of one of them" {
    several_guests aarch64 0x40200000
}

# bats test_tags=arch:x86_64
@test "gdb x86_64: guests, guest N and world-switches of one of them" {
    several_guests x86_64 0x100000
}
