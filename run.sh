#!/usr/bin/env bash
# run.sh: the one command. `./run.sh help` says what it can do. Kept to what bash 3.2 knows.
# Status: 0 done, 1 failed or the guest was stopped, 2 wrong usage, 3 a tool is missing, 124 time-out.
set -u
caller=$PWD # what the user names is named from there
cd "$(dirname "${BASH_SOURCE[0]}")" || exit
root=$PWD
. common/host/tools.sh

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
    '' | *[!0-9]*) fail 2 "no such step: ${1:-(none given)}" ;;
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

is_size() {
    [[ $1 =~ ^[0-9]{1,9}[KMG]?$ ]] && ! [[ $1 =~ ^0*[KMG]?$ ]]
}

kib_of() { # SIZE
    local number=${1%[KMG]}
    case $1 in
    *G) echo $((10#$number << 20)) ;;
    *M) echo $((10#$number << 10)) ;;
    *K) echo $((10#$number)) ;;
    *) echo $((10#$number >> 10)) ;;
    esac
}

parse_options() {
    guest='' mem=128M guest_mem='' cpu_wanted='' bios='' slice='' verbose='' timeout='' dry_run='' disk=''
    more=()
    while [ $# -gt 0 ]; do
        case $1 in
        --guest | --mem | --guest-mem | --cpu | --bios | --slice | --timeout | --disk)
            [ $# -ge 2 ] && [ -n "$2" ] || fail 2 "$1 wants a value"
            ;;
        esac
        case $1 in
        --guest) guest=$2 ;;
        --mem) mem=$2 ;;
        --guest-mem) guest_mem=$2 ;;
        --cpu) cpu_wanted=$2 ;;
        --bios) bios=$2 ;;
        --slice) slice=$2 ;;
        --timeout) timeout=$2 ;;
        --disk) disk=$2 ;;
        --verbose) verbose=1 && shift && continue ;;
        --dry-run) dry_run=1 && shift && continue ;;
        --) shift && more=("$@") && break ;;
        *) fail 2 "no such option: $1 (./run.sh help)" ;;
        esac
        shift 2
    done
    is_size "$mem" || fail 2 "--mem $mem: not a size (64M, 4G)"
    [ -z "$guest_mem" ] || is_size "$guest_mem" || fail 2 "--guest-mem $guest_mem: not a size (16M)"
    [[ ${slice:-1} =~ ^[1-9][0-9]{0,8}$ ]] || fail 2 "--slice $slice: not a number of milliseconds"
    [[ ${timeout:-1} =~ ^[1-9][0-9]{0,5}$ ]] || fail 2 "--timeout $timeout: not a number of seconds"
    [ -z "$bios" ] || { [ "$bios" = opensbi ] && [ "$arch" = riscv64 ]; } ||
        fail 2 "--bios $bios: only opensbi is known, and only for riscv64"
    [ "$n" -ge 4 ] || [ -z "$guest$disk" ] || fail 2 "step $n loads no guest from a disk"
    [ "$n" -ge 5 ] || [ -z "$guest_mem$slice$verbose" ] ||
        fail 2 "--guest-mem, --slice and --verbose are step 5's"
    [ "$(kib_of "$mem")" -ge 8192 ] || fail 1 "--mem $mem: too little, the smallest machine has 8M"
}

# --- Building and running ---

build_step() {
    local targets=all
    need_tools clang ld.lld llvm-objcopy make python3
    [ "$n" -lt 4 ] || { need_tools mcopy && targets="all disk"; }
    # shellcheck disable=SC2086
    common/host/alone.py make -s -j 4 STEP="$n" ARCH="$arch" $targets ||
        fail 1 "step $n does not build for $arch"
}

