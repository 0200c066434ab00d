# ./run.sh gdb and QEMU: they begin together, and end together.
load lib

# bats file_tags=gdb

# The session's folder, which QEMU's command line names too.
folder() {
    grep -oE '/tmp/worldswitch-[a-z0-9_]+' "$1" | head -n 1
}

# Nothing is left of the session whose output is in the file: no process that names its folder, and
# no folder.
nothing_left() {
    local name
    name=$(folder "$1")
    [ -n "$name" ] || fail "no session in: $(cat "$1")"
    [ ! -e "$name" ] || fail "$name is left"
    ! pgrep -f "$name" || fail "a process of $name is left"
}

show='python import os; print(os.environ["WORLDSWITCH_SOCKET"])'

# A session in the background, which waits until it is ended. Its process ids: $session, $gdb.
start_session() { # ARCH
    out=$BATS_TEST_TMPDIR/$1.out
    mkfifo "$BATS_TEST_TMPDIR/$1.in"
    "$top/run.sh" gdb 5 "$1" --timeout 60 <"$BATS_TEST_TMPDIR/$1.in" >"$out" 2>&1 3>&- &
    session=$!
    exec 4>"$BATS_TEST_TMPDIR/$1.in"
    printf '%s\npython print("gdb is", os.getpid())\n' "$show" >&4
    for ((i = 0; i < 200; i++)); do
        gdb=$(sed -n 's/^gdb is //p' "$out") && [ -n "$gdb" ] && return
        sleep 0.1
    done
    fail "no session: $(cat "$out")"
}

@test "gdb: quit ends QEMU, nothing runs on, and the status is gdb's" {
    debug 5 riscv64 <<<"$show
continue 0
quit 7"
    assert_failure 7
    echo "$output" >"$BATS_TEST_TMPDIR/out"
    nothing_left "$BATS_TEST_TMPDIR/out"
    local arch
    for arch in aarch64 x86_64; do
        debug 5 $arch <<<"hbreak world_enter
continue
quit"
        assert_success
        assert_line --regexp "^paddr: PA:0x[0-9a-f]+$"
        refute_line "Shutdown vm normally!"
    done
}

@test "gdb: the console's output is there to the last line" {
    debug 5 riscv64 --guest hello <<<"continue"
    assert_success
    assert_in_order "Continuing." "Hypervisor ..." "[guest] Hello from the other world!" \
        "Hypervisor ok!"
    assert_output --regexp "Remote connection closed|Remote communication error|exited normally" # gdb 16: as it comes
}

@test "gdb: a gdb that is killed takes QEMU with it" {
    start_session riscv64
    kill -9 "$gdb"
    wait "$session" && fail "status 0"
    nothing_left "$out"
}

@test "gdb: run.sh's own helper killed, and still nothing stays" {
    start_session aarch64
    pkill -9 -P "$session" || fail "no helper"
    exec 4>&-
    wait "$session" || true
    for ((i = 0; i < 50; i++)); do
        [ -e "$(folder "$out")" ] || break
        sleep 0.1
    done
    nothing_left "$out"
}

@test "gdb: run.sh itself ended, and gdb does not stay" {
    start_session riscv64
    kill "$session"
    wait "$session" || true
    for ((i = 0; i < 50; i++)); do
        [ -e "$(folder "$out")" ] || break
        sleep 0.1
    done
    nothing_left "$out"
    exec 4>&- # not until now: gdb would end by itself
}

@test "gdb: two sessions at once have nothing in common" {
    start_session riscv64
    local first=$session first_out=$out
    exec 5>&4
    start_session aarch64
    echo "quit" >&4
    wait "$session"
    nothing_left "$out"
    echo "continue" >&5
    echo "quit" >&5
    wait "$first"
    nothing_left "$first_out"
    grep -q "^Hypervisor ok!" "$first_out"
}

@test "gdb: Ctrl-C stops the guest and does not end the session" {
    run "$top/tests/terminal.py" "(gdb) " 'continue\n' "entering the guest" '\x03' "SIGINT" 'guest-regs\n' \
        "V      =   1" 'quit\n' -- "$top/run.sh" gdb 4 riscv64
    assert_success
    assert_line --partial "received signal SIGINT"
    assert_output --partial " V      =   1"
    assert_line " pc       0000000000100000"
}

@test "gdb: a terminal that closes ends it all" {
    run timeout 40 python3 -c 'import os, pty, sys, time
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
screen = b""
while b"(gdb) " not in screen:
    screen += os.read(terminal, 65536)
os.write(terminal, b"python print(\"at\", os.environ[\"WORLDSWITCH_SOCKET\"])\n")
while b"/gdb\r\n" not in screen:
    screen += os.read(terminal, 65536)
os.close(terminal)
os.waitpid(child, 0)
print(screen.decode())' "$top/run.sh" gdb 1 aarch64
    echo "$output" >"$BATS_TEST_TMPDIR/out"
    for ((i = 0; i < 50; i++)); do
        [ -e "$(folder "$BATS_TEST_TMPDIR/out")" ] || break
        sleep 0.1
    done
    nothing_left "$BATS_TEST_TMPDIR/out"
}

@test "gdb: wrong usage, a QEMU that does not start, a time limit" {
    ws gdb 1
    assert_failure 2
    assert_output "run.sh: usage: ./run.sh gdb N ARCH (./run.sh help)"
    ws gdb 1 riscv64 --dry-run
    assert_failure 2
    ws gdb 1 riscv64 -- -no-such-argument
    assert_failure 1
    assert_line --partial "no-such-argument"
    run "$top/run.sh" gdb 4 riscv64 --timeout 1 <<<"continue"
    assert_failure 124
    assert_line "run.sh: time limit of 1 s: gdb was ended"
}
