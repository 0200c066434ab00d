# Step 11: a guest's CPUs that wait, and what wakes them, ends them or stops them.
load lib
load several
load many

# bats file_tags=step:11

# Two CPUs of a guest wake at the same time, by deadlines of one CPU, while the other has nothing to run: guest 1 kept them from that
# one. A slice is longer than the run. One that wakes too late asks for a reset.
# bats test_tags=arch:riscv64
@test "step 11 riscv64: of two that wake at the same time, a CPU that has nothing to run takes one" {
    cd "$BATS_TEST_TMPDIR"
    flat_guest riscv64 keeps <<<"li s1, 3000000; 1: rdtime t0; bltu t0, s1, 1b; li a7, 8; ecall"
    flat_guest riscv64 wakes <<'END'
        li a7, 0x48534d; li a6, 0; li a0, 1; la a1, other; ecall # hart_start
other:  li t0, 0x20; csrw sie, t0
        li s0, 1000000; csrw 0x14d, s0; 1: wfi; rdtime t1; bltu t1, s0, 1b # stimecmp: until 100 ms,
        li s0, 5000000; csrw 0x14d, s0; 2: wfi; rdtime t1; bltu t1, s0, 2b # and until 500 ms
        sub s1, t1, s0; li s2, 10000000; add s2, s2, t1; 3: rdtime t1; bltu t1, s2, 3b
        li t0, 5000000; bgeu s1, t0, late; la t0, count; li t1, 1; amoadd.w t1, t1, (t0)
4:      beqz t1, 4b; li a7, 8; ecall
late:   li a7, 0x53525354; li a6, 0; li a0, 1; li a1, 0; ecall
        .balign 4; count: .word 0
END
    many riscv64 2 --scheduler round-robin --slice 20000 --no-reboot --guest ./keeps --pin 1 --guest ./wakes --vcpus 2
    assert_success
}

# CPU 0 of the guest runs all the time, and its CPU 1 twice for a moment: tests/many/off.c. A slice is longer than the run.
# bats test_tags=arch:riscv64
@test "step 11 riscv64: a CPU that has nothing to run again takes what becomes ready again" {
    cd "$BATS_TEST_TMPDIR"
    many_guest riscv64 off 2
    many riscv64 2 --scheduler round-robin --slice 20000 --timeout 15 --guest ./off --vcpus 2
    assert_success
}

# CPU 0 waits for an interrupt of the UART, which CPU 1 lets the UART raise. No timer is set. One that is not woken fails the run.
# bats test_tags=arch:riscv64
@test "step 11 riscv64: one that waits is woken by a device's line that another CPU of its guest has raised" {
    cd "$BATS_TEST_TMPDIR"
    flat_guest riscv64 line <<'END'
        li a7, 0x48534d; li a6, 0; li a0, 1; la a1, other; ecall # hart_start
        li t0, 0x0c000000; li t1, 1; sw t1, 0x28(t0); li t0, 0x0c002080; li t1, 1 << 10; sw t1, (t0) # the PLIC lets it through
        li t0, 0x200; csrw sie, t0; wfi; la s0, woken; li t0, 1; sw t0, (s0); 1: j 1b
other:  li s1, 1000000; 1: rdtime t0; bltu t0, s1, 1b; li t0, 0x10000000; li t1, 2; sb t1, 1(t0) # IER: there is room to write
        li s1, 20000000; la s0, woken; 1: lw t0, (s0); bnez t0, ok; rdtime t0; bltu t0, s1, 1b
        li a7, 0x53525354; li a6, 0; li a0, 1; li a1, 0; ecall # system_reset
ok:     li a7, 8; ecall
        .balign 4; woken: .word 0
END
    many riscv64 2 --no-reboot --guest ./line --vcpus 2
    assert_success
}

# CPU 0 of guest 1 waits for its doorbell, and its CPU 1 for CPU 0. CPU 0 of guest 2 waits for its CPU 1, which rings later.
# bats test_tags=arch:riscv64
@test "step 11 riscv64: one that waits is not stopped while another CPU of another guest can ring" {
    cd "$BATS_TEST_TMPDIR"
    flat_guest riscv64 listens <<'END'
        li a7, 0x48534d; li a6, 0; li a0, 1; la a1, other; ecall # hart_start
        li t0, 0x0c000000; li t1, 1; sw t1, 0x30(t0); li t0, 0x0c002080; li t1, 1 << 12; sw t1, (t0) # the PLIC lets the doorbell through
        li t0, 0x200; csrw sie, t0; li s0, 0x0f000000; 1: wfi; ld t0, (s0); beqz t0, 1b
        li a7, 0x735049; li a6, 0; li a0, 2; li a1, 0; ecall; 2: j 2b # send_ipi
other:  li t0, 2; csrw sie, t0; li s1, 200000; 1: rdtime t0; bltu t0, s1, 1b
2:      wfi; csrr t0, sip; andi t0, t0, 2; beqz t0, 2b; li a7, 8; ecall
END
    flat_guest riscv64 rings <<'END'
        li a7, 0x48534d; li a6, 0; li a0, 1; la a1, other; ecall
        li t0, 2; csrw sie, t0; 1: wfi; j 1b
other:  li s1, 2000000; 1: rdtime t0; bltu t0, s1, 1b; li s0, 0x0f000000; li t0, 1; sd t0, (s0)
        li a7, 0x0a005753; li a6, 1; ecall; li a7, 8; ecall
END
    many riscv64 2 --share-page rw --guest ./listens --vcpus 2 --guest ./rings --vcpus 2
    assert_success
}

