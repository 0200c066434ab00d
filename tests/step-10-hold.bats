# Step 10: what must hold between guests, whatever one of them does.
load lib
load several

# bats file_tags=step:10

# --- Registers ---

# Every system register that an encoding has room for, and the others: one guest reads it before and after another has changed it, and
# the other too. On CPUs that have more of them than the usual ones; tests/sweep/registers.py runs all CPUs. Where floating point is
# swapped in another way, only its registers, and the general ones.
no_register_passes() { # ARCH [OPTIONS]
    run "$top/tests/several/swap.py" "$@"
    assert_success
    assert_line --regexp "^[0-9]+ times read, [0-9]{2,3} changed, "
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: no register of a guest passes to another, and each is as it was" {
    local zfinx=rv64,h=true,f=false,d=false,zfinx=true # fcsr without FS
    ! riscv64_cpu_exists "$zfinx,zfa=false" || zfinx+=,zfa=false # newer QEMUs have Zfa
    no_register_passes riscv64
    no_register_passes riscv64 only='[fx]' lazy-fp
    no_register_passes riscv64 only='[fx]' --cpu "$zfinx"
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: no register of a guest passes to another, and each is as it was" {
    no_register_passes aarch64 --cpu max # DISR_EL1, TPIDR2_EL0
    no_register_passes aarch64 only='[dvx][0-9]|S3_3_C4_C4_' lazy-fp # FPCR, FPSR
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: no register of a guest passes to another, and each is as it was" {
    no_register_passes x86_64 --cpu EPYC-Milan # XCR0, PKRU
}

# --- Ends ---

# Guest 1 is stopped at its first exit, before and after the handler, in its next lives at the second, and so on. Beside it runs one
# that looks at its registers all the time.
destroyed_at_each_exit() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    keeper "$1" 17 100
    ws step 10 "$1" --main "$top/tests/several/destroy.c" --slice 1 --guest-mem 16M --guest primes --restart --guest ./keep-17
    assert_success
    local all=$output # and none of its lives began with less memory than the first
    [ "$(grep -c "^The guest was stopped: destroyed\.$" <<<"$output")" -ge 30 ] || fail "it was not destroyed at each exit"
    of_guest 2
    assert_line "Shutdown vm normally!"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: a guest that is destroyed at each of its exits leaves the others alone, and its memory" {
    destroyed_at_each_exit riscv64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: a guest that is destroyed at each of its exits leaves the others alone, and its memory" {
    destroyed_at_each_exit aarch64
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: a guest that is destroyed at each of its exits leaves the others alone, and its memory" {
    destroyed_at_each_exit x86_64
}

# --- Guests that do anything ---

# Pairs of guests of the fuzzer's, one after the other, beside a guest that looks at its registers all the time: pairs.c.
beside_random_pairs() { # ARCH
    local kind
    run "$top/tests/several/pairs.py" "$1" pairs=50
    assert_success
    assert_line --regexp "^1[0-9]{2} lives from seed 1 on; of guest 1 the registers are the same, the memory is the same$"
    for kind in hypercall wait timer "demand fault" device "wild access" reflected; do
        assert_line --regexp "^exits: .*$kind [1-9]"
    done
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: pairs of random guests change nothing of another" {
    beside_random_pairs riscv64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: pairs of random guests change nothing of another" {
    beside_random_pairs aarch64
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: pairs of random guests change nothing of another" {
    beside_random_pairs x86_64
}

# --- Memory ---

# Guest 1 fills its memory and ends. Guest 2 comes to its own memory only later, and the allocator gives first what was freed last:
# pages of guest 1. Guest 2 looks at each line of 64 bytes.
pages_are_zero() { # ARCH [OPTIONS]
    ws step 10 "$1" --mem 96M --guest-mem 40M --guest ./fill "${@:2}" --guest ./look -- -icount shift=0
    assert_success
    [ "$(grep -cE "^memory: .* (3[4-9]|40)[0-9]{3} KiB given" <<<"$output")" -eq 2 ] || fail "they did not use their memory"
}

# bats test_tags=arch:riscv64
@test "step 10 riscv64: a page of a guest that has ended is zero for the next" {
    local each="li t0, 0x80400000; li t1, 0x82600000" end="li a7, 8; ecall"
    cd "$BATS_TEST_TMPDIR"
    flat_guest riscv64 fill <<<"$each; 1: sd t1, (t0); addi t0, t0, 64; bltu t0, t1, 1b; $end"
    flat_guest riscv64 look <<<"li t1, 600000; 1: .rept 99; nop; .endr; rdtime t0; bltu t0, t1, 1b; $each; 1: ld t2, (t0); bnez t2, 2f; addi t0, t0, 64
        bltu t0, t1, 1b; $end; 2: li a7, 0x53525354; li a6, 0; li a0, 0; li a1, 1; ecall"
    pages_are_zero riscv64
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: a page of a guest that has ended is zero for the next" {
    local each="ldr x1, =0x40400000; ldr x2, =0x42600000" end="ldr x0, =0x84000008; hvc #0"
    cd "$BATS_TEST_TMPDIR"
    flat_guest aarch64 fill <<<"$each; 1: str x2, [x1]; add x1, x1, 64; cmp x1, x2; b.lo 1b; $end"
    flat_guest aarch64 look <<<"mrs x3, cntvct_el0; ldr x4, =3750000; add x3, x3, x4; 1: .rept 99; nop; .endr; mrs x4, cntvct_el0; cmp x4, x3; b.lo 1b
        $each; 1: ldr x3, [x1]; add x1, x1, 64; cbnz x3, 2f; cmp x1, x2; b.lo 1b; $end; 2: ldr x0, =0x84000002; hvc #0"
    pages_are_zero aarch64
}

