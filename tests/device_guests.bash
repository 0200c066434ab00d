# shellcheck shell=bash
# What the tests of step 7 share: guests of their own, and what the machine's memory says afterwards.

# lib_guest ARCH NAME [FLAGS]: compiles tests/devices/NAME.c into the guest $BATS_TEST_TMPDIR/NAME, with the library of
# guests. Its start(tree) is what run_tasks() is to guest/tasks.
lib_guest() {
    local flags out=$BATS_TEST_TMPDIR/$2 parts=$top/build/$1/guest-parts
    flags=$(make -s -C "$top" ARCH="$1" guest-flags) || return
    make -s -C "$top" ARCH="$1" STEP=7 disk || return
    local uart=$parts/lib/ns16550a.c.o
    [ "$1" != aarch64 ] || uart=$parts/lib/pl011.c.o
    case $1 in # as guest/tasks/ARCH.S
    riscv64) echo ".globl main; main: mv a0, a1; tail start" ;;
    aarch64) echo ".globl main; main: mov x0, #0; b start" ;;
    x86_64) echo ".intel_syntax noprefix; .globl main; main: push 0; call start" ;;
    esac >"$out.s"
    # shellcheck disable=SC2086
    (cd "$top" && clang $flags "${@:3}" -c -o "$out.o" "tests/devices/$2.c" &&
        clang $flags -Wno-unused-command-line-argument -c -o "$out.s.o" "$out.s") || return
    ld.lld -static -z max-page-size=4096 --build-id=none -T "$top/guest/lib/$1.ld" -o "$out" "$parts/lib/$1.S.o" "$out.o" \
        --start-lib "$out.s.o" "$parts"/lib/{print,line,serial}.c.o "$parts/lib/$1"_*.o "$uart" --end-lib
}

# after ARCH [GUEST VARIABLE...]: leaves in $output what tests/devices/after.py says of the memory in the file "ram".
after() {
    run "$top/tests/devices/after.py" ram "$(echo "$top/build/$1"/07-*)/hypervisor.elf" "${@:2}"
    assert_success
}

# count_of LINE: the number after that in $output; 0 if there is no such line.
count_of() {
    local found
    found=$(sed -n "s/^$1 \\([0-9]*\\).*/\\1/p" <<<"$output")
    echo "${found:-0}"
}

# runs_all ARCH COUNT NAME [OPTIONS]: that guest of tests/devices finds everything as expected.
runs_all() {
    lib_guest "$1" "$3"
    ws step 7 "$1" --guest "$BATS_TEST_TMPDIR/$3" "${@:4}"
    assert_success
    refute_line --partial "MISS"
    assert_equal "$(grep -c '^\[guest\] ok ' <<<"$output")" "$2"
}

# Time is counted in instructions: on a busy machine any tick may be late.
exact_time=(-icount shift=4,sleep=off -rtc "clock=vm,base=2026-01-31T23:58:00")
