# shellcheck shell=bash
# What the tests share. Each test runs in a folder of its own, $BATS_TEST_TMPDIR.
bats_load_library bats-support
bats_load_library bats-assert

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export BATS_TEST_TIMEOUT=300
# shellcheck source=tests/machines.bash
. "$top/tests/machines.bash"

# Runs run.sh, with a time limit shorter than the test's.
ws() {
    local command=$1
    shift
    case $command in
    step)
        run "$top/run.sh" step "$1" "$2" --timeout 120 "${@:3}" </dev/null
        last_step=(step "$1" "$2" --timeout 120 "${@:3}") last_status=$status last_output=$output
        ;;
    *) run "$top/run.sh" "$command" "$@" </dev/null ;;
    esac
}

# A test has failed: its last step runs again, recorded, and the recording is kept if it ends and prints as it did.
teardown() {
    [ -z "${BATS_TEST_COMPLETED:-}" ] && [ "${#last_step[@]}" -gt 0 ] || return 0
    local file=$top/build/failed/$BATS_TEST_NAME.rec
    mkdir -p "${file%/*}"
    run "$top/run.sh" "${last_step[@]}" --record "$file" </dev/null
    if [ "$status" = "$last_status" ] && [ "$(grep -v '^run.sh: recorded' <<<"$output")" = "$last_output" ]; then
        echo "a recording of its last run: ./run.sh replay build/failed/$BATS_TEST_NAME.rec"
    else
        rm -f "$file"
    fi
}
last_step=()

# flat_guest ARCH NAME: assembles its input into the flat image $BATS_TEST_TMPDIR/NAME, by what `run.sh flat` calls in
# the end. x86_64: 16-bit code, as step 5 starts it.
flat_guest() {
    local out=$BATS_TEST_TMPDIR/$2
    case $1 in
    x86_64) echo ".intel_syntax noprefix; .code16" ;;
    esac >"$out.s" # not .S: clang would start itself two times more, for the C preprocessor
    cat >>"$out.s"
    [ -d "$out.parts" ] || mkdir "$out.parts"
    bash "$top/common/host/flat.sh" "$1" "$out.s" "$out" "$out.parts"
}

# run_guest ARCH [OPTIONS]: step 5 with a guest assembled from the input.
run_guest() {
    flat_guest "$1" g
    ws step 5 "$1" --guest "$BATS_TEST_TMPDIR/g" "${@:2}"
}

# link_at ADDRESS ENTRY OBJECT OUT: an ELF whose code is there. From lld 21 on -Ttext= refuses what is below
# its own idea of an image's base; a script is taken at its word by each.
link_at() {
    echo "SECTIONS { .text $1 : { *(.text .text.* .data .bss) } }" >"$4.ld"
    ld.lld -N --build-id=none -T "$4.ld" -e "$2" -o "$4" "$3"
}

# protected_object NAME: assembles its input, 32-bit code for x86_64, into $BATS_TEST_TMPDIR/NAME.o.
protected_object() {
    { echo ".intel_syntax noprefix; .code32" && cat; } |
        clang --target=x86_64-unknown-none-elf -m32 -x assembler -g -c -o "$BATS_TEST_TMPDIR/$1.o" -
}

# protected_elf NAME: assembles its input into an ELF32 at 0x100000.
protected_elf() {
    protected_object "$1"
    link_at 0x100000 0x100000 "$BATS_TEST_TMPDIR/$1.o" "$BATS_TEST_TMPDIR/$1"
}

# protected_guest [OPTIONS]: step 5 on x86_64 with such a guest.
protected_guest() {
    protected_elf p
    ws step 5 x86_64 --guest "$BATS_TEST_TMPDIR/p" "$@"
}

# Whether clang and QEMU are those that made the outputs, pictures and figures in the tree.
same_tools() {
    local kept=$top/tests/bench/figures.json
    [[ $(clang --version) == *"version $(sed -n 's/^ "clang": "\(.*\)",$/\1/p' "$kept")."* &&
        $(qemu-system-riscv64 --version) == *"version $(sed -n 's/^ "qemu": "\(.*\)",$/\1/p' "$kept")."* ]]
}

