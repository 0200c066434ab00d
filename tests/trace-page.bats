# The page that --trace FILE.html writes, used in a real browser.
load lib
. "$top/common/host/tools.sh"

# bats file_tags=step:5

setup() {
    cd "$BATS_TEST_TMPDIR"
    ln -s "$top/build" build
    chromium=$(have_tool :chromium) && (cd "$top" && have_tool :marp) >/dev/null || skip "no browser: ./run.sh setup --slides"
}

in_browser() { # FILE
    run "$top/common/host/limit.py" 60 node "$top/tests/pages.mjs" "$chromium" trace "$1"
    assert_success
    refute_line --partial wrong:
}

# bats test_tags=arch:riscv64
@test "trace page riscv64: it has the exits that the hypervisor counted, and goes through them" {
    ws step 5 riscv64 --guest primes --trace t.html
    assert_success
    assert_line "exits: 17, hypercall 17"
    assert_line "trace: t.html: 17 exits"
    in_browser t.html
    assert_line "exits: 17"
    assert_line "kinds: hypercall 17"
    assert_line "cause: 0xa: environment call from VS-mode"
    assert_line "at: 3 of 17"
    assert_line "without the first kind: 0"
}

# bats test_tags=arch:aarch64
@test "trace page aarch64: it stays fluid with 200,000 exits" {
    machine aarch64
    many_exits aarch64 200000 "$shut_down"
    ws step 5 aarch64 --guest ./g --trace t.html
    assert_success
    in_browser t.html
    assert_line "exits: 200001"
    assert_line "cause: 0x5a000000: HVC from AArch64"
    assert_line "fluid: yes"
    assert [ "$(wc -c <t.html)" -lt 4000000 ]
}

# bats test_tags=arch:x86_64
@test "trace page x86_64: several kinds of exits, and the guest's memory" {
    ws step 7 x86_64 --trace t.html
    assert_success
    local counted
    counted=$(sed -n 's/^exits: [0-9]*, //p' <<<"$output" | tr , '\n' | sed 's/^ //; s/\(.*\) \([0-9]*\)$/\1 \2/' | sort)
    in_browser t.html
    assert_equal "$(sed -n 's/^kinds: //p' <<<"$output" | tr , '\n' | sed 's/^ //' | sort)" "$counted"
    assert_line "cause: 0x400: nested page fault"
    grep -q 'the guest&#x27;s memory</text>' t.html
}

@test "trace page: a file of another kind is refused" {
    ws step 5 riscv64 --trace t.htm
    assert_failure 2
    assert_output "run.sh: --trace t.htm: its name ends in .svg (a picture), .html (a page) or .json (for Perfetto and speedscope)"
}
