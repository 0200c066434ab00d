# shellcheck shell=bash disable=SC2154
# For the tests of walkthroughs.

# walk N ARCH STOPS VALUES: to its end, with that many stops, and nothing that only a terminal wants. Then
# stop by stop, with the monitor: so many values at the least are its too.
walk() {
    run "$top/tests/walkthrough.py" "$1" "$2"
    assert_success
    assert_line --regexp "^[0-9]+ values compared$"
    [ "${output% values*}" -ge "$4" ] || fail "few: $output"
    run without_cr "$top/run.sh" walkthrough "$1" "$2" --timeout 60 </dev/null
    assert_success
    assert_line --partial "── $3 of $3 ─ "
    assert_line "This was the last stop. \`quit\` ends gdb."
    refute_output --partial $'\033'
    refute_output --partial Traceback
}
