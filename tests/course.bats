# hand-out, hand-in and grade: a course from its beginning to its end, and hand-ins that attack.
load lib

# bats file_tags=course

answer=steps/03-stage2-tables/exercises/2-mapped-bytes/answer.c

# students NAME...: a list of the course and its key, in $list and $key.
students() {
    list=$BATS_TEST_TMPDIR/list key=$BATS_TEST_TMPDIR/key csv=$BATS_TEST_TMPDIR/points.csv
    printf '%s\n' "$@" >"$list"
    echo "a key of the tests, of 32 bytes" >"$key"
}

# graded FILE...: grades these hand-ins into $csv.
graded() {
    run "$top/run.sh" grade "$@" --csv "$csv" --jobs 2 --students "$list" --key "$key" </dev/null
}

# A folder in which an answer is graded stays no longer than the run. (Another run may still be at work.)
nothing_left() {
    local folder
    for folder in "$top"/build/grading/*-*; do
        folder=${folder##*/}
        [ "$folder" = "*-*" ] || kill -0 "${folder%-*}" || fail "$folder: its run has ended"
    done
}

@test "course: three students, from hand-out to the table of points" {
    students "# of the tests" ada "bob,Bob Example" cy dee
    run "$top/run.sh" hand-out "$BATS_TEST_TMPDIR/out" --students "$list" --key "$key"
    assert_success
    assert_line --regexp "/out: [0-9]+ files, [0-9]+ exercises without solutions, for 4 students"
    cd "$BATS_TEST_TMPDIR/out"
    run ./run.sh exercise 3.2 aarch64
    assert_failure 1
    assert_output "run.sh: say once who you are: --student NAME, with your name as it is on the course list"
    echo "/* mine */" >>"${answer%answer.c}check.c"
    local name
    for name in ada bob cy; do # cy hands in what bob has written
        rm -rf .progress
        [ $name = cy ] || cp "$top/tests/solutions/03/2-mapped-bytes/$([ $name = ada ] && echo solution || echo wrong-block).c" $answer
        run ./run.sh exercise all aarch64 --student $name
        run ./run.sh hand-in $name
        assert_success
        assert_line --regexp "^3\.2 +mapped-bytes +[27] of 7 on aarch64$"
        assert_line "changed too, but only answers are graded: ${answer%answer.c}check.c"
        assert_line "hand-in-$name.tar: 1 answer, by $name"
    done
    run ./run.sh hand-in ada
    assert_failure 2
    assert_output "run.sh: this copy belongs to cy; to change that: ./run.sh exercise N.M ARCH --student ada"
    run ./run.sh exercise 3.2 aarch64 --student ada
    assert_line --index 0 "run.sh: this copy belonged to cy, and belongs to ada now"
    assert_equal "$(cat .progress/student .progress/seed)" "$(echo ada && python3 -B common/host/course.py seed ada)"
    graded hand-in-*.tar
    assert_success
    assert_line "$csv: 3 hand-ins, 3 answers"
    assert_line "no hand-in from 1 student: dee"
    run cat "$csv"
    assert_line --index 0 "name,file,points,of,3.2,notes"
    local ignored="\"?changed too, and ignored: ${answer%answer.c}check.c"
    assert_line --regexp "^ada,hand-in-ada.tar,7,7,7,$ignored; 3.2 equals the solution in this tree\"?"
    assert_line --regexp "^bob,hand-in-bob.tar,2,7,2,$ignored; 3.2 equals that of cy\"?"
    assert_line --regexp "^cy,hand-in-cy.tar,2,7,2,$ignored; 3.2 equals that of bob\"?"
    nothing_left
}