# A PC's guest finds more in its memory than its image: its ACPI tables. It fills their page too, and all from 0 on, where Linux has its
# zero page; then it asks for a reset. In its next life there is nothing of that. It counts its lives in the page that it shares.
# bats test_tags=arch:x86_64
@test "step 10 x86_64: a page of a guest that has ended is zero for the next, and for itself after a reset" {
    local each
    each() { # CODE: for each line of 64 bytes from edi to edx, at all places but its image and the tables of $1 bytes
        local range
        for range in "0, 0xe0000" "0xe0000 + $1, 0x100000" "0x101000, 0x2600000"; do
            echo "mov edi, ${range%,*}; mov edx, ${range#*, }; 1: $2; add edi, 64; cmp edi, edx; jb 1b"
        done
    }
    local look end="mov eax, 0x84000008; vmmcall; bad: mov eax, 0x84000002; vmmcall"
    look=$(each 0x400 "cmp dword ptr [edi], 0; jne bad")
    cd "$BATS_TEST_TMPDIR"
    protected_elf fill <<<"$look; $(each 0 "mov [edi], edx"); inc dword ptr [0xfe000000]; cmp dword ptr [0xfe000000], 2; je 2f
        mov eax, 0x84000009; vmmcall; 2: $end"
    protected_elf look <<<"3: rdtsc; cmp eax, 200000000; jb 3b; $look; $end"
    pages_are_zero x86_64 --share-page rw
    assert_line "--- guest 1 starts again ---"
}

# Guest 1 is promised four times the machine's memory, and uses it. What guest 3 is promised stays free, and guests 1 and 2 have an
# equal part each. Guest 2 gets the rest of what it is promised when guest 1 has ended.
# bats test_tags=arch:riscv64
@test "step 10 riscv64: a guest that uses all the memory leaves the others their parts, which grow when it ends" {
    ws step 10 riscv64 --mem 128M --slice 1 --guest fill --guest-mem 512M --weight 10 --guest fill --guest-mem 80M \
        --guest spin --guest-mem 24M --limit 20 -- -icount shift=0
    assert_failure 1
    local all=$output part
    of_guest 1
    part=$(sed -n "s/.*no memory for GPA .* has \([0-9]*\) KiB, which is its part of the machine's memory; .*/\1/p" <<<"$output")
    [ "$part" -ge $((44 * 1024)) ] && [ "$part" -le $((52 * 1024)) ] || fail "$output"
    of_guest 2
    assert_line "Shutdown vm normally!"
    assert_line --regexp "^memory: 81984 KiB promised, (79|8[0-9])[0-9]{3} KiB given; "
}

# --- Shares ---

# Two Linuxes compute checksums. The first has three times the weight: while both compute, it has three quarters of the CPU. It ends
# first, so its own line says how much of its time it had the CPU. Then it fails, and the other goes on. Each has its own command
# line and its own first files. On RISC-V the chapter runs two Linuxes: readme.bats.
linuxes_share() { # ARCH
    need_linux "$1"
    local all ran ready sum=30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58
    # shellcheck disable=SC2016
    local loop='cat /proc/cmdline; i=0; while [ $i -lt 6 ]; do head -c 1048576 /dev/zero | sha256sum; i=$((i + 1)); done'
    ws step 10 "$1" --timeout 100 --guest-mem 128M --guest linux --append 'cma=0 first' --weight 3 --run "$loop; exit 3" \
        --guest linux --append cma=0 --run "$loop" --guest kernel --guest-mem 32M --run 'echo ours'
    assert_failure 1
    assert_line --regexp "^\[guest 1\] .* first$"
    refute_line --regexp "^\[guest 2\] .* first$"
    assert_line "[guest 3] ours"
    assert_equal "$(grep -c "^\[guest 1\] $sum  -$" <<<"$output")" 6
    assert_equal "$(grep -c "^\[guest 2\] $sum  -$" <<<"$output")" 6
    all=$output
    of_guest 2
    assert_line "Hypervisor ok!"
    of_guest 1
    assert_line --partial "its kernel or its command has failed"
    read -r ran ready <<<"$(sed -n 's/^share: \([0-9]*\) ms run, \([0-9]*\) .*/\1 \2/p' <<<"$output")"
    [ $((ran * 100)) -ge $(((ran + ready) * 71)) ] && [ $((ran * 100)) -le $(((ran + ready) * 79)) ] ||
        fail "weight 3 of 4: $ran ms of $((ran + ready))"
}

# bats test_tags=arch:aarch64
@test "step 10 aarch64: two Linuxes compute the right sums, and share by their weights" {
    linuxes_share aarch64
}

# bats test_tags=arch:x86_64
@test "step 10 x86_64: two Linuxes compute the right sums, and share by their weights" {
    linuxes_share x86_64
}

# --- Reservations ---

# QEMU ends a reservation at each trap, so no guest can see it if the hypervisor does not. The manual wants an sc for it, 13.2.
# bats test_tags=arch:riscv64
@test "step 10 riscv64: taking a guest off the CPU ends its reservation" {
    ws step 10 riscv64 --guest-mem 16M --guest hello --guest hello
    assert_success
    output=$(llvm-objdump -d --mattr=+a "$top/build/riscv64/10-two-guests/hypervisor.elf" | sed -n '/ <vcpu_save>:/,/ <vcpu_wakes_at>:/p')
    grep -q "sc\.[wd]" <<<"$output" || fail "no sc"
}