# Sets $disk and $append for the guest that was asked for.
choose_guest() {
    append=''
    [ "$n" -lt 4 ] && return
    case $guest in
    '') ;;
    */*)
        [ "${guest#/}" != "$guest" ] || guest=$caller/$guest
        [ -f "$guest" ] && [ -r "$guest" ] || fail 1 "--guest $guest: no such file"
        local name
        name=$(basename "$guest" | LC_ALL=C tr -c 'A-Za-z0-9._\n-' _)
        own=$build/own/$$
        mkdir -p "$own" && cp "$guest" "$own/$name" || fail 1 "--guest $guest: cannot be copied"
        common/host/disk.sh "$own/disk.img" "$own/$name" || fail 1 "--guest $guest: no disk can be made"
        [ -n "$dry_run" ] || trap 'rm -rf "$own"' EXIT
        disk=${disk:-$own/disk.img}
        guest=$name
        ;;
    *[!A-Za-z0-9._-]*) fail 2 "--guest $guest: a name without spaces, or a path with a /" ;;
    esac
    disk=${disk:-$build/disk.img}
    [ "$disk" = none ] || [ "${disk#/}" != "$disk" ] || disk=$caller/$disk
    [ "$disk" = none ] || [ -r "$disk" ] || fail 1 "--disk $disk: no such file"
    append="${guest:+guest=/sbin/$guest }${guest_mem:+guest-mem=$guest_mem }"
    append+="${slice:+slice=$slice }${verbose:+verbose}"
}

# Sets $command to QEMU's command line.
make_command() {
    [ -z "$bios" ] || bios=default
    # shellcheck source=arch/riscv64/qemu.sh
    . "arch/$arch/qemu.sh"
    command=("${QEMU:-$qemu}" "${machine[@]}" -cpu "${cpu_wanted:-$cpu}${cpu_extra:-}" -m "$mem" -nodefaults
        -display none -serial mon:stdio -kernel "$build/$(basename "$folder")/hypervisor.elf")
    [ -z "$append" ] || command+=(-append "${append% }")
    if [ "$n" -ge 4 ] && [ "$disk" != none ]; then
        command+=(-drive "if=none,id=disk,format=raw,readonly=on,file=${disk//,/,,}"
            -device "$disk_device,drive=disk")
    fi
    [ ${#more[@]} -eq 0 ] || command+=("${more[@]}")
}

prepare() { # N ARCH OPTIONS
    [ $# -ge 2 ] || fail 2 "usage: ./run.sh step N ARCH (./run.sh help)"
    set_step "$1" "$2"
    shift 2
    parse_options "$@"
    build_step
    choose_guest
    make_command
    [ -n "${QEMU:-}" ] || need_tools "$qemu"
    command -v "${command[0]}" >/dev/null || fail 3 "${command[0]} is missing: QEMU= names it"
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
    if [ -n "$timeout" ]; then
        "$root/common/host/limit.py" "$timeout" "${command[@]}"
    else
        "${command[@]}"
    fi
    local status=$?
    [ $status -eq 124 ] || status=$(status_of_qemu $status)
    [ "$status" -le 1 ] || [ "$status" -eq 124 ] || fail 1 "QEMU ended with status $status"
    return "$status"
}

# --- Looking ---

regs() {
    [ $# -eq 2 ] || fail 2 "usage: ./run.sh regs N ARCH"
    prepare "$1" "$2"
    need_tools gdb-multiarch
    common/host/regs.sh "$build/$(basename "$folder")/hypervisor.elf" "${command[@]}"
}

# Both stay until gdb has ended, and QEMU with it; without a terminal there is a time limit.
debug() { # WALKTHROUGH|'' N ARCH OPTIONS
    local walk=$1
    shift
    [ $# -ge 2 ] || fail 2 "usage: ./run.sh ${walk:-gdb} N ARCH (./run.sh help)"
    set_step "$1" "$2"
    [ -f "gdb/$arch.py" ] || fail 2 "the gdb commands are not there for $arch yet"
    prepare "$@"
    [ -z "$dry_run" ] || fail 2 "--dry-run is for step"
    need_tools gdb-multiarch
    [ -t 0 ] || timeout=${timeout:-120}
    cd "$caller" || exit
    WALKTHROUGH=$walk ARCH=$arch STEP=$n "$root/common/host/gdb.py" "${timeout:-0}" "${command[@]}"
}

list() {
    local arch line
    for folder in steps/[0-9]*; do
        line=''
        for arch in riscv64 aarch64 x86_64; do
            has_arch "$folder" && line+=" $arch"
        done
        printf '%-28s%s\n' "$(basename "$folder")" "$line"
    done
}

case ${1:-help} in
step) shift && step "$@" ;;
regs) shift && regs "$@" ;;
gdb) shift && debug '' "$@" ;;
walkthrough) shift && debug walkthrough "$@" ;;
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
setup | doctor) [ $# -eq 1 ] || fail 2 "usage: ./run.sh $1" && common/host/"$1".sh ;;
clean) rm -rf build ;;
help | -h | --help) usage ;;
*) fail 2 "no such command: $1 (./run.sh help)" ;;
esac
