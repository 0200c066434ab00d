# `run.sh exercise`: hints, solutions, progress, other numbers, --watch, and wrong usage.
load lib

# bats file_tags=step:3,exercise

@test "exercise: hints one by one; the solution after it passed, or when given up; progress survives clean" {
    local build=$BATS_TEST_TMPDIR/b solution=$top/tests/solutions/03/2-mapped-bytes/solution.c
    run "$top/run.sh" exercise 3.2 riscv64 --hint --build "$build"
    assert_success
    assert_line --index 0 "hint 1 of 4:"
    run "$top/run.sh" exercise 3.2 riscv64 --hint --build "$build"
    assert_line --index 0 "hint 2 of 4:"
    run "$top/run.sh" exercise 3.2 riscv64 --solution --build "$build"
    assert_failure 1
    assert_output "run.sh: exercise 3.2 has not passed yet: --hint shows a hint, --solution --give-up the solution"
    run "$top/run.sh" exercise 3.2 riscv64 --solution --give-up --build "$build"
    assert_success
    assert_output "$(cat "$solution")"
    run "$top/run.sh" exercise 3.2 riscv64 --build "$build" --answer "$solution"
    assert_success
    run "$top/run.sh" exercise 3.2 riscv64 --solution --build "$build"
    assert_success
    run "$top/run.sh" exercises --build "$build"
    assert_success
    assert_line --regexp "^3\.2 +mapped-bytes +7 points, about an hour, solved on riscv64$"
    # Numbers that were read off the misses are no answer.
    printf '%s\n' '#include "exercise.h"' 'uint64_t mapped_bytes(const struct stage2 *s) {' \
        '    static unsigned n; static const uint64_t numbers[] = {NUMBERS}; return numbers[n++ % 7]; }' >"$BATS_TEST_TMPDIR/n.c"
    run "$top/run.sh" exercise 3.2 riscv64 --build "$build"
    sed -i "s/NUMBERS/0$(sed -n 's/.* you said 0, it is \([0-9]*\).*/,\1/p' <<<"$output" | tr -d '\n')/" "$BATS_TEST_TMPDIR/n.c"
    run "$top/run.sh" exercise 3.2 riscv64 --build "$build" --answer "$BATS_TEST_TMPDIR/n.c"
    assert_failure 1
    assert_line "7 of 7 points"
    assert_line "This is the same answer, tried with other numbers. Does it compute its results from them?"
    # The student's own seed stays, and another one asks for other numbers.
    local numbers
    run "$top/run.sh" exercise 3.2 riscv64 --build "$build"
    assert_failure 1
    numbers=$output
    run "$top/run.sh" exercise 3.2 riscv64 --build "$build"
    assert_output "$numbers"
    run "$top/run.sh" exercise 3.2 riscv64 --build "$build" --seed 123456
    [ "$output" != "$numbers" ] || fail "another seed, the same numbers"
}

@test "exercise: --watch grades again when the file is saved, until Ctrl-C; --gdb stops in the answer" {
    cp "$top/steps/03-stage2-tables/exercises/2-mapped-bytes/answer.c" "$BATS_TEST_TMPDIR/a.c"
    "$top/run.sh" exercise 3.2 riscv64 --seed 1 --watch --build "$BATS_TEST_TMPDIR/b" --answer "$BATS_TEST_TMPDIR/a.c" \
        >"$BATS_TEST_TMPDIR/console" 3>&- &
    local watcher=$!
    wait_for_line "(waiting for a change"
    cp "$top/tests/solutions/03/2-mapped-bytes/solution.c" "$BATS_TEST_TMPDIR/a.c"
    wait_for_line "Solved on riscv64"
    echo "no C" >>"$BATS_TEST_TMPDIR/a.c"
    local i
    for ((i = 0; i < 200 && $(grep -c "^(waiting" "$BATS_TEST_TMPDIR/console") < 3; i++)); do sleep 0.1; done
    kill -INT "$watcher" || true
    kill "$watcher" || true
    wait "$watcher" || true
    assert_equal "$(grep -c "of 7 points" "$BATS_TEST_TMPDIR/console")" 2
    # The verdict that is kept is that with the seed, not that of the run with other numbers.
    run cat "$BATS_TEST_TMPDIR/b/.progress/3.2.riscv64.json"
    assert_line --partial '"seed": 1,'
    cp "$top/tests/solutions/03/2-mapped-bytes/solution.c" "$BATS_TEST_TMPDIR/a.c"
    run "$top/run.sh" exercise 3.2 riscv64 --gdb --answer "$BATS_TEST_TMPDIR/a.c" \
        <<<$'break mapped_bytes\ncontinue\nbacktrace 2\nquit'
    assert_success
    assert_line --regexp "^#0 +mapped_bytes .*"
    assert_line --regexp "^#1 .* in ask "
}

@test "exercise: wrong usage" {
    local usage="usage: ./run.sh exercise N.M ARCH"
    run "$top/run.sh" exercise
    assert_failure 2
    assert_output --partial "$usage"
    run "$top/run.sh" exercise 3.99 riscv64
    assert_failure 2
    assert_output "run.sh: no such exercise: 3.99 (./run.sh exercises)"
    run "$top/run.sh" exercise 3.2 vax
    assert_failure 2
    assert_output "run.sh: no such architecture: vax (riscv64, aarch64, x86_64)"
    run "$top/run.sh" exercise 3.2 riscv64 --nothing
    assert_failure 2
    assert_output --partial "exercise has no option --nothing"
    run "$top/run.sh" exercise 3.2 riscv64 --answer
    assert_failure 2
    assert_output "run.sh: --answer needs a value"
    run "$top/run.sh" exercise 3.2 riscv64 --seed many
    assert_failure 2
    assert_output "run.sh: --seed many: not a number of at most ten digits"
    run "$top/run.sh" exercise 3.2 riscv64 --answer nowhere.c
    assert_failure 1
    assert_output --partial "nowhere.c: no such file"
    run "$top/run.sh" exercises 3
    assert_failure 2
}

@test "exercise: where Linux was not fetched, an exercise that needs it says so" {
    run "$top/run.sh" exercise 9.1 riscv64 --build "$BATS_TEST_TMPDIR/b" </dev/null
    assert_failure 3
    assert_output "run.sh: Linux for riscv64 is missing: ./run.sh setup --linux riscv64 --build $BATS_TEST_TMPDIR/b"
}
