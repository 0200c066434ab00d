# Step 5 on RISC-V: the Supervisor Binary Interface, asked by guests that check the answers.
load lib

# bats file_tags=step:5,arch:riscv64

# sbi: a guest of the macros below. It shuts down when every answer was as wanted, and else dies of
# an illegal instruction.
sbi() {
    run_guest riscv64 "$@" < <(
        cat <<'END'
.macro call extension, function, x0=0, x1=0, x2=0
        li a7, \extension; li a6, \function; li a0, \x0; li a1, \x1; li a2, \x2; ecall
.endm
.macro want error, value
        li t0, \error; bne a0, t0, wrong; li t0, \value; bne a1, t0, wrong
.endm
.equ DBCN, 0x4442434e
.equ SRST, 0x53525354
.equ RFNC, 0x52464e43
END
        cat
        echo "li a7, 8; ecall; wrong: unimp"
    )
}

@test "sbi: base tells the truth" {
    sbi <<'END'
        call 0x10, 0; want 0, 0x2000000
        call 0x10, 1; want 0, 0x5753
        call 0x10, 2; want 0, 1
        call 0x10, 4; want 0, 0
        call 0x10, 5; want 0, 0
        call 0x10, 6; want 0, 0
        call 0x10, 7; want -2, 0
        call 0x10, -1; want -2, 0
END
    assert_success
}

@test "sbi: probing: what is offered, and what is not" {
    sbi < <(
        for id in 0x10 DBCN SRST RFNC 1 2 8; do
            echo "call 0x10, 3, $id; want 0, 1"
        done
        for id in 0 3 4 5 6 7 9 0x11 0x54494d45 0x735049 0x48534d 0x504d55 0x53555350 0x43505043 \
            0x4e41434c 0x535441 0x08000000 0x09000000 0x0a000000 -1; do
            echo "call 0x10, 3, $id; want 0, 0"
        done
    )
    assert_success
}

@test "sbi: what is not offered is refused, named, and changes nothing" {
    sbi --verbose < <(
        for call in "0x54494d45, 0" "0x735049, 0" "0x48534d, 0" "0x504d55, 0" "0x53555350, 0" \
            "0x43505043, 0" "0x4e41434c, 0" "0x535441, 0" "0x12345678, 0" "0x09000001, 5" \
            "0, 0" "3, 0" "4, 0" "5, 0" "6, 0" "7, 0" "9, 0" "DBCN, 3" "SRST, 1" "RFNC, 3" \
            "RFNC, 7" "0x10, 99" "-1, -1"; do
            echo "call $call; want -2, 0"
        done
    )
    assert_success
    for name in "TIME set_timer(0x0)" "IPI send_ipi(0x0, 0x0)" "HSM hart_start(0x0, 0x0, 0x0)" \
        "PMU num_counters()" "SUSP system_suspend(0x0, 0x0, 0x0)" "CPPC probe(0x0)" \
        "NACL probe_feature(0x0)" "STA steal_time_set_shmem(0x0, 0x0, 0x0)" \
        "unknown extension 0x12345678, function 0x0" "vendor's extension 0x9000001, function 0x5" \
        "legacy set_timer(0x0)" "legacy clear_ipi()" "legacy remote_sfence_vma(0x0, 0x0, 0x0)" \
        "unknown extension 0x9, function 0x0" \
        "RFNC remote_hfence_gvma_vmid(0x0, 0x0, 0x0, 0x0, 0x0)" \
        "unknown function of extension 0x10, function 0x63"; do
        assert_line "VmExit Reason: VSuperEcall: $name"
    done
}

@test "sbi: a function's number above 63 bits names no other call" {
    sbi <<<"call 0x10, 0x8000000000000000; want -2, 0; call 0x100000010, 0; want -2, 0"
    assert_success
}

@test "sbi: the console writes what lies in the guest's memory, and nothing else" {
    sbi --guest-mem 16M <<'END'
        la s0, text; li a7, DBCN; li a6, 0; li a0, 6; mv a1, s0; li a2, 0; ecall; want 0, 6
        call DBCN, 0, 0, 0x80000000;          want 0, 0
        call DBCN, 0, 1, 0x7fffffff;          want -3, 0
        call DBCN, 0, 1, 0x81000000;          want -3, 0
        call DBCN, 0, 2, 0x80ffffff;          want -3, 0
        call DBCN, 0, 1, 0x80ffffff;          want 0, 1
        call DBCN, 0, 8, 0xfffffffffffffffc;  want -3, 0
        call DBCN, 0, 1, 0x80000000, 1;       want -3, 0
        call DBCN, 0, -1, 0x80fff001;         want -3, 0
        call DBCN, 0, -1, 0x80200000;         want 0, 4096
        call DBCN, 2, 0x4f;                   want 0, 0
        call DBCN, 2, 0x4b;                   want 0, 0
        call DBCN, 2, 10;                     want 0, 0
        j 1f
text:   .ascii "hello\n"
        .balign 4
1:
END
    assert_success
    assert_line "[guest] hello"
    assert_line --regexp 'OK$'
}

@test "sbi: the console reads into the guest's memory, and nowhere else" {
    flat_guest riscv64 reader <<'END'
        li s1, 0x80300000
1:      li a7, 0x4442434e; li a6, 1; li a0, -1; mv a1, s1; li a2, 0; ecall
        bnez a0, wrong; beqz a1, 1b
        lb s2, (s1); li t0, 'q'; bne s2, t0, wrong
        li a7, 0x4442434e; li a6, 1; li a0, 1; li a1, 0x80000000 - 1; ecall
        li t0, -3; bne a0, t0, wrong
        li a7, 1; mv a0, s2; ecall
2:      li a7, 2; ecall; bltz a0, 2b
        li t0, 'r'; bne a0, t0, wrong
        li a7, 8; ecall
wrong:  unimp
END
    run "$top/tests/terminal.py" "paddr: " q "[guest] q" r -- \
        "$top/run.sh" step 5 riscv64 --guest "$BATS_TEST_TMPDIR/reader"
    assert_success
}

@test "sbi: remote fences: the one hart there is, and no other" {
    sbi <<'END'
        call RFNC, 0, 1, 0;  want 0, 0
        call RFNC, 0, 0, -1; want 0, 0
        call RFNC, 1, 1, 0;  want 0, 0
        call RFNC, 2, 0, -1; want 0, 0
        call RFNC, 0, 2, 0;  want -3, 0
        call RFNC, 1, 1, 1;  want -3, 0
END
    assert_success
}

@test "sbi: system_reset: off, reset, failure, and what is reserved" {
    sbi <<<"call SRST, 0, 3, 0; want -3, 0; call SRST, 0, 0, 2; want -3, 0; call SRST, 0, 0, 0"
    assert_success
    for type in 1 2; do
        sbi <<<"call SRST, 0, $type, 0"
        assert_failure 1
        assert_line "The guest asks for a reset; that ends the run."
    done
    sbi <<<"call SRST, 0, 0, 1"
    assert_failure 1
    assert_line "The guest was stopped: it reports that its system has failed."
}
