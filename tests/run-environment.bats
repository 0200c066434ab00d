# What is built and run is the same whatever the user's environment holds; QEMU= is the one exception.
load lib

# bats file_tags=run

# Runs a command with all that could get in its way, and that a person may well have set.
in_a_bad_environment() {
    mkdir -p "$BATS_TEST_TMPDIR/home" "$BATS_TEST_TMPDIR/python"
    echo 'echo "BASH_ENV is read"; exit 7' >"$BATS_TEST_TMPDIR/bash_env"
    echo 'drive' >"$BATS_TEST_TMPDIR/home/.mtoolsrc"
    echo 'raise SystemExit("PYTHONPATH is read")' | tee "$BATS_TEST_TMPDIR"/python/{subprocess,fcntl,mmap}.py >/dev/null
    # shellcheck disable=SC2016
    env HOME="$BATS_TEST_TMPDIR/home" BASH_ENV="$BATS_TEST_TMPDIR/bash_env" ENV="$BATS_TEST_TMPDIR/bash_env" \
        'BASH_FUNC_make%%=() { echo "a function is called"; exit 7; }' 'BASH_FUNC_cd%%=() { exit 7; }' \
        SHELLOPTS=errexit:noglob BASHOPTS=failglob GLOBIGNORE='*' POSIXLY_CORRECT=1 CDPATH=/ IFS=/ \
        STEP=3 ARCH=vax MAIN=/nowhere/main.c UBSAN=1 BUILD=/nowhere MAKEFLAGS=ekn MAKEFILES=/nowhere/Makefile \
        CC=false LD=false CFLAGS=-DJUNK=1 ASFLAGS=-junk target=vax link=-junk image=/nowhere sources=junk \
        CCC_OVERRIDE_OPTIONS='+-DJUNK' CPATH="$top/steps/05-handle-exits" COMPILER_PATH=/nowhere \
        DEPENDENCIES_OUTPUT="$BATS_TEST_TMPDIR/junk" SOURCE_DATE_EPOCH=0 LLD_REPRODUCE="$BATS_TEST_TMPDIR/junk" \
        PYTHONPATH="$BATS_TEST_TMPDIR/python" PYTHONHOME=/nowhere PYTHONSAFEPATH=1 PYTHONINSPECT=1 \
        MTOOLSRC="$BATS_TEST_TMPDIR/home/.mtoolsrc" MTOOLS_NO_VFAT=1 QEMU_AUDIO_DRV=junk QEMU_MODULE_DIR=/nowhere \
        GREP_OPTIONS=-v TAR_OPTIONS=--junk LANGUAGE=de LC_ALL=C TZ=Asia/Tokyo \
        guest=junk mem=1K append=junk build=/nowhere arch=vax step=9 n=9 main=junk more=junk "$@"
}

# made_in FOLDER: the sums of what is in the build folder, without what has times in it.
made_in() {
    (cd "$1" && find riscv64 -name '*.elf' -o -name '*.img' -o -name '*.bin' | sort | xargs cksum)
}

@test "environment: what is built has the same bytes, and runs" {
    cd "$BATS_TEST_TMPDIR"
    ws step 5 riscv64 --guest hello --build "$PWD/b"
    assert_success
    local output_before=$output before
    before=$(made_in b)
    [ "$(echo "$before" | wc -l)" -ge 4 ] || fail "only: $before"
    rm -r b
    run in_a_bad_environment "$top/run.sh" step 5 riscv64 --guest hello --build "$PWD/b" </dev/null
    assert_success
    assert_output "$output_before"
    assert_equal "$(made_in b)" "$before"
    [ ! -e junk ]
}

@test "environment: the command line of QEMU, a flat image, the lists" {
    cd "$BATS_TEST_TMPDIR"
    echo 'nop' >g.S
    "$top/run.sh" flat riscv64 g.S flat
    "$top/run.sh" files 5 aarch64 >files
    "$top/run.sh" step 5 aarch64 --slice 10 --dry-run >line
    run in_a_bad_environment "$top/run.sh" flat riscv64 g.S g
    assert_success
    cmp g flat
    assert_equal "$(in_a_bad_environment "$top/run.sh" files 5 aarch64)" "$(cat files)"
    assert_equal "$(in_a_bad_environment "$top/run.sh" step 5 aarch64 --slice 10 --dry-run)" "$(cat line)"
}

# A person may call make as well: what names a variable of the Makefile's is taken from its command line only.
@test "environment: make, called by a person" {
    run env UBSAN=1 MAIN=none.c STEP=9 ARCH=vax BUILD=/nowhere CC=false LD=false CFLAGS=-DJUNK make -C "$top" -n -B
    assert_success
    assert_output --partial "-o build/riscv64/11-many-cpus/hypervisor.elf"
    refute_output --regexp "sanitize|JUNK|nowhere|none.c"
}

@test "environment: QEMU= names another QEMU, and one for another machine is refused" {
    cd "$BATS_TEST_TMPDIR"
    printf '#!/bin/sh\nexec qemu-system-riscv64 "$@"\n' >myqemu
    chmod +x myqemu
    QEMU=./myqemu ws step 1 riscv64
    assert_success
    assert_line --index 0 "run.sh: QEMU=$PWD/./myqemu is used"
    QEMU=qemu-system-aarch64 refused 2 "QEMU=qemu-system-aarch64 is for aarch64, and this run needs one for riscv64" step 1 riscv64
    QEMU=qemu-system-riscv64 refused 2 "QEMU=qemu-system-riscv64 is for riscv64, and this run needs one for x86_64" step 1 x86_64
    QEMU=/bin/false refused 3 "QEMU=/bin/false does not answer as QEMU does" step 1 riscv64
    QEMU=/nowhere/qemu refused 3 "/nowhere/qemu is missing: QEMU= names it" step 1 riscv64
}