# Skips the test where the distribution's kernel and programs have not been fetched.
need_linux() { # ARCH
    [ -e "$top/build/linux/$1/packages" ] || skip "Linux for $1 is not here: ./run.sh setup --linux"
}

# Whether OpenSBI passes on an illegal instruction of a guest's: version 1.1 does, with 1.6 the guest
# goes on where the hypervisor's traps lead, and faults there or not.
opensbi_passes_instructions() {
    ws step 1 riscv64 --bios opensbi
    assert_line --regexp "^OpenSBI v[0-9.]+"
    [[ $output == *"OpenSBI v1.1"$'\n'* ]]
}

# many_exits ARCH CALLS LAST: a guest, $BATS_TEST_TMPDIR/g, that makes so many calls and then that.
many_exits() {
    case $1 in
    riscv64) flat_guest riscv64 g <<<"li s0, $2; 1: li a7, 0x10; li a6, 0; ecall; addi s0, s0, -1; bnez s0, 1b; $3" ;;
    aarch64) flat_guest aarch64 g <<<"ldr w19, =$2; 1: ldr w0, =0x84000000; hvc #0; subs w19, w19, #1; b.ne 1b; $3" ;;
    x86_64) protected_elf g <<<"mov ecx, $2; 1: mov eax, 0x84000000; vmmcall; dec ecx; jnz 1b; $3" ;;
    esac
}

# disk_with FILE...: makes $BATS_TEST_TMPDIR/disk.img, with each file in /sbin.
disk_with() {
    "$top/common/host/disk.sh" "$BATS_TEST_TMPDIR/disk.img" "$@"
}

# in_terminal TEXT KEYS RUN.SH'S ARGUMENTS: types the keys after the text. Status 125 is tests/terminal.py's, when the
# terminal is not what it was.
in_terminal() {
    run "$top/tests/terminal.py" "$1" "$2" "$top/run.sh" "${@:3}"
}

# The monitor's lines, through gdb, end in CR and LF.
without_cr() {
    "$@" 2>&1 | tr -d '\r'
    return "${PIPESTATUS[0]}"
}

# start_qemu N ARCH ARGUMENTS...: starts step N's QEMU in the background, in $BATS_TEST_TMPDIR, under a
# time limit; its console goes to the file "console". end_qemu ends it.
start_qemu() {
    local line
    line=$("$top/run.sh" step "$1" "$2" --dry-run "${@:3}") || return
    cd "$BATS_TEST_TMPDIR" || return
    eval "exec python3 -S $top/common/host/limit.py 100 $line" >console 2>&1 </dev/null 3>&- &
    qemu=$!
}

# ended LINE N ARCH [OPTIONS]: a run that does not end by itself, under a time limit that is long enough for that line.
ended() {
    local limit
    for limit in 1 4 30; do
        run "$top/run.sh" step "${@:2}" --timeout $limit </dev/null
        [[ $output != *"$1"* ]] || break
    done
    assert_failure 124
    assert_output --partial "$1"
}

# Waits until its console has a line that begins so.
wait_for_line() {
    local i
    for ((i = 0; i < 200; i++)); do
        ! grep -q "^$1" "$BATS_TEST_TMPDIR/console" || return 0
        sleep 0.1
    done
    fail "no line '$1' within 20 s: $(cat "$BATS_TEST_TMPDIR/console")"
}

end_qemu() {
    kill "$qemu" 2>/dev/null || true # it may be gone already, when the run came to its end
    wait "$qemu" || true
}

