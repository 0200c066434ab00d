# hand-out, hand-in and grade: a course of three students from its beginning to its end, and hand-ins that attack.
load lib
load course

# bats file_tags=course

# The lecturer's copy stays as it is: only what --key and --students name is used.
hand_out() {
    run "$top/run.sh" hand-out "$BATS_TEST_TMPDIR/out" --students "$list" --key "$key"
    assert_success
}

teardown() {
    rm -rf "$top/build/course.$$"
}

@test "course: three students from hand-out to the table" {
    students ada "bob,Bob Example" cy
    hand_out
    assert_line --regexp "/out: [0-9]+ files, [0-9]+ exercises without solutions, for 3 students"
    local name solutions=$top/tests/solutions folder=steps/03-stage2-tables/exercises/2-mapped-bytes/answer.c
    for name in ada bob; do
        cd "$(copy_for "$name")"
        run ./run.sh exercise 3.2 aarch64
        assert_failure 1
        assert_output "run.sh: say once who you are: --student NAME, with your name in the list of the course"
        cp "$solutions/03/2-mapped-bytes/solution.c" "$folder"
        [ "$name" = ada ] || cp "$solutions/03/2-mapped-bytes/wrong-block.c" "$folder"
        echo "/* mine */" >>steps/03-stage2-tables/exercises/2-mapped-bytes/check.c
        run ./run.sh exercise 3.2 aarch64 --student "$name"
        run ./run.sh hand-in "$name"
        assert_success
        assert_line --regexp "^3\.2 +mapped-bytes +[27] of 7 on aarch64$"
        assert_line "changed too, but only answers are graded: steps/03-stage2-tables/exercises/2-mapped-bytes/check.c"
        assert_line "hand-in-$name.tar: 1 answers, by $name"
    done
    run ./run.sh hand-in ada
    assert_failure 2
    assert_output "run.sh: --student ada: in this copy you are bob"
    run ./run.sh exercise 3.2 aarch64 --solution --give-up
    assert_failure 1
    assert_line --partial "this copy of the project has no solutions"
    cd "$BATS_TEST_TMPDIR"
    sed 's/"name": "ada"/"name": "cy"/' ada/hand-in-ada.tar | python3 "$top/tests/hostile_hand_ins.py" renamed >cy.tar
    grade ada/hand-in-ada.tar bob/hand-in-bob.tar cy.tar
    assert_success
    assert_line "$BATS_TEST_TMPDIR/points.csv: 3 hand-ins, 3 answers"
    run cat points.csv
    assert_line --index 0 "name,file,points,of,3.2,notes"
    assert_line --regexp "^ada,hand-in-ada.tar,7,7,7,.*check.c; 3.2 equals that of cy; 3.2 equals the solution in this tree"
    assert_line --regexp "^bob,hand-in-bob.tar,2,7,2,.*check.c"
    assert_line --regexp "^cy,cy.tar,7,7,7,.*which is not the student's; .*3.2 equals that of ada"
}