@test "course: what is handed out has no answers, and all the rest" {
    students ada
    local kept
    kept=$(cat "$top"/.course/* 2>/dev/null) || true
    run "$top/run.sh" hand-out "$BATS_TEST_TMPDIR/out" --students "$list" --key "$key"
    assert_success
    cd "$BATS_TEST_TMPDIR/out"
    run grep -rlE '\bAnswers?( [0-9]+)?[:.]' slides --include=*.md
    assert_failure 1
    run grep -c "^Your lecturer has the answer.$" steps/03-stage2-tables/questions.md
    assert_output "$(grep -c '^## ' "$top/steps/03-stage2-tables/questions.md")"
    run grep -rlF "$(sed -n '3p' "$top/tests/solutions/03/2-mapped-bytes/solution.c")" .
    assert_output ""
    [ ! -e tests/solutions ] && [ ! -e steps/lecturers.md ] && [ ! -e .course ] && [ ! -e .git ] && [ ! -e .github/workflows/test.yml ] || fail "too much was handed out"
    run ./run.sh exercise 3.2 aarch64 --solution --give-up
    assert_failure 1
    assert_output --partial "this copy of the project has no solutions"
    run ./run.sh hand-out "$BATS_TEST_TMPDIR/again"
    assert_failure 1
    assert_output "run.sh: this copy was made by hand-out itself: it has no solutions, and no key"
    assert_equal "$(cat "$top"/.course/* 2>/dev/null)" "$kept"
    # What one student gets tells nothing of the key, and no names.
    run grep -rlF -e "$(cat "$key")" -e '"ada"' .
    assert_output ""
}

# What lies in the project, except what other tests make there.
names() {
    (cd "$top" && ls -A . build | grep -vxE '\.progress|bench\.json|several-cpus|unit|failed|bin')
}

@test "course: hand-ins that attack get no points, change no other's, and leave nothing behind" {
    local folder=$BATS_TEST_TMPDIR/h before
    mkdir "$folder"
    students $("$top/tests/hostile_hand_ins.py" make "$folder")
    ulimit -c "$(ulimit -H -c)" # the system may write a process that ends by a signal into a file
    mkdir -p "$top/build/graded" "$top/build/grading"
    before=$(names)
    graded "$folder"/*.tar
    assert_failure 1
    assert_line --partial "could not be graded, see the notes; some name the same student, see the notes"
    run "$top/tests/hostile_hand_ins.py" check "${csv%.csv}.json"
    assert_success
    assert_equal "$(names)" "$before"
    [ ! -e /tmp/evil.c ] && [ ! -e "$BATS_TEST_TMPDIR/evil.c" ] || fail "a member was written"
    nothing_left
}

@test "course: a run that is interrupted continues where it stopped" {
    students honest hang
    echo "$RANDOM: no verdict is known with it" >"$key"
    local folder=$BATS_TEST_TMPDIR/h
    mkdir "$folder" && "$top/tests/hostile_hand_ins.py" make "$folder" >"$folder/names"
    local signal
    for signal in INT HUP; do # Ctrl-C, and a terminal that is closed
        run timeout -s $signal --foreground 6 "$top/run.sh" grade "$folder/honest.tar" "$folder/hang.tar" --csv "$csv" --jobs 2 \
            --students "$list" --key "$key" </dev/null
        assert_failure
        assert_line --partial "what was graded is kept"
        [ ! -e "$csv" ] || fail "half a table"
        nothing_left
    done
}

@test "course: where run.sh itself fails, as on a full disk, nobody gets 0 points for it" {
    run python3 -c '
import sys
from pathlib import Path
sys.path.insert(0, "common/host")
import grading
class Full(grading.Grader):
    def __init__(self):
        pass
    def try_once(self, task, folder):
        return 1, self.lines
full = Full()
for full.lines in ["run.sh: the disk is full"], ["MISS  a point: why", "3 of 7 points", "No space left"], ["MISS  answer.c: longer than 1024 KiB"]:
    print(full.verdict(None, Path("/nowhere")).failed)'
    assert_output "run.sh: the disk is full
No space left
None"
}

@test "course: wrong usage" {
    students ada ada
    refused 2 "usage: ./run.sh hand-out DIR [--students FILE] [--key FILE]" hand-out
    refused 1 "$list:2: ada is listed twice" hand-out "$BATS_TEST_TMPDIR/out" --students "$list" --key "$key"
    refused 1 "/dev/null: no names: write one in each line" hand-out "$BATS_TEST_TMPDIR/out" --students /dev/null --key "$key"
    refused 2 "../x: a name has letters, digits and . _ @ + -" hand-in ../x
    refused 2 "--csv out.txt: its name must end in .csv; a file .json is written beside it" grade a.tar --csv out.txt
    refused 1 "--key FILE needs --students FILE too: the list that was used with this key" grade a.tar --csv out.csv --key "$key"
    refused 2 "--jobs 0: a number from 1 to 99" grade a.tar --csv out.csv --jobs 0
    students ada
    run "$top/run.sh" grade nowhere.tar --csv "$csv" --students "$list" --key "$key"
    assert_failure 1
    assert_line "$csv: 1 hand-in, 0 answers; 1 could not be graded, see the notes"
    run cat "$csv"
    assert_line ",nowhere.tar,0,0,not graded: no such file"
    echo short >"$key"
    refused 1 "$key: a key has 16 characters at least" hand-out "$BATS_TEST_TMPDIR/out" --students "$list" --key "$key"
}
