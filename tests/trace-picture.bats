# The pictures that --trace draws.
load lib

# bats file_tags=step:5

setup() {
    cd "$BATS_TEST_TMPDIR"
}

# bats test_tags=arch:aarch64
@test "picture aarch64: many exits are drawn in columns, small and soon" {
    machine aarch64
    many_exits aarch64 200000 "$shut_down"
    ws step 5 aarch64 --guest ./g --summary --ram ram
    assert_success
    (ulimit -t 5 && exec "$top/common/host/trace.py" ram \
        "$top/build/aarch64/05-handle-exits/hypervisor.elf" x --trace t.svg) # seconds of CPU time
    checked t.svg
    assert [ "$(wc -c <t.svg)" -lt 300000 ]
}

# bats test_tags=arch:riscv64
@test "picture: the chapter's picture is what its command makes" {
    local command picture=$top/slides/pictures/primes.svg
    command=$(grep -h -- '--trace primes.svg$' "$top"/steps/05-*/costs.md)
    boxes() { # without its numbers, which depend on the compiler
        grep -A1 '<title>' "$1" | sed -E '/^--$/d; s/0x[0-9a-f]+|[0-9.]+/#/g'
    }
    # shellcheck disable=SC2086
    ws step ${command#./run.sh step}
    checked primes.svg
    assert_equal "$(boxes primes.svg)" "$(boxes "$picture")"
    [ "$(boxes "$picture" | wc -l)" -gt 60 ]
    ! same_tools || cmp primes.svg "$picture"
}

@test "picture: its colours differ for everyone" {
    run "$top/tests/colours.py"
    assert_success
}

@test "picture: in a browser, every box has its title and nothing is outside" {
    local chromium
    chromium=$(. "$top/common/host/tools.sh" && have_tool :chromium) || skip "no Chromium is here"
    machine riscv64
    many_exits riscv64 1998 "$shut_down"
    ws step 5 riscv64 --guest ./g --trace t.svg
    run "$top/tests/browser.py" "$chromium" t.svg
    assert_output "boxes: 3998"
    many_exits riscv64 5000 "$shut_down"
    ws step 5 riscv64 --guest ./g --ram ram -- -icount shift=0 -append "guest=/sbin/g ring=4096"
    run "$top/common/host/trace.py" ram "$top/build/riscv64/05-handle-exits/hypervisor.elf" x --trace t.svg
    assert_line "trace: t.svg: the last 4096 of 5001 exits"
    run "$top/tests/browser.py" "$chromium" t.svg
    assert_output "boxes: 960"
    ws step 5 riscv64 --guest primes --trace t.svg # with numbers in its boxes
    run "$top/tests/browser.py" "$chromium" t.svg
    assert_output "boxes: 34"
}
