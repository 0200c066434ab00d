# shellcheck shell=bash
# What the tests of step 6 share: guests in C, their flash, and what the machine's memory says afterwards.

# c_guest ARCH NAME [FLAGS]: compiles tests/demand/NAME.c, or that of another folder $c_guests, into $BATS_TEST_TMPDIR/NAME.
c_guest() {
    local flags out=$BATS_TEST_TMPDIR/$2 source from=tests/${c_guests:-demand}
    flags=$(make -s -C "$top" ARCH="$1" guest-flags) || return
    make -s -C "$top" ARCH="$1" "build/$1/guest-parts/lib/$1.S.o" "build/$1/guest-parts/lib/print.c.o" || return
    for source in "$2.c" "$1.S"; do # the flags name folders of the project's
        # shellcheck disable=SC2086
        (cd "$top" && clang $flags -iquote "$from" "${@:3}" -c -o "$out-$source.o" "$from/$source") || return
    done
    ld.lld -static --build-id=none -T "$top/guest/lib/$1.ld" -o "$out" \
        "$top/build/$1/guest-parts/lib/$1.S.o" "$top/build/$1/guest-parts/lib/print.c.o" "$out-$2.c.o" "$out-$1.S.o"
}

# numbered_flash FILE BYTES: a flash of numbers, as tests/demand/guest.h says.
numbered_flash() {
    python3 -c 'import array, sys
size = int(sys.argv[2])
words = array.array("I", (i * 2654435761 & 0xffffffff for i in range((size + 3) // 4)))
open(sys.argv[1], "wb").write(words.tobytes()[:size])' "$@"
}

# memory_of_guest ARCH [FLASH [MAIN]]: what the memory that step 6 left in the file "ram" says, tests/demand/state.py.
memory_of_guest() {
    local image=${3:-hypervisor}
    run "$top/tests/demand/state.py" ram "$(echo "$top/build/$1"/06-*)/${image//\//-}.elf" ${2:+"$2"}
    assert_success
    assert_line "bad: 0 in no region, 0 mapped twice, 0 free"
}

# split_runs: sets $runs, what each run of tests/demand/again.h printed, with its line "run N: ..." as the last one.
split_runs() {
    local line text=''
    runs=()
    while read -r line; do
        text+=$line$'\n'
        [[ $line != "run "* ]] || { runs+=("$text") && text=''; }
    done <<<"$output"
}

# run_again WORDS [ARGUMENTS]: tests/demand/again.c on ./disk.img, with that boot command line, and arguments for QEMU; the step
# is $step, or 6. Sets $runs, what each run printed.
run_again() {
    local line
    line=$("$top/run.sh" step "${step:-6}" "$arch" --main "$top/tests/demand/again.c" --disk "${disk:-disk.img}" --dry-run)
    run eval "$top/common/host/limit.py 60 $line -append '$1' ${2-}" </dev/null
    refute_line --partial "panic"
    split_runs
}

# failing_disk: sets $failing, the arguments for QEMU of a disk that fails at one read after the other. Run N ends with its Nth
# read: so these are QEMU's reads number 1, 3, 6, ... (QEMU itself reads no sector if the disk has a geometry.)
failing_disk() {
    local drive n rules='' errors=''
    for ((n = 1; n <= 30 * 31 / 2; n++)); do
        rules+=",{\"event\":\"read_aio\",\"state\":$n,\"new_state\":$((n + 1))}"
    done
    for ((n = 1; n <= 30; n++)); do
        errors+=",{\"event\":\"read_aio\",\"state\":$((n * (n + 1) / 2)),\"errno\":5,\"once\":true}"
    done
    drive='{"driver":"blkdebug","node-name":"b","image":"f","read-only":true'
    drive+=",\"set-state\":[${rules#,}],\"inject-error\":[${errors#,}]}"
    failing="-blockdev driver=file,filename=disk.img,node-name=f,read-only=on -blockdev '$drive' \
        -blockdev driver=raw,node-name=r,file=b,read-only=on \
        -device $disk_device,drive=r,werror=report,rerror=report,cyls=1,heads=1,secs=1"
}
