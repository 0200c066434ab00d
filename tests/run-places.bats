# run.sh in unusual places: started by another shell or through a link, without permission to execute, in a folder that
# is only read, on a full disk, cloned with CR LF.
load lib

# bats file_tags=run

# A copy of the project's own files.
copy_project() { # FOLDER
    mkdir -p "$1"
    tar -C "$top" --exclude ./build --exclude ./.git --exclude ./tests --exclude ./slides -cf - . | tar -C "$1" -xf -
}

@test "places: sh run.sh, and run.sh through links" {
    cd "$BATS_TEST_TMPDIR"
    mkdir -p bin/deep
    ln -s "$top/run.sh" bin/worldswitch
    ln -s ../worldswitch bin/deep/ws
    ln -s bin/deep "a b"
    local shell
    for shell in sh dash bash "bash --posix" zsh; do
        command -v "${shell%% *}" >/dev/null || continue
        run $shell "$top/run.sh" files 1 </dev/null
        assert_success
        assert_line --index 0 "steps/01-enter-guest/README.md"
    done
    printf 'li a7, 8; ecall' >g.S
    for shell in bin/worldswitch "a b/ws"; do
        run "./$shell" flat riscv64 g.S "${shell##*/}.out" </dev/null
        assert_success
        [ -s "${shell##*/}.out" ]
    done
    (cd bin && PATH=$PWD:$PATH worldswitch list) | grep -q "^01-enter-guest"
}

# A folder that nothing can be executed in, as after unpacking some archives, or on a file system mounted noexec.
@test "places: without a permission to execute, and with nothing written but into --build" {
    cd "$BATS_TEST_TMPDIR"
    copy_project project
    find project -type f -exec chmod a-x {} +
    find project | sort >before
    run bash project/run.sh step 5 riscv64 --guest hello --summary --build made </dev/null
    assert_success
    assert_line "Hypervisor ok!"
    run bash project/run.sh regs 5 riscv64 --build made </dev/null
    assert_success
    run sh project/run.sh gdb 5 riscv64 --build made --timeout 60 <<<"info symbol main"
    assert_line --partial "main in section .text"
    run bash project/run.sh walkthrough 5 riscv64 --build made --timeout 60 <<<"quit"
    assert_success
    printf 'li a7, 8; ecall' >g.S
    run bash project/run.sh flat riscv64 g.S g --build made </dev/null
    assert_success
    run bash project/run.sh test 1 riscv64 </dev/null
    assert_failure 1
    assert_output --regexp "^run.sh: .*/project/run.sh cannot be executed, and tests execute it: chmod -R \+x"
    find project | sort | diff before -
    assert_equal "$(ls made made/riscv64/own)" "made:
compile_commands.json
riscv64

made/riscv64/own:"
}

@test "places: a build folder that cannot be is named, with what to do" {
    cd "$BATS_TEST_TMPDIR"
    copy_project project
    touch project/build
    run project/run.sh step 1 riscv64 </dev/null
    assert_failure 1
    assert_output "run.sh: $PWD/project/build/riscv64: cannot be made: Not a directory (--build DIR takes another folder)"
    refused 1 "--build $PWD/a b: make cannot read a path with spaces or signs in it" step 1 riscv64 --build "a b"
    refused 2 "--build needs a value" step 1 riscv64 --build
    refused 2 "usage: ./run.sh test [N|all] [ARCH|all] [--build DIR]" test 1 riscv64 --build
}

# df is what run.sh asks, so that a stub can say that there is no room.
@test "places: a full disk is one line" {
    cd "$BATS_TEST_TMPDIR"
    mkdir bin
    printf '#!/bin/sh\necho header\necho "/dev/x 9999 9000 512 95%% /"\n' >bin/df
    chmod +x bin/df
    PATH=$PWD/bin:$PATH refused 1 "$PWD/b/riscv64: the disk is full: 512 KiB are free, 20 MiB are needed" \
        step 1 riscv64 --build b
    echo nop >g.S
    PATH=$PWD/bin:$PATH run "$top/run.sh" flat riscv64 g.S g </dev/null
    assert_failure 1
    assert_output --regexp "^run.sh: .*: the disk is full: 512 KiB are free, 20 MiB are needed$"
}

@test "places: a clone with CR LF has none" {
    [ -e "$top/.git" ] && command -v git || skip "no git here"
    cd "$BATS_TEST_TMPDIR"
    git clone -q -c core.autocrlf=true -c core.eol=crlf "$top" clone
    run grep -rlI $'\r' clone --include='*.sh' --include=Makefile --include='*.md'
    assert_output ""
    clone/run.sh files 1
}
