# run.sh itself: its statuses, its refusals, its small commands.
load lib

# bats file_tags=run

@test "run.sh: wrong usage is status 2, and one line" {
    refused 2 "no such command: stp (./run.sh help)" stp
    refused 2 "usage: ./run.sh step N ARCH (./run.sh help)" step 1
    refused 2 "no such step: 99" step 99 riscv64
    refused 2 "no such step: x" step x riscv64
    refused 2 "no such step: 99999999999999999999" step 99999999999999999999 riscv64
    refused 2 "no such architecture: vax (riscv64, aarch64, x86_64)" step 1 vax
    refused 2 "no such option: --fast (./run.sh help 1)" step 1 riscv64 --fast
    refused 2 "--mem needs a value" step 1 riscv64 --mem
    refused 2 "--mem 64MB: not a size (64M, 4G)" step 1 riscv64 --mem 64MB
    refused 2 "--mem 0: not a size (64M, 4G)" step 1 riscv64 --mem 0
    refused 2 "--guest-mem -1: not a size (64M, 4G)" step 5 riscv64 --guest-mem -1
    refused 2 "--slice 0: not a number of milliseconds" step 5 riscv64 --slice 0
    refused 2 "--timeout soon: not a number of seconds" step 1 riscv64 --timeout soon
    refused 2 "--bios seabios: it can be opensbi" step 1 riscv64 --bios seabios
    refused 2 "--guest a b: a name without spaces, or a path with a /" step 5 riscv64 --guest "a b"
}

@test "run.sh: what is not there is status 1, and one line" {
    refused 1 "--guest /nowhere/g: no such file" step 5 riscv64 --guest /nowhere/g
    refused 1 "--disk /nowhere/d: no such file" step 5 riscv64 --disk /nowhere/d
    refused 1 "--mem 1M: too little, the smallest machine has 8M" step 1 riscv64 --mem 1M
}

@test "run.sh: a missing tool is named with the command that installs it, status 3" {
    # A PATH of everything but QEMU, and then of nothing that is needed to build.
    mkdir "$BATS_TEST_TMPDIR/bin"
    local dir
    for dir in /usr/local/bin /usr/bin /bin; do
        find "$dir" -maxdepth 1 \( -type f -o -type l \) ! -name 'qemu-system-*' \
            -exec ln -sf {} "$BATS_TEST_TMPDIR/bin/" \;
    done
    PATH=$BATS_TEST_TMPDIR/bin refused_tool qemu-system-riscv64
    rm "$BATS_TEST_TMPDIR/bin/ld.lld"
    PATH=$BATS_TEST_TMPDIR/bin refused_tool ld.lld
}

refused_tool() {
    run "$top/run.sh" step 1 riscv64 </dev/null
    assert_failure 3
    assert_output --regexp "^run.sh: $1 is missing: .*install.* [a-z-]+$"
}

@test "run.sh: --dry-run prints a line that can be pasted, anywhere" {
    run "$top/run.sh" step 1 riscv64 --mem 64M --dry-run
    assert_success
    assert_equal "${#lines[@]}" 1
    cd "$BATS_TEST_TMPDIR"
    run timeout 20 bash -c "$output" </dev/null
    assert_success
    assert_line "Booting hypervisor..."
}

@test "run.sh: files named by the user are named from where the user is" {
    printf 'li a7, 8; ecall\n' | flat_guest riscv64 mine
    cd "$BATS_TEST_TMPDIR"
    ws step 5 riscv64 --guest ./mine
    assert_success
    assert_line "app: /sbin/mine"
    disk_with mine
    ws step 5 riscv64 --guest mine --disk disk.img
    assert_success
    cp mine "a strange näme!"
    ws step 5 riscv64 --guest "./a strange näme!"
    assert_success
}

@test "run.sh: aliases of the machines" {
    for alias in riscv64 riscv rv64 aarch64 arm64 arm armv8 x86_64 x86-64 amd64 x86 x64; do
        ws files 1 $alias
        assert_success
    done
    refused 2 "no such architecture:  (riscv64, aarch64, x86_64)" step 1 ""
}

