# run.sh when something is not as it should be: arguments, places, and how runs end.
load lib

# bats file_tags=run

@test "run.sh: what is too much is wrong usage, too" {
    refused 2 "usage: ./run.sh list" list all
    refused 2 "usage: ./run.sh clean" clean build
    refused 2 "usage: ./run.sh doctor" doctor node
    refused 2 "usage: ./run.sh files N [ARCH]" files 3 arm all
    refused 2 "usage: ./run.sh test [N|all] [ARCH|all] [--build DIR]" test 3 riscv64 all
    refused 2 "usage: ./run.sh setup [--slides] [--book] [--linux [ARCH]] [--build DIR]" setup --slides all
    refused 2 "usage: ./run.sh slides [N] [--pdf] [--open]" slides 1 2
    refused 2 "no such step: 18446744073709551621" step 18446744073709551621 riscv64
    refused 2 "no such step: 99" test 99
    refused 2 "no such command:  (./run.sh help)" ""
    refused 2 "--mem 134217728: not a size (64M, 4G)" step 1 riscv64 --mem 134217728 # bytes, or MiB?
}

@test "run.sh: a folder or a pipe is no guest and no disk, and --ram leaves alone what is no file" {
    cd "$BATS_TEST_TMPDIR"
    mkfifo pipe
    refused 1 "--guest $PWD: a folder, not a file" step 5 riscv64 --guest "$PWD"
    refused 1 "--disk $PWD: a folder, not a file" step 5 riscv64 --disk "$PWD"
    refused 1 "--guest $PWD/pipe: not a regular file" step 5 riscv64 --guest "$PWD/pipe"
    refused 1 "--disk $PWD/pipe: not a regular file" step 5 riscv64 --disk pipe
    refused 1 "--ram $PWD/pipe: not a regular file" step 5 riscv64 --ram pipe
    [ -p pipe ]
}

@test "run.sh: a standard input that is a folder, and a current folder that is gone" {
    mkdir "$BATS_TEST_TMPDIR/gone"
    cd "$BATS_TEST_TMPDIR/gone"
    rmdir ../gone
    run "$top/run.sh" list
    assert_failure 1
    assert_line "run.sh: the current folder is not there any more: cd to another one"
    cd "$top"
    run "$top/run.sh" list <"$BATS_TEST_TMPDIR"
    assert_failure 1
    assert_output "run.sh: standard input is a folder: run.sh reads keys from it"
}

@test "run.sh: options that belong together" {
    ws step 5 riscv64 --guest hello --verbose --summary
    assert_success
    assert_line --partial "VmExit Reason: VSuperEcall: DBCN console_write"
    assert_line --regexp "^hypercall +2 +100.0%"
}

@test "run.sh: regs of a machine that never entered its guest is a failure" {
    cat >"$BATS_TEST_TMPDIR/qemu" <<'S'
#!/bin/sh
case "$*" in
*qmp*) exec qemu-system-riscv64 "$@" ;;
esac
S
    chmod +x "$BATS_TEST_TMPDIR/qemu"
    QEMU=$BATS_TEST_TMPDIR/qemu run "$top/run.sh" regs 4 riscv64
    assert_failure 1
    assert_line "run.sh: the guest was never entered; the console says:"
}

@test "run.sh: a closed standard input is an empty one" {
    run bash -c 'exec "$1" gdb 5 x86_64 <&-' - "$top/run.sh"
    assert_success
    refute_output --partial "Undefined command"
}

@test "run.sh: when it is ended, QEMU ends as well" {
    cd "$BATS_TEST_TMPDIR"
    "$top/run.sh" step 4 riscv64 --timeout 100 --ram ram </dev/null >out 2>&1 3>&- &
    local run=$! i
    for ((i = 0; i < 200; i++)); do
        ! grep -q "entering the guest" out || break
        sleep 0.1
    done
    pgrep -f "mem-path=$PWD/ram"
    kill -9 $run
    for ((i = 0; i < 100; i++)); do
        pgrep -f "mem-path=$PWD/ram" || return 0
        sleep 0.1
    done
    fail "QEMU runs on"
}

@test "run.sh: a reader that has seen enough, and a CDPATH" {
    cd "$BATS_TEST_TMPDIR"
    "$top/run.sh" step 5 x86_64 --guest hello --summary 2>err </dev/null | head -n 1
    assert_equal "$(cat err)" ""
    export CDPATH=$top
    run "$BASH" -c 'cd / && cd "$1" && ./run.sh files 3' - "$top"
    assert_line --index 0 "steps/03-stage2-tables/README.md"
}

@test "run.sh: in a folder with a space in its name" {
    mkdir "$BATS_TEST_TMPDIR/a folder"
    cd "$BATS_TEST_TMPDIR/a folder"
    tar -C "$top" --exclude ./build --exclude ./.git -cf - . | tar -xf -
    run ./run.sh step 5 riscv64 --main steps/05-handle-exits/main.c
    assert_success
    cp steps/05-handle-exits/main.c ../"other main.c"
    run ./run.sh step 5 riscv64 --main ../"other main.c"
    assert_failure 1
    assert_output --regexp "^run.sh: --main .*/other main.c: make cannot read a path with spaces or signs in it$"
}

@test "run.sh: a test run that finds no test is a failure" {
    cd "$BATS_TEST_TMPDIR"
    tar -C "$top" --exclude ./build --exclude ./.git -cf - . | tar -xf -
    local file
    for file in tests/*.bats; do
        printf '@test "of no step" {\n    true\n}\n' >"$file"
    done
    run ./run.sh test 1 riscv64
    assert_failure 1
    assert_line "0 passed, 0 failed, 0 skipped"
}
