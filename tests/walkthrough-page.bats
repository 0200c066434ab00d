# A walkthrough as a page: what a run showed at each stop, with a player.
load lib
. "$top/common/host/tools.sh"

# bats file_tags=gdb

setup() {
    cd "$BATS_TEST_TMPDIR"
}

in_browser() { # FILE
    chromium=$(have_tool :chromium) && (cd "$top" && have_tool :marp) >/dev/null || skip "no browser: ./run.sh setup --slides"
    run "$top/common/host/limit.py" 60 node "$top/tests/pages.mjs" "$chromium" walkthrough "$1"
    assert_success
    refute_line --partial wrong:
}

# bats test_tags=step:3,arch:riscv64
@test "walkthrough page riscv64: text, question, answer, and what changed" {
    ws walkthrough 3 riscv64 --page pages
    assert_success
    assert_output "$PWD/pages/03-riscv64.html"
    in_browser pages/03-riscv64.html
    assert_line "stop: 1 of 9"
    assert_line "question: How far will the walk get? unanswered"
    assert_line "answer: To the root's first entry, which is not valid."
    assert_line "last: 9 of 9"
    assert_line --regexp "^changed: .*scause 0000000000000000 0000000000000014.*scause 0000000000000014 000000000000000a"
    assert_line "beside: Stage 2, The guest's next instructions, no source, source"
}

# bats test_tags=step:5,arch:x86_64
@test "walkthrough page x86_64: the machine's console is in it" {
    ws walkthrough 5 x86_64 --page pages
    assert_success
    grep -q "Hello from the other world!" pages/05-x86_64.html
}

# bats test_tags=step:5,arch:aarch64
@test "walkthrough page aarch64: of a recorded run" {
    ws walkthrough back aarch64 --page pages
    assert_success
    grep -q "back-to entry" pages/back-aarch64.html
}

# bats test_tags=step:1,arch:riscv64
@test "walkthrough page: it is made again when what it shows has changed, and only then" {
    ws walkthrough 1 riscv64 --page pages
    assert_success
    local first
    first=$(ls -i --time-style=full-iso -l pages/01-riscv64.html)
    ws walkthrough 1 riscv64 --page pages
    assert_success
    assert_equal "$(ls -i --time-style=full-iso -l pages/01-riscv64.html)" "$first"
    sed -i 's/name="made-from" content="/&1/' pages/01-riscv64.html
    ws walkthrough 1 riscv64 --page pages
    assert_success
    refute [ "$(ls -i --time-style=full-iso -l pages/01-riscv64.html)" = "$first" ]
}

@test "walkthrough page: a place that cannot be written is named" {
    ws walkthrough 1 riscv64 --page /proc/none
    assert_failure 1
    assert_output "run.sh: --page /proc/none: cannot be written"
    ws walkthrough 1 riscv64 --page
    assert_failure 2
    assert_output "run.sh: --page needs a value (DIR)"
}
