#!/usr/bin/env bash
# test.sh [N|all] [ARCH|all] [--build DIR]: the Bats tests of that step and architecture. Ends with one plain line,
# "N passed, N failed, N skipped"; status 1 when one failed, or when there was none. With --build they run in a copy
# of the project, in that folder.
set -u
cd "$(dirname "$0")/../.." || exit
. common/host/commands.sh
. common/host/architectures.sh
. common/host/tools.sh
. common/host/options.sh

# Does the same in a copy of the project.
test_copy() { # FOLDER N ARCH
    mkdir -p "$1/project" && tar -cf - --exclude ./build --exclude ./.git . | tar -C "$1/project" -xf - ||
        fail 1 "--build $1: cannot be written"
    exec bash "$1/project/run.sh" test "$2" "$3"
}

# Sets the arrays $folders and $tested (architectures), and $filter for Bats, as the arguments say.
choose_tests() { # N ARCH
    local tags='' folder name
    folders=(steps/[0-9]*) tested=(riscv64 aarch64 x86_64) filter=()
    if [ "$1" != all ]; then
        folder=$(step_folder "$1") || fail 2 "no such step: $1"
        folders=("$folder") tags=step:$((10#$1))
    fi
    if [ "$2" != all ]; then
        name=$(arch_named "$2") || fail 2 "no such architecture: $2"
        tested=("$name") tags+=${tags:+,}arch:$name
    fi
    [ -z "$tags" ] || filter=(--filter-tags "$tags")
}

# Builds what the tests look at, so that tests side by side find it done.
build_steps() {
    local name folder number targets
    for folder in "${folders[@]}"; do
        number=${folder#steps/} && number=$((10#${number%%-*})) targets=(all)
        ! find_option --disk "$(option_rows "$number")" || { need_tools mcopy && targets+=(disk); }
        for name in "${tested[@]}"; do
            python3 -S common/host/alone.py build make -s -j 4 STEP="$number" ARCH="$name" "${targets[@]}" ||
                fail 1 "step $number does not build for $name"
        done
    done
}

# Prints Bats' lines as they come, those of each test that failed once more, and what all add up to.
count() {
    local line passed=0 failed=0 skipped=0 again=() lines=0
    while IFS= read -r line; do
        printf '%s\n' "$line"
        case $line in
        "ok "*"# skip"*) skipped=$((skipped + 1)) lines=0 ;;
        "ok "*) passed=$((passed + 1)) lines=0 ;;
        "not ok "*) failed=$((failed + 1)) lines=20 again+=("failed: ${line#not ok }") ;;
        *) [ $lines -eq 0 ] || { again+=("$line") && lines=$((lines - 1)); } ;;
        esac
    done
    [ "$failed" -eq 0 ] || printf '%s\n' "${again[@]}"
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

run_bats() {
    local dir libraries=() files several others=() file jobs status part n
    for dir in $lib_dirs; do
        libraries+=("$dir/bats" "$dir")
    done
    BATS_LIB_PATH=$(IFS=: && echo "${libraries[*]}")
    # Where a shim stands in front of python3, what it costs is paid once.
    PATH=$(python3 -c 'import os, sys; print(os.path.dirname(sys.executable))'):$PATH
    # Tests name gdb as Debian does.
    command -v gdb-multiarch >/dev/null ||
        { mkdir -p build/bin && ln -sf "$(command -v gdb)" build/bin/gdb-multiarch && PATH=$PWD/build/bin:$PATH; }
    export BATS_LIB_PATH PATH
    jobs=$(($(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1)) # more than CPUs: a test waits now and then
    # The longest first: else all wait for them in the end.
    files=(tests/{bench,self-protection,book,slides,unit,fuzz,hostile-privileged,step-05-traps,step-05-x86_64,trace}.bats)
    # Those of several CPUs run one at a time: others between them, so that none waits for the one before.
    several=(tests/{gdb-cpus,step-11*,walkthrough-cpus}.bats)
    for file in tests/*.bats; do
        [[ " ${files[*]} ${several[*]} " = *" $file "* ]] || others+=("$file")
    done
    part=$((${#others[@]} / ${#several[@]} + 1))
    for n in "${!several[@]}"; do
        files+=("${several[n]}" "${others[@]:n*part:part}")
    done
    bats --formatter tap -j "$jobs" ${filter[@]+"${filter[@]}"} "${files[@]}" 2>&1 </dev/null | count
    status=("${PIPESTATUS[@]}")
    [ "${status[0]}" -eq 0 ] && [ "${status[1]}" -eq 0 ]
}

usage="usage: ./run.sh test [N|all] [ARCH|all] [--build DIR]"
words=() build=''
while [ $# -gt 0 ]; do
    case $1 in
    --build) [ $# -ge 2 ] && build=$2 && shift || fail 2 "$usage" ;;
    -*) fail 2 "$usage" ;;
    *) words+=("$1") ;;
    esac
    shift
done
[ ${#words[@]} -le 2 ] || fail 2 "$usage"
choose_tests "${words[0]:-all}" "${words[1]:-all}"
[ -z "$build" ] || test_copy "$build" "${words[0]:-all}" "${words[1]:-all}"
[ -x run.sh ] || fail 1 "$PWD/run.sh cannot be executed, and tests execute it: chmod -R +x, or another place (--build DIR)"
need_tools clang ld.lld llvm-objcopy make python3 "${tested[@]/#/qemu-system-}" gdb-multiarch bats \
    :bats-support :bats-assert :bats-file parallel patch
build_steps
run_bats
