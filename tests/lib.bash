# shellcheck shell=bash
# What the tests share. Each test runs in a folder of its own, $BATS_TEST_TMPDIR.
bats_load_library bats-support
bats_load_library bats-assert

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export BATS_TEST_TIMEOUT=120

# Runs run.sh, with a time limit shorter than the test's.
ws() {
    local command=$1
    shift
    case $command in
    step) run "$top/run.sh" step "$1" "$2" --timeout 60 "${@:3}" </dev/null ;;
    *) run "$top/run.sh" "$command" "$@" </dev/null ;;
    esac
}

# flat_guest ARCH NAME: assembles its input into the flat image $BATS_TEST_TMPDIR/NAME.
flat_guest() {
    local out=$BATS_TEST_TMPDIR/$2
    cat >"$out.S"
    make -s -C "$top" ARCH="$1" flat SRC="$out.S" OUT="$out"
}

# run_guest ARCH [OPTIONS]: step 5 with a guest assembled from the input.
run_guest() {
    flat_guest "$1" g
    ws step 5 "$1" --guest "$BATS_TEST_TMPDIR/g" "${@:2}"
}

# disk_with FILE...: makes $BATS_TEST_TMPDIR/disk.img, with each file in /sbin.
disk_with() {
    "$top/common/host/disk.sh" "$BATS_TEST_TMPDIR/disk.img" "$@"
}

# The monitor's lines, through gdb, end in CR and LF.
without_cr() {
    "$@" | tr -d '\r'
    return "${PIPESTATUS[0]}"
}

# gdb_run N ARCH COMMAND...: runs step N under gdb, stopped before its first instruction, and leaves
# what gdb printed in $output.
gdb_run() {
    local line commands=() command
    line=$("$top/run.sh" step "$1" "$2" --dry-run)
    for command in "${@:3}"; do
        commands+=(-ex "$command")
    done
    cd "$BATS_TEST_TMPDIR" || return
    eval "$line -S -gdb unix:gdb,server=on,wait=off" >console 2>&1 </dev/null 3>&- &
    local qemu=$! i
    for ((i = 0; i < 100; i++)); do
        [ -S gdb ] && break
        sleep 0.05
    done
    run without_cr "$top/common/host/limit.py" 60 gdb-multiarch -q -nx -batch -ex 'set osabi none' \
        -ex 'set confirm off' -ex 'target remote ./gdb' "${commands[@]}" -ex disconnect \
        "$top"/build/"$2"/0"$1"-*/hypervisor.elf </dev/null
    kill $qemu 2>/dev/null || true # ours, and already gone when the run came to its end
    wait $qemu || true
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
