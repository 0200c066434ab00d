#!/usr/bin/env bash
# run.sh: the one command. `./run.sh help` says what it can do. Kept to what bash 3.2 knows.
# Status: 0 done, 1 failed or the guest was stopped, 2 wrong usage, 3 a tool is missing, 124 time-out.
set -u
unset CDPATH
caller=$PWD                                 # what the user names is named from there
(exec 3<&0) 2>/dev/null || exec </dev/null # else what is opened next would be standard input
cd "$(dirname "${BASH_SOURCE[0]}")" || exit
root=$PWD
. common/host/tools.sh
. common/host/options.sh
. common/host/qemu_command.sh

usage() {
    cat common/host/usage.txt
}

fail() { # status, message
    echo "run.sh: $2" >&2
    exit "$1"
}

# --- Arguments ---

set_arch() {
    case $1 in
    riscv64 | riscv | rv64) arch=riscv64 ;;
    aarch64 | arm64 | arm | armv8) arch=aarch64 ;;
    x86_64 | x86-64 | amd64 | x86 | x64) arch=x86_64 ;;
    *) fail 2 "no such machine: $1 (riscv64, aarch64, x86_64)" ;;
    esac
    build=$root/build/$arch
}

set_step() {
    case $1 in
    '' | *[!0-9]* | ???*) fail 2 "no such step: ${1:-(none given)}" ;;
    esac
    n=$((10#$1))
    folder=$(echo steps/"$(printf %02d "$n")"-*)
    [ -d "$folder" ] || fail 2 "no such step: $1"
    [ "$#" -lt 2 ] && return
    set_arch "$2"
    has_arch "$folder" || fail 2 "step $n is not there for $arch yet"
}

# Whether a step, or with "arch" in its place the plumbing, is there for $arch.
has_arch() {
    [ -d "arch/$arch" ] && { [ -z "$(ls "$1"/riscv64* 2>/dev/null)" ] || [ -n "$(ls "$1/$arch"* 2>/dev/null)" ]; }
}

# --- Building and running ---

build_step() {
    local targets=all name=hypervisor
    if [ -n "$main" ]; then
        [ "${main#/}" != "$main" ] || main=$caller/$main
        [ -f "$main" ] && [ "${main%.c}" != "$main" ] || fail 1 "--main $main: no such C file"
        main=${main#"$root"/}
        case $main in
        *[!A-Za-z0-9._/+@~-]*) fail 1 "--main $main: make cannot read a path with spaces or signs in it" ;;
        esac
        name=${main%.c} && name=${name//\//-}
    fi
    image=$build/${ubsan:+ubsan/}$(basename "$folder")/$name.elf
    need_tools clang ld.lld llvm-objcopy make python3
    [ "$n" -lt 4 ] || { need_tools mcopy && targets="all disk"; }
    # shellcheck disable=SC2086
    common/host/alone.py make -s -j 4 STEP="$n" ARCH="$arch" ${main:+MAIN="$main"} ${ubsan:+UBSAN=1} $targets ||
        fail 1 "step $n does not build for $arch"
}

prepare() { # N ARCH OPTIONS
    [ $# -ge 2 ] || fail 2 "usage: ./run.sh step N ARCH (./run.sh help)"
    set_step "$1" "$2"
    shift 2
    parse_options "$@"
    build_step
    choose_guest
    prepare_trace
    make_command
    [ -n "${QEMU:-}" ] || need_tools "$qemu"
    command -v "${command[0]}" >/dev/null || fail 3 "${command[0]} is missing: QEMU= names it"
}

# What the run that is over left in the machine's memory.
show_trace() {
    [ -n "$trace$summary" ] || return 0
    "$root/common/host/trace.py" "$ram" "$image" "step $n on $arch${guest:+, $guest}" \
        ${summary:+--summary} ${trace:+"--trace=$trace"} && return
    [ -z "$trace" ] || [ -s "$trace" ] || rm -f -- "$trace"
    return 1
}

step() {
    prepare "$@"
    if [ -n "$dry_run" ]; then
        printf '%q ' "${command[@]}"
        echo
        return
    fi
    if [ -t 0 ] && [ -t 1 ]; then
        echo "(Ctrl-A X leaves, Ctrl-A C goes to QEMU's monitor and back.)"
    else
        timeout=${timeout:-30}
    fi
    cd "$caller" || exit
    "$root/common/host/limit.py" "${timeout:-0}" "${command[@]}"
    local status=$?
    [ $status -eq 124 ] || status=$(status_of_qemu $status)
    show_trace || [ "$status" -ne 0 ] || status=1
    [ "$status" -le 1 ] || [ "$status" -eq 124 ] || fail 1 "QEMU ended with status $status"
    return "$status"
}

# --- Looking ---

regs() {
    [ $# -eq 2 ] || fail 2 "usage: ./run.sh regs N ARCH"
    prepare "$1" "$2"
    need_tools gdb-multiarch
    common/host/regs.sh "$image" "${command[@]}"
}

# Both stay until gdb has ended, and QEMU with it; without a terminal there is a time limit.
debug() { # WALKTHROUGH|'' N ARCH OPTIONS
    local walk=$1
    shift
    [ $# -ge 2 ] || fail 2 "usage: ./run.sh ${walk:-gdb} N ARCH (./run.sh help)"
    set_step "$1" "$2"
    [ -f "gdb/$arch.py" ] || fail 2 "the gdb commands are not there for $arch yet"
    prepare "$@"
    [ -z "$dry_run$trace$summary" ] || fail 2 "--dry-run, --trace and --summary are for step"
    need_tools gdb-multiarch
    [ -t 0 ] || timeout=${timeout:-120}
    cd "$caller" || exit
    WALKTHROUGH=$walk STEP=$n IMAGE=$image "$root/common/host/gdb.py" "${timeout:-0}" "${command[@]}"
}

bench() {
    [ $# -le 1 ] || fail 2 "usage: ./run.sh bench [ARCH]"
    [ $# -eq 0 ] || set_arch "$1"
    need_tools clang ld.lld llvm-objcopy make mcopy python3 gdb-multiarch
    local machine machines=${1:+$arch}
    for machine in ${machines:-riscv64 aarch64 x86_64}; do
        need_tools "qemu-system-$machine"
    done
    common/host/bench.py ${1:+"$arch"}
}

list() {
    local arch line
    printf '%-28s %s\n' steps/README.md "chapter 0: why hypervisors"
    for folder in steps/[0-9]*; do
        line=''
        for arch in riscv64 aarch64 x86_64; do
            has_arch "$folder" && line+=" $arch"
        done
        printf '%-28s%s\n' "$(basename "$folder")" "$line"
    done
}

case ${1-help} in
list | doctor | clean | help) [ $# -le 1 ] || fail 2 "usage: ./run.sh $1" ;;
files | diff) [ $# -le 3 ] || fail 2 "usage: ./run.sh $1 N [ARCH]" ;;
test) [ $# -le 3 ] || fail 2 "usage: ./run.sh test [N|all] [ARCH|all]" ;;
esac
case ${1-help} in
step) shift && step "$@" ;;
regs) shift && regs "$@" ;;
gdb) shift && debug '' "$@" ;;
walkthrough) shift && debug walkthrough "$@" ;;
bench) shift && bench "$@" ;;
list) list ;;
files | diff)
    set_step "${2:-}" "${3:-riscv64}"
    need_tools make
    common/host/sources.sh "$1" "$n" "$arch"
    ;;
compare)
    [ $# -eq 4 ] || fail 2 "usage: ./run.sh compare N ARCH ARCH"
    set_step "$2" "$4" && other=$arch
    set_step "$2" "$3"
    common/host/compare.sh "$folder" "$arch" "$other"
    ;;
test) shift && common/host/test.sh "$@" ;;
slides) shift && common/host/slides.sh "$@" ;;
question) shift && common/host/question.sh "$@" ;;
setup) shift && common/host/setup.sh "$@" ;;
doctor) common/host/doctor.sh ;;
clean)
    [ ! -e build ] || [ -w build ] || fail 1 "build: cannot be written"
    need_tools make && make -s clean
    ;;
help | -h | --help) usage ;;
*) fail 2 "no such command: $1 (./run.sh help)" ;;
esac
