# shellcheck shell=bash disable=SC2154
# A course's round trip. Each test grades in the build folder of the tree, with a list and a key of its own.

# students NAME...: a list and a key, in $list and $key.
students() {
    list=$BATS_TEST_TMPDIR/list key=$BATS_TEST_TMPDIR/key
    printf '%s\n' "$@" >"$list"
    echo "a key of the tests, of 32 bytes" >"$key"
}

# grade FILE...: grades these hand-ins into $BATS_TEST_TMPDIR/points.csv.
grade() {
    run "$top/run.sh" grade "$@" --csv "$BATS_TEST_TMPDIR/points.csv" --jobs 2 --students "$list" --key "$key" </dev/null
}

# copy_for NAME: the copy that was handed out, as that student has it. It uses the tree's own build folder for nothing.
copy_for() {
    cp -r "$BATS_TEST_TMPDIR/out" "$BATS_TEST_TMPDIR/$1"
    echo "$BATS_TEST_TMPDIR/$1"
}
