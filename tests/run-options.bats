# run.sh's options: each step declares its own, in a file "options" of its folder.
load lib

# bats file_tags=run

@test "options: of a later step or another machine are refused, with the first that has them" {
    refused 2 "step 3 has no --slice: it needs step 5 or later (./run.sh help 5)" step 3 riscv64 --slice 10
    refused 2 "step 2 has no --guest: it needs step 4 or later (./run.sh help 4)" step 2 x86 --guest hello
    refused 2 "step 1 has no --disk: it needs step 4 or later (./run.sh help 4)" gdb 1 riscv64 --disk none
    refused 2 "step 4 has no --trace: it needs step 5 or later (./run.sh help 5)" step 4 arm --trace t.svg
    refused 2 "aarch64 has no --bios: only riscv64 has it" step 1 aarch64 --bios opensbi
    refused 2 "x86_64 has no --bios: only riscv64 has it" regs 5 x86_64 --bios opensbi
    refused 2 "no such option: --nothing (./run.sh help 5)" walkthrough 5 riscv64 --nothing
    refused 2 "no such option: hello (./run.sh help 5)" step 5 riscv64 hello
    refused 2 "--dry-run, --trace, --summary, --memory-map, --dump-tree and --record are for step" gdb 5 riscv64 --summary
}

@test "options: help is short, help N lists what step N takes" {
    ws help
    assert_success
    [ ${#lines[@]} -lt 28 ] || fail "${#lines[@]} lines"
    assert_line "  x86_64: x86-64 amd64 x86 x64"
    ws help 1
    assert_line --regexp "^  --mem SIZE +the machine's memory \(128M\)$"
    assert_line --regexp "^  --bios opensbi +riscv64: "
    refute_output --partial "--disk"
    ws help 4
    assert_line --regexp "^  --disk FILE\|none "
    refute_output --partial "--slice"
    ws help 5
    assert_line --regexp "^  --slice MS "
    assert_line --regexp "^  --verbose  "
    ws help back # a walkthrough of step 5
    assert_line "./run.sh step 5 ARCH takes:"
    refused 2 "no such step: 99" help 99
    refused 2 "usage: ./run.sh help [N | COMMAND]" help 5 riscv64
}

# What help lists, a person finds explained: each command, its options, each step's options.
@test "options: each one that help lists stands in a chapter or a README" {
    local text step word words
    text=$(cat "$top"/README.md "$top"/CONTRIBUTING.md "$top"/gdb/README.md "$top"/common/host/README.md "$top"/steps/README.md \
        "$top"/steps/lecturers.md "$top"/steps/*/README.md)
    words=$("$top/run.sh" help | grep -oE '^\./run\.sh [a-z-]+|--[a-z-]+|QEMU=')
    for step in "$top"/steps/[0-9]*; do
        step=$(basename "$step")
        words+=$'\n'$("$top/run.sh" help $((10#${step%%-*})) | grep -oE '^  --[a-z-]+' | tr -d ' ')
    done
    [ "$(echo "$words" | wc -l)" -gt 60 ] || fail "only: $words"
    while read -r word; do
        [[ $text =~ $word([^a-z-]|$) ]] || fail "$word is in no README"
    done < <(echo "$words" | sort -u)
}

# A step of a later time: it adds a row, and changes no file of those that there are.
@test "options: a step adds one by a row in its own folder" {
    cd "$BATS_TEST_TMPDIR"
    tar -C "$top" --exclude ./build --exclude ./.git --exclude ./tests --exclude ./slides -cf - . | tar -xf -
    mkdir steps/07-more steps/08-yet-more
    cp steps/05-handle-exits/main.c steps/07-more/
    cp steps/05-handle-exits/main.c steps/08-yet-more/
    touch steps/07-more/step.mk steps/08-yet-more/step.mk
    cat >steps/07-more/options <<'O'
--mem          SIZE=512M  all      run.sh  the machine's memory
--colour       red|blue   all      boot    what the guest prefers
--number       SIZE=7M    all      boot    a default that the hypervisor is told
--no-sstc      -          riscv64  boot    a timer without Sstc
O
    top=$PWD
    ws help 8
    assert_line --regexp "^  --mem SIZE +the machine's memory \(512M\)$"
    refute_line --partial "(256M)"
    refused 2 "step 5 has no --colour: it needs step 7 or later (./run.sh help 7)" step 5 riscv64 --colour red
    refused 2 "--colour grey: it can be red, blue" step 8 riscv64 --colour grey
    refused 2 "aarch64 has no --no-sstc: only riscv64 has it" step 8 aarch64 --no-sstc
    ws step 8 riscv64 --colour blue --no-sstc --guest hello --verbose --dry-run
    assert_success
    assert_output --partial " -m 512M "
    assert_output --partial "guest=/sbin/hello\\ "
    assert_output --partial " colour=blue\\ no-sstc\\ verbose\\ "
    assert_output --partial "\\ number=7M "
    ws step 5 riscv64 --dry-run
    assert_output --partial " -m 128M "
}

# A step's main.c that prints what a shift by more than all bits gives.
own_main() {
    cat >"$BATS_TEST_TMPDIR/mine.c" <<'C'
#include "machine.h"
#include "print.h"
int main(void)
{
    volatile int bits = 64;
    printf("mine: %d\n", 1 << bits == 0 || 1 << bits != 0);
    return 0;
}
C
    cd "$BATS_TEST_TMPDIR"
}

@test "options: --main builds a step with another main.c, --ubsan lets undefined behaviour trap" {
    own_main
    ws step 5 riscv64 --main mine.c
    assert_success
    assert_output "mine: 1"
    for machine in riscv64 aarch64 x86_64; do
        ws step 5 $machine --main mine.c --ubsan
        assert_failure 1
        assert_output --regexp "^panic: host: (illegal instruction|BRK from AArch64|invalid opcode) at 0x"
    done
    refused 1 "--main $PWD/none.c: no such C file" step 5 riscv64 --main none.c
}

# After the run, on every machine: the ring's one exit, out of the file.
@test "options: --ram leaves the machine's memory in a file" {
    cd "$BATS_TEST_TMPDIR"
    local machine
    for machine in riscv64 aarch64 x86_64; do
        machine $machine
        ws step 5 $machine --ram ram
        assert_success
        run python3 - "$top" "$machine" <<'P'
import sys
sys.path.insert(0, sys.argv[1] + "/common/host")
from ram import Ram
from trace import traces_of
trace, = traces_of(Ram("ram", f"{sys.argv[1]}/build/{sys.argv[2]}/05-handle-exits/hypervisor.elf"))
exit, = trace.exits()
print(trace.count, trace.mask, trace.kind_name(exit.kind), trace.name, trace.entered > 0, hex(exit.pc))
P
        assert_output --regexp "^1 1023 hypercall guest 1, vCPU 0 True 0x[0-9a-f]+$"
    done
    ws step 5 x86_64 --ram ram --mem 3G # whose memory is in two pieces
    assert_success
    refused 1 "--ram /nowhere/ram: cannot be written" step 1 riscv64 --ram /nowhere/ram
}