# CPU 0 waits for CPU 1, which turns itself off: tests/many/alone.c.
alone() { # ARCH
    many_guest "$1" alone 2
    many "$1" 2 --timeout 60 --guest ./alone --vcpus 2
    assert_failure 1
    assert_line "The guest was stopped: it turns its last CPU off, and nothing can turn one on again."
}

# bats test_tags=arch:riscv64
@test "step 11 riscv64: a guest whose last CPU that runs turns itself off is stopped" {
    cd "$BATS_TEST_TMPDIR"
    alone riscv64
}

# bats test_tags=arch:aarch64
@test "step 11 aarch64: a guest whose last CPU that runs turns itself off is stopped" {
    cd "$BATS_TEST_TMPDIR"
    alone aarch64
}

# bats test_tags=arch:x86_64
@test "step 11 x86_64: a guest whose last CPU that runs turns itself off is stopped" {
    cd "$BATS_TEST_TMPDIR"
    alone x86_64
}

# CPU 0 shuts the guest down while CPU 1 waits for the lock with an exit by which it would wait for its timer, again and again. The
# other guests keep both CPUs of the machine busy, or they would look at that guest again. One run of three shows what is wrong.
# bats test_tags=arch:riscv64
@test "step 11 riscv64: a guest ends while another CPU of it is about to wait" {
    cd "$BATS_TEST_TMPDIR"
    flat_guest riscv64 ends <<'END'
        li a7, 0x48534d; li a6, 0; li a0, 1; la a1, other; ecall # hart_start
        la s0, flag; 1: lw t0, (s0); beqz t0, 1b; li a7, 8; ecall
other:  li s1, 300000; 1: rdtime t0; bltu t0, s1, 1b; la s0, flag; li t0, 1; sw t0, (s0)
        rdtime t0; li t1, 100000; add s1, t0, t1; 1: rdtime t0; bltu t0, s1, 1b; li t0, 0x20; csrw sie, t0
2:      rdtime t0; li t1, 200000; add t0, t0, t1; csrw 0x14d, t0; wfi; j 2b # stimecmp: 20 ms
        .balign 4; flag: .word 0
END
    for _ in 1 2 3; do
        many riscv64 2 --main "$top/tests/many/ends.c" --timeout 60 --guest ./ends --vcpus 2 --guest spin --limit 400 --guest spin --limit 400
        assert_failure 1 # of the limits
        assert_in_order "--- guest 1 ends ---" "Shutdown vm normally!"
    done
}

# As in step 10, but CPU 1 asks for its stolen time, and runs in the guest's next life without asking again.
# bats test_tags=arch:riscv64
@test "step 11 riscv64: after a reset nothing is written where another CPU wanted its stolen time before" {
    local written
    cd "$BATS_TEST_TMPDIR"
    flat_guest riscv64 asks <<'END'
        li a7, 0x48534d; li a6, 0; li a0, 1; la a1, other; ecall # hart_start
        li s1, 500000; 1: .rept 99; nop; .endr; rdtime t0; bltu t0, s1, 1b; li a7, 8; ecall
other:  li s0, 0x0f000000; ld s1, (s0); bnez s1, spins; sd s0, (s0) # the page that it shares stays
        li a7, 0x535441; li a6, 0; li a0, 0x80800040; li a1, 0; li a2, 0; ecall; wrong: bnez a0, wrong # steal_time_set_shmem
        li s1, 50000; 1: .rept 99; nop; .endr; rdtime t0; bltu t0, s1, 1b; li a7, 0x53525354; li a0, 1; li a1, 0; ecall
spins:  j spins
END
    many riscv64 1 --slice 1 --mem 128M --ram ram --share-page rw --guest ./asks --vcpus 2 --guest spin --limit 100 -- -icount shift=0
    assert_line "--- guest 1 starts again ---"
    local all=$output
    of_guest 1
    assert_line --regexp "^share: .*, [3-9][0-9] times on the CPU$"
    written=$(in_ram riscv64 'u64(u64(symbols["times"] + 8)) & 0xffffffff' 11-many-cpus) # twice each time
    [ "$written" -le 20 ] || fail "written $written times"
}
