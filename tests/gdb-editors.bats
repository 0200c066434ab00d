# gdb's commands where a terminal is not all there is: completion, the text user interface, VS Code.
load lib

# bats file_tags=gdb

@test "gdb: commands and their words are completed" {
    debug 1 riscv64 <<'END'
complete world-sw
complete world-switches e
complete guest-
complete guest-regs -
complete walkthrough q
complete stage2
END
    assert_equal "$(sed '1,/^Stopped/d' <<<"$output")" "world-switches
world-switches entry
world-switches exit
guest-break
guest-irqs
guest-memory
guest-regs
guest-symbols
guest-walk
guest-x
guest-regs -s
walkthrough quit
stage2
stage2-map"
}

# All that .vscode says is done as VS Code's debugger does it, but for VS Code itself.
# bats test_tags=step:5,arch:x86_64
@test "gdb: VS Code's files lead to a stop in main()" {
    run timeout 100 "$top/tests/editor.py" 5 x86_64
    assert_success
    assert_line --regexp '^\*stopped,reason="breakpoint-hit",.*func="main",'
    assert_line --partial '&"stage2-map: no stage-2 table yet'
    assert_line --partial 'host <== guest  1: hypercall (VMMCALL), pc 0x6'
    assert_line --partial 'EAX=84000008 '
    assert_line "QEMU has ended: True"
}

@test "gdb: VS Code's task ends when the step does not build, or is none" {
    run timeout 100 "$top/tests/editor.py" 6 x86_64
    assert_failure
    run timeout 20 "$top/common/host/vscode.sh" 99 x86_64 </dev/null 3>&-
    assert_failure 2
    assert_line "run.sh: no such step: 99"
}

# The screen of the text user interface: source, and the commands below it.
# bats test_tags=step:1,arch:riscv64
@test "gdb: the commands live with layout src" {
    TERM=xterm LINES=40 COLUMNS=120 run "$top/tests/terminal.py" "(gdb) " 'world-switches on\n' "(gdb) " 'layout src\n' \
        "(gdb) " 'continue\n' "host ==> guest" 'stepi\nguest-regs\n' "x28/t3" 'quit\n' \
        -- "$top/run.sh" gdb 1 riscv64
    assert_success
    assert_output --partial "sret"
    assert_output --partial "host ==> guest  1: pc 0x1234abc"
    assert_output --partial "x28/t3"
}

# What gdb/README.md says to type, with the socket in the test's folder.
# bats test_tags=step:5
@test "gdb: a gdb of one's own, as gdb/README.md says" {
    local arch typed=()
    while read -r line; do
        typed+=(-ex "${line/target remote*/target remote $BATS_TEST_TMPDIR/gdb}")
    done < <(sed -n '/^## With your own gdb/,/^## /s/^(gdb) //p' "$top/gdb/README.md")
    [ ${#typed[@]} -eq 6 ]
    for arch in riscv64 aarch64 x86_64; do
        start_qemu 5 $arch -- -S -gdb unix:gdb,server=on,wait=off
        for ((i = 0; i < 100; i++)); do
            [ ! -S gdb ] || break
            sleep 0.05
        done
        cd "$top"
        STEP=5 run without_cr timeout 60 gdb-multiarch -q -nx -batch build/$arch/05-handle-exits/hypervisor.elf \
            "${typed[@]}" -ex 'world-switches entry' -ex continue -ex stepi -ex 'guest-x /1i' -ex 'walkthrough next' \
            -ex quit </dev/null
        assert_line --regexp "^host ==> guest  1: pc 0x[0-9a-f]+$"
        machine $arch
        assert_line --regexp "^   $flat:	"
        assert_line "walkthrough: not started yet"
        wait "$qemu" || true # it ends with gdb
        cd "$BATS_TEST_TMPDIR" && rm -f gdb
    done
}
