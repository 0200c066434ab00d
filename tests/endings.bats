# How runs end: the status of one that was left, what follows a panic, and the terminal afterwards.
load lib

# bats file_tags=run

# --- Status ---

# ends N ARCH COMMAND STATUS: starts a run whose QEMU meets that, once its guest is entered, with $qemu its process and
# the monitor at `monitor`. Several run side by side; all_ended looks at their statuses.
ends() {
    local folder=$BATS_TEST_TMPDIR/$((++runs))
    mkdir "$folder"
    (
        cd "$folder" || exit
        "$top/run.sh" step "$1" "$2" --guest spin --timeout 60 --ram ram -- \
            -monitor unix:monitor,server=on,wait=off >out 2>&1 </dev/null &
        run=$! ended=0
        for ((i = 0; i < 600; i++)); do
            ! grep -q "^\(paddr\|map\): " out 2>/dev/null || break
            sleep 0.1
        done
        # shellcheck disable=SC2034
        qemu=$(pgrep -f "^[^ ]*qemu-system.*mem-path=$folder/ram") || true
        eval "$3" || true
        wait $run || ended=$?
        [ "$ended" -eq "$4" ] || echo "step $1 $2, $3: status $ended, not $4: $(cat out)"
    ) >"$folder/wrong" 2>&1 3>&- &
    pids+=($!)
}

all_ended() {
    wait "${pids[@]}"
    cat "$BATS_TEST_TMPDIR"/*/wrong >"$BATS_TEST_TMPDIR/wrong"
    assert_equal "$(cat "$BATS_TEST_TMPDIR/wrong")" ""
}

# shellcheck disable=SC2016
leaving() { # ARCH
    runs=0 pids=()
    local quit='"$top/tests/monitor.py" monitor quit >/dev/null'
    ends 5 "$1" 'kill -9 $qemu' 130
    ends 5 "$1" "$quit" 130
    ends 4 "$1" 'kill $qemu' 130
    ends 4 "$1" "$quit" 0 # its guest spins until a person quits
    all_ended
    assert_equal "$(grep -h "^run.sh" "$BATS_TEST_TMPDIR"/[13]/out)" "run.sh: QEMU was ended by SIGKILL
run.sh: QEMU was ended by a signal"
}

# bats test_tags=step:5,arch:riscv64
@test "status riscv64: of a run that was left, or whose QEMU was killed, it is 130" {
    leaving riscv64
}

# bats test_tags=step:5,arch:aarch64
@test "status aarch64: of a run that was left, or whose QEMU was killed, it is 130" {
    leaving aarch64
}

# bats test_tags=step:5,arch:x86_64
@test "status x86_64: of a run that was left, or whose QEMU was killed, it is 130" {
    leaving x86_64
}

# --- What follows a panic ---

places() { # ARCH
    ws step 5 "$1" --main "$top/tests/hang/panics.c"
    assert_failure 1
    assert_output --regexp "^panic: host: [^
]* at (0x[0-9a-f]+)
  [^
]*
  at 0x[0-9a-f]+: check_twice, tests/hang/panics.c:12\$"
    ws step 5 "$1" --main "$top/tests/hang/panics.c" -- -append panic
    assert_failure 1
    assert_output "panic: check: 7 is wrong
  from check_twice, tests/hang/panics.c:9"
}

# bats test_tags=step:5,arch:riscv64
@test "panic riscv64: it and a host's trap are followed by function, file and line" {
    places riscv64
}

# bats test_tags=step:5,arch:aarch64
@test "panic aarch64: it and a host's trap are followed by function, file and line" {
    places aarch64
}

# bats test_tags=step:5,arch:x86_64
@test "panic x86_64: it and a host's trap are followed by function, file and line" {
    places x86_64
}

# --- The terminal ---

@test "terminal: after a time limit it is as it was, in step, gdb and walkthrough" {
    in_terminal "entering the guest" 'x' step 4 riscv64 --timeout 1
    assert_failure 124
    in_terminal "(gdb) " '' gdb 4 riscv64 --timeout 2 # its line editor has changed it
    assert_failure 124
    assert_line "run.sh: time limit of 2 s: gdb was ended"
    in_terminal "[Enter]" '' walkthrough 1 riscv64 --timeout 2
    assert_failure 124
}

# bats test_tags=step:5,arch:aarch64
@test "status aarch64: 1 when it failed, whatever QEMU does with a panic, and when QEMU ran no machine" {
    ws step 5 aarch64 --guest nobody -- -action panic=shutdown
    assert_failure 1
    assert_line "load: /sbin/nobody: no such file"
    ws step 1 aarch64 -- -version
    assert_failure 1
    assert_line "run.sh: QEMU ended without a machine: no step was run"
}

# A program in QEMU's place, which only greets as its monitor, shows what it gets.
keys() { # KEYS PROGRAM OPTIONS
    run "$top/tests/terminal.py" "go" "$1" -- "$top/common/host/run.py" "${@:3}" \
        "$top"/build/riscv64/04-*/hypervisor.elf -- bash -c "echo '{\"QMP\": 0}' >&\${1##*=}; exec 3>&- 4>&- 5>&- 6>&- 7>&-; echo go; exec $2"
}

@test "terminal: each key reaches QEMU, but Ctrl-A X and, in steps 1 to 6, Ctrl-C" {
    keys 'a\x01\x01b\x03\x01c\r' 'od -An -tx1 -N8'
    assert_success
    assert_line " 61 01 01 62 03 01 63 0d"
    keys 'ab\x03' 'head -c 3' --ctrl-c
    assert_failure 130
    assert_line "run.sh: Ctrl-C: QEMU was ended"
    keys 'a\x01\x01x\x01x' 'head -c 99'
    assert_failure 130
    assert_line "run.sh: Ctrl-A X: QEMU was ended"
    keys "$(printf 'pasted line %04d\\r' {1..200})" 'head -c 3400'
    assert_success
    assert_line "$(printf 'pasted line %04d' {1..200})"
}