@test "run.sh: every question of a chapter has its answer, and no other has one" {
    local folder n m count=0
    cd "$top"
    for folder in steps steps/[0-9]*; do
        n=$(basename "$folder") && n=${n%%-*} && n=$((10#${n/steps/0}))
        m=$(awk '/^## /{inside = $2 == "Questions"} inside' "$folder/README.md" | grep -c '^[0-9]*\. ')
        assert_equal "$(grep '^## ' "$folder/questions.md")" "$(seq -f "## $n.%g" "$m")"
        ws question "$n.$m"
        assert_success
        assert_line --index 0 --regexp "^Question $n\.$m\. [A-Z]"
        assert_output --regexp $'\nAnswer\n\n?.'
        refute_output --partial "## "
        count=$((count + m))
    done
    [ $count -gt 20 ] || fail "only $count"
    refused 2 "no such question: 1.99" question 1.99
    refused 2 "no such chapter: 77" question 77.1
    refused 2 "usage: ./run.sh question N.M (question M of chapter N)" question 1
}

@test "run.sh: no line of its help needs more than 100 columns" {
    local n
    for n in '' 1 2 3 4 5 6 7 8 9 10; do
        # shellcheck disable=SC2086
        ws help $n
        assert_success
        refute_line --regexp "^.{101}"
    done
}

@test "run.sh: help of a command" {
    ws help exercise
    assert_success
    assert_line --index 0 --regexp "^./run.sh exercise N.M ARCH +grade your answer"
    assert_line --partial "usage: ./run.sh exercise N.M ARCH [--hint | --solution"
    ws help grade
    assert_line --index 0 --partial "usage: ./run.sh grade FILE... --csv OUT.csv"
    ws help doctor
    assert_output "$(grep doctor "$top/common/host/usage.txt")"
    refused 2 "no such step: nothing" help nothing
}

@test "run.sh: list, files and diff" {
    ws list
    assert_line --index 0 --regexp "^steps/README.md +chapter 0"
    assert_line --regexp "^05-handle-exits +riscv64 aarch64"
    ws files 3
    assert_line --index 0 "steps/03-stage2-tables/README.md"
    assert_line --index 1 "steps/03-stage2-tables/main.c"
    while read -r file; do
        [ -f "$top/$file" ] || fail "$file is not there"
    done <<<"$output"
    assert_in_order steps/03-stage2-tables/{main.c,probe.h,probe.c,stage2.h,stage2_walk.c,stage2.c} # as the chapter
    ws files 5 aarch64
    assert_line "steps/05-handle-exits/aarch64_psci.c"
    refute_output --partial riscv64
    ws diff 5
    assert_line --regexp "steps/05-handle-exits/loop.c"
    assert_line "  steps/01-enter-guest/riscv64_enter.S"
    run "$top/run.sh" diff 1
    assert_failure 2
}

@test "run.sh: compare shows a step's siblings side by side" {
    ws compare 3 riscv64 aarch64
    assert_success
    assert_output --partial "riscv64_stage2.h"
    assert_output --partial "aarch64_stage2.h"
    ws compare 2 riscv64 aarch64
    assert_success
    assert_output "steps/02-page-allocator is the same for every architecture."
    ws compare 5 riscv64 x86_64
    assert_line --regexp "\\(there is none\\) +steps/05-handle-exits/x86_64_cpuid.c"
    ws compare 3 riscv64 vax
    assert_failure 2
}

# Every line of step 3's siblings is in $output, whole; they come in reading order.
assert_compared() {
    local file
    assert_in_order "steps/03-stage2-tables/riscv64_probe.S" "steps/03-stage2-tables/riscv64_stage2.h" \
        "steps/03-stage2-tables/riscv64_stage2.c"
    for file in "$top"/steps/03-*/{riscv64,aarch64}_*.[chS]; do
        python3 -c 'import sys; t = sys.stdin.read(); sys.exit(any(l.expandtabs().rstrip() not in t for l in open(sys.argv[1])))' \
            "$file" <<<"$output" || fail "a line of $file is cut"
    done
}

@test "run.sh: compare cuts no line, in a file, a wide terminal or a narrow one" {
    ws compare 3 riscv64 aarch64
    assert_compared
    assert_line --regexp "riscv64_stage2.h +steps/03-stage2-tables/aarch64_stage2.h"
    local columns
    for columns in 300 80; do
        run python3 -c '
import fcntl, os, pty, struct, sys, termios
child, fd = pty.fork()
if not child:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
    os.environ.pop("COLUMNS", None)
    os.execvp(sys.argv[2], sys.argv[2:])
try:
    while data := os.read(fd, 65536):
        sys.stdout.write(data.decode().replace("\r\n", "\n").expandtabs())
except OSError:
    pass' $columns env TERM=xterm "$top/run.sh" compare 3 riscv64 aarch64
        assert_compared
    done
    assert_line "steps/03-stage2-tables/aarch64_stage2.h"
    refute_output --regexp "riscv64.h +steps"
}

@test "run.sh: doctor knows what each machine needs" {
    ws doctor
    for machine in riscv64 aarch64; do
        assert_output --partial "qemu-system-$machine"
    done
}

@test "run.sh: more QEMU arguments" {
    ws step 1 riscv64 -- -name worldswitch -m 256M
    assert_success
    ws step 1 riscv64 -- -no-such-argument
    assert_failure 1
}

@test "run.sh: the disk is the same bytes from run to run, and not made again" {
    cd "$top"
    run make STEP=5 ARCH=riscv64 disk
    assert_output --partial "Nothing to be done"
    local guests=(build/riscv64/guest/{clock,echo,fill,flash,hello,hostile,nullcall,pages,ping,pong,primes,race,skernel,spin,sum,tasks,touch,wild,kernel,initrd,flash.bin,flash40.bin})
    common/host/disk.sh "$BATS_TEST_TMPDIR/one" "${guests[@]}"
    touch "${guests[@]}" && make -q STEP=5 ARCH=riscv64 disk || true
    common/host/disk.sh "$BATS_TEST_TMPDIR/two" "${guests[@]}"
    cmp "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/two"
    cmp "$BATS_TEST_TMPDIR/one" build/riscv64/disk.img # which was made at another time
}

@test "run.sh: nothing is built again when nothing has changed" {
    run make -C "$top" STEP=5 ARCH=riscv64
    assert_output --partial "Nothing to be done for 'all'"
}

@test "run.sh: several runs at once, from nothing, do not disturb each other" {
    tar -C "$top" --exclude ./build --exclude ./.git -cf - . | tar -C "$BATS_TEST_TMPDIR" -xf -
    cd "$BATS_TEST_TMPDIR"
    local guest pids=()
    for guest in skernel hello hello; do
        ./run.sh step 5 riscv64 --guest $guest --timeout 60 </dev/null >/dev/null 3>&- &
        pids+=($!)
    done
    wait "${pids[0]}" && wait "${pids[1]}" && wait "${pids[2]}"
}

@test "run.sh: clean removes what was built, and leaves what was downloaded" {
    cd "$BATS_TEST_TMPDIR"
    tar -C "$top" --exclude ./build --exclude ./.git -cf - . | tar -xf -
    ./run.sh step 1 aarch64
    mkdir build/marp build/linux build/slides build/vitepress
    run ./run.sh clean
    assert_success
    assert_equal "$output$(ls build)" $'linux\nmarp\nvitepress'
}