# gdb_run N ARCH COMMAND...: runs step N under gdb, stopped before its first instruction, and leaves
# what gdb printed in $output. The arrays gdb_options and gdb_qemu have more options, of run.sh's and of
# QEMU's.
gdb_run() {
    local commands=() command i
    for command in "${@:3}"; do
        commands+=(-ex "$command")
    done
    rm -f "$BATS_TEST_TMPDIR/gdb"
    start_qemu "$1" "$2" ${gdb_options[@]+"${gdb_options[@]}"} \
        -- -S -gdb unix:gdb,server=on,wait=off ${gdb_qemu[@]+"${gdb_qemu[@]}"}
    for ((i = 0; i < 100; i++)); do
        [ -S gdb ] && break
        sleep 0.05
    done
    run without_cr python3 -S "$top/common/host/limit.py" 60 gdb-multiarch -q -nx -batch -ex 'set osabi none' \
        -ex 'set confirm off' -ex 'set remotetimeout 30' -ex 'target remote ./gdb' "${commands[@]}" -ex disconnect \
        "$top"/build/"$2"/0"$1"-*/hypervisor.elf </dev/null
    end_qemu
}

# checked FILE: that trace is well formed, and has the exits that the hypervisor counted in $output.
checked() {
    local counted
    counted=$(grep '^exits: ' <<<"$output")
    assert_equal "$("$top/tests/check_trace.py" "$1" | tr , '\n' | sort)" "$(tr , '\n' <<<"$counted" | sort)"
}

# assert_in_order LINE...: lines of $output that begin so, in this order.
assert_in_order() {
    local rest=$'\n'$output start
    for start; do
        case $rest in
        *$'\n'"$start"*) rest=${rest#*$'\n'"$start"} ;;
        *) fail "no line begins with '$start' where it should, in: $output" ;;
        esac
    done
}

# stopped LINE: a guest of step 5 was stopped, status 1, and this line says why.
stopped() {
    assert_failure 1
    assert_output --partial "$1"
    assert_line --partial "The guest was stopped: "
    refute_line "Hypervisor ok!"
}

# guest_refused ARCH LINE [OPTIONS]: step 5 ends with that line as the only one about the guest.
guest_refused() {
    ws step 5 "$1" "${@:3}"
    assert_failure 1
    assert_line --index 0 "Hypervisor ..."
    [ "${lines[${#lines[@]} - 1]}" = "$2" ] || fail "not '$2' but: $output"
    [ ${#lines[@]} -eq 3 ] || fail "more than one line: $output"
}

# refused STATUS LINE ARGUMENTS: run.sh ends with this status and this one line.
refused() {
    run "$top/run.sh" "${@:3}" </dev/null
    assert_failure "$1"
    assert_output "run.sh: $2"
}

# debug N ARCH [OPTIONS]: step N under ./run.sh gdb, with the input as gdb's commands.
debug() {
    run without_cr "$top/run.sh" gdb "$@" --timeout 60
}

# between NAME [FILE-OF-OUTPUT]: what was printed between `echo NAME\n` and the next `echo .\n`.
between() {
    echo "$output" | sed -n "/^$1\$/,/^\\.\$/p" | sed '1d;$d'
}

# lines_of_monitor PLACE MONITOR [PATTERN]: every such line of guest-regs is one of the monitor's.
lines_of_monitor() {
    local line
    between "$1" | sed 's/^ //;s/ *$//' | grep -E "${3:-.}" | while read -r line; do
        between "$2" | sed -E 's/ +/ /g;s/^ V ([01])/ V = \1/;s/PSTATE=0{8}([0-9a-f]{8})/PSTATE=\1/' | grep -qF -- "$(sed -E 's/ +/ /g' <<<"$line")" ||
            fail "$1: not the monitor's: $line in $(between "$2")"
    done
}

# What the layouts have of general registers, a value a line; but not the pc. On x86_64 the host is in
# long mode, and its monitor shows 64 bits: the guest has the lower half.
gpr_values() {
    sed -E 's/\bR([A-DS][XIP]|BP)=[0-9a-f]{8}/E\1=/g' <<<"$1" |
        grep -oE 'x[0-9]+/[a-z0-9]+ +[0-9a-f]{16}|X[0-9]{2}=[0-9a-f]{16}|SP=[0-9a-f]{16}|E([A-DS][XIP]|BP)=[0-9a-f]{8}'
}
