# Exercise 5.4: in each recording, the commands that its hints name lead from the damage to the line and the exit that
# the solution has.
load lib

# bats file_tags=gdb,step:5,exercise

# found ARCH RECORDING: opens that run, with gdb's commands on standard input. The last line of books.c that gdb shows,
# and the exit before this moment, are the solution's.
found() {
    local solution row line exit
    solution=$top/tests/solutions/05/4-find-the-line/solution.c
    row=$(grep -F '{.line = ' "$solution" | sed -n "$2p")
    line=$(sed 's/.*line = \([0-9]*\),.*/\1/' <<<"$row") exit=$(sed 's/.*exit = \([0-9]*\)}.*/\1/' <<<"$row")
    run without_cr "$top/run.sh" exercise 5.4 "$1" --recording "$2" --seed 7
    assert_success
    refute_output --partial Traceback
    assert_equal "$(grep -o 'books\.c:[0-9]*' <<<"$output" | tail -n 1)" "books.c:$line"
    assert_output --regexp "host <== guest  $exit: hypercall, pc 0x[0-9a-f]+
 +---- this moment: the host runs"
}

# bats test_tags=arch:riscv64
@test "exercise 5.4 riscv64, recording 1: from the guest's page to the line" {
    found riscv64 1 <<<'who-wrote gpa 0xc0052000 4
timeline 1'
    assert_line --partial "damage: the guest wrote 0x52 at GPA 0xc0052000"
}

# bats test_tags=arch:aarch64
@test "exercise 5.4 aarch64, recording 2: from the entry to the caller of the store" {
    found aarch64 2 <<<'stage2 exit_rings->last->gpa
who-wrote $entry
reverse-finish
timeline 1'
    assert_line --partial "stored by the hypervisor, in put(), "
}

# bats test_tags=arch:x86_64
@test "exercise 5.4 x86_64, recording 3: from the copy to the line" {
    found x86_64 3 <<<'who-wrote &book[319].number
who-wrote &note.number
timeline 1'
    assert_line --partial "damage: book[319].number is 0x"
    assert_line --partial "in copy_note"
}

# bats test_tags=arch:riscv64
@test "exercise 5.4 riscv64: a recording in a file, to hand out" {
    ws exercise 5.4 riscv64 --recording 2 --seed 7 --record "$BATS_TEST_TMPDIR/2.rec"
    assert_success
    run "$top/run.sh" replay "$BATS_TEST_TMPDIR/2.rec" <<<'timeline'
    assert_line --partial "  host <== guest  "
}

@test "exercise --recording: refused where there is none, and with another number" {
    refused 2 "exercise 5.1 has no recordings" exercise 5.1 riscv64 --recording 1
    refused 2 "--recording 4: it can be 1, 2, 3" exercise 5.4 riscv64 --recording 4
    refused 2 "--record keeps a recorded run: it needs --recording K" exercise 5.4 riscv64 --record x
    refused 2 "--recording : it can be 1, 2, 3" exercise 5.4 riscv64 --recording
}
