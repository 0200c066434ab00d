# Step 7: the guest's UART: what comes in is echoed, and nothing is lost.
load lib
load device_guests

# bats file_tags=step:7

# echoes FILE ARCH [OPTIONS]: pipes the file into the guest echo, at once. $output: what the guest printed, without
# its prefix.
echoes() {
    run "$top/run.sh" step 7 "$2" --guest echo --timeout 60 "${@:3}" <"$1"
    assert_success
    assert_line "Hypervisor ok!"
    output=$(sed -n 's/^\[guest\] //p' <<<"$output")
}

# the_echo FILE: how that comes back: each line as it is typed, then its echo.
the_echo() {
    while read -r line; do
        printf '%s\necho: %s\n' "$line" "$line"
    done <"$1"
}

# pasted ARCH: 750 bytes and more at once, also on a host that looks at its console very often, and seldom.
pasted() {
    cd "$BATS_TEST_TMPDIR"
    local i
    for i in {1..25}; do
        printf 'line %02d, abcdefghijklmnopqrst\n' "$i"
    done >in
    [ "$(wc -c <in)" -eq 750 ] || fail "the input is not 750 bytes"
    for i in '' tick=5000 tick=5; do
        echoes in "$1" ${i:+-- -append "guest=/sbin/echo $i"}
        assert_equal "$output" "$(the_echo in && echo "bytes that came: 751")" # and the end of the input
    done
    head -c 4500 /dev/urandom | base64 -w 60 >large
    echoes large "$1"
    assert_equal "$output" "$(the_echo large && echo "bytes that came: $(($(wc -c <large) + 1))")"
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: what is pasted at once arrives whole, by interrupts" {
    pasted riscv64
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: what is pasted at once arrives whole, by interrupts" {
    pasted aarch64
}

# bats test_tags=arch:x86_64
@test "step 7 x86_64: what is pasted at once arrives whole, by interrupts" {
    pasted x86_64
}

# with_a_timer ARCH: interrupts from two sources at once, the guest's timer a thousand times a second, and a host that
# looks at its console 20,000 times: no byte is lost, none comes twice, and time goes on.
with_a_timer() {
    cd "$BATS_TEST_TMPDIR"
    lib_guest "$1" both
    head -c 750 /dev/urandom | base64 -w 60 >in
    run bash -c "(cat in; sleep 1; cat in) | '$top/run.sh' step 7 $1 --guest ./both --timeout 60 --ram ram \
        -- -append 'guest=/sbin/both tick=20000'"
    assert_success
    assert_line "[guest] $(python3 -c 'data = open("in", "rb").read() * 2
print(len(data), "bytes, sum", sum((i % 251 + 1) * byte for i, byte in enumerate(data)) & 0xffffffff)')"
    after "$1" both ticks
    [ "$(count_of ticks:)" -ge 5 ] || fail "$output"
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: no byte is lost between the interrupts of a timer" {
    with_a_timer riscv64
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: no byte is lost between the interrupts of a timer" {
    with_a_timer aarch64
}

# bats test_tags=arch:x86_64
@test "step 7 x86_64: no byte is lost between the interrupts of a timer" {
    with_a_timer x86_64
}

# ends_at ARCH: the line "quit", and the end of the input; with nothing before, and in the middle of a line.
ends_at() {
    cd "$BATS_TEST_TMPDIR"
    printf 'one\nquit\ntwo\n' >in
    echoes in "$1"
    assert_equal "$output" $'one\necho: one\nquit\nbytes that came: 9'
    echoes /dev/null "$1"
    assert_equal "$output" "bytes that came: 1"
    printf 'quits\nqui' >in
    echoes in "$1"
    assert_equal "$output" $'quits\necho: quits\nqui\necho: qui\nbytes that came: 10'
    printf 'a\r\nb\rc\n\nd' >in
    echoes in "$1"
    assert_equal "$output" $'a\necho: a\nb\necho: b\nc\necho: c\n\necho: \nd\necho: d\nbytes that came: 10'
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: echo ends at quit and at the end of its input" {
    ends_at riscv64
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: echo ends at quit and at the end of its input" {
    ends_at aarch64
}

# bats test_tags=arch:x86_64
@test "step 7 x86_64: echo ends at quit and at the end of its input" {
    ends_at x86_64
}

# edits_in_terminal ARCH: as a person types: one key after the other shows on the screen, and a backspace takes it back.
edits_in_terminal() {
    run "$top/tests/terminal.py" "flash:" 'helo' "helo" '\x7flo\r' "echo: hello" 'a\x08\x08\x08b\x7f\x7f\x7fc\r' "echo: c" \
        'quit\r' -- "$top/run.sh" step 7 "$1" --guest echo
    assert_success
    assert_line "[guest] helo"$'\e[1D \e[1D'"lo"
    assert_line "[guest] echo: hello"
    assert_line "[guest] echo: c"
    assert_line "[guest] bytes that came: 23"
    assert_line "Hypervisor ok!"
}

# bats test_tags=arch:riscv64
@test "step 7 riscv64: in a terminal a line can be edited" {
    edits_in_terminal riscv64
}

# bats test_tags=arch:aarch64
@test "step 7 aarch64: in a terminal a line can be edited" {
    edits_in_terminal aarch64
}

# bats test_tags=arch:x86_64
@test "step 7 x86_64: in a terminal a line can be edited" {
    edits_in_terminal x86_64
}
