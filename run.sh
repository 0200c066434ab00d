#!/usr/bin/env bash
# run.sh: the one command. `./run.sh help` says what it can do. Kept to what bash 3.2 knows.
# Status: 0 done, 1 failed or the guest was stopped, 2 wrong usage, 3 a tool is missing or too old, 124 time-out,
# 130 quit by a person, or QEMU was killed.

# Whatever shell this is, it starts bash, with these variables alone: nothing else in the environment, and no function
# of the user's, changes what is built or run. setup, slides and book build no hypervisor, and keep what apt and browsers need.
case $- in
*p*) ;; # started again
*)
    set -- bash -p "$0" "$@"
    case ${4-} in
    setup | slides | book) unset POSIXLY_CORRECT && exec "$@" ;;
    esac
    for name in PATH LD_LIBRARY_PATH DYLD_LIBRARY_PATH HOME TMPDIR TERM TERMINFO TERMINFO_DIRS QEMU CHROME_PATH; do
        eval "value=\${$name-}"
        [ -z "$value" ] || set -- "$name=$value" "$@"
    done
    exec env -i "LC_CTYPE=${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}" "$@" # the user's characters; in all else the locale is C
    ;;
esac

set -u
export PYTHONDONTWRITEBYTECODE=1
unset CDPATH BASH_ENV
caller=${PWD:-} # not set when the current folder has been removed
(exec 3<&0) 2>/dev/null || exec </dev/null # else what is opened next would be standard input
self=$0
while [ -L "$self" ]; do
    link=$(readlink "$self")
    [ "${link#/}" != "$link" ] || link=$(dirname -- "$self")/$link
    self=$link
done
[ "${self%/*}" = "$self" ] || cd -- "${self%/*}/" || exit
root=$PWD
. common/host/commands.sh
. common/host/architectures.sh
. common/host/tools.sh
. common/host/options.sh
. common/host/qemu_command.sh
. common/host/build.sh
. common/host/kernel.sh
. common/host/several.sh
. common/host/exercise.sh
. common/host/course.sh
. common/host/recording.sh
. common/host/tour.sh
. common/host/bench.sh

[ -d "$caller" ] || fail 1 "the current folder is not there any more: cd to another one"
[ ! -d /dev/stdin ] || fail 1 "standard input is a folder: run.sh reads keys from it"

# Ends when that is no file that can be read, and says why.
check_file() { # OPTION PATH
    [ ! -d "$2" ] || fail 1 "$1 $2: a folder, not a file"
    [ -e "$2" ] || fail 1 "$1 $2: no such file"
    [ -r "$2" ] || fail 1 "$1 $2: cannot be read"
    [ ! -p "$2" ] && [ ! -S "$2" ] || fail 1 "$1 $2: not a regular file"
}

# Prints a path that the user gave, from the root: users name files from where they are.
absolute() { # PATH
    case $1 in
    /*) echo "$1" ;;
    *) echo "$caller/$1" ;;
    esac
}

# --- Arguments ---

set_arch() {
    arch=$(arch_named "$1") || fail 2 "no such architecture: $1 (riscv64, aarch64, x86_64)"
}

set_step() { # N
    folder=$(step_folder "$1") || fail 2 "no such step: ${1:-(none given)}"
    n=$((10#$1))
}

set_step_and_arch() { # N ARCH
    set_step "$1"
    set_arch "$2"
    has_arch "$folder" || fail 2 "step $n is not there for $arch yet"
}

# Whether a step is there for $arch: it has files for it, or it has none for any architecture.
has_arch() { # FOLDER
    [ -d "arch/$arch" ] && { is_there "$1/$arch"* || ! is_there "$1"/riscv64*; }
}

is_there() { # FILE..., as a pattern gives them
    [ -e "$1" ]
}

# --- Running ---

prepare() { # N ARCH OPTIONS
    set_step_and_arch "$1" "$2"
    shift 2
    parse_options "$@"
    [ -z "${for_gdb-}" ] || [ -z "$dry_run$trace$summary$memory_map$dump_tree$record" ] ||
        fail 2 "--dry-run, --trace, --summary, --memory-map, --dump-tree and --record are for step"
    [ -n "${for_gdb-}" ] || [ -z "$reverse" ] || fail 2 "--reverse is for gdb and walkthrough (./run.sh help)"
    set_build
    build_step
    choose_guest
    prepare_recording
    prepare_trace
    make_command
    choose_qemu
}

step() {
    [ $# -ge 2 ] || fail 2 "usage: ./run.sh step N ARCH (./run.sh help)"
    prepare "$@"
    if [ -n "$dry_run" ]; then
        printf '%q ' "${command[@]}"
        echo
        return
    fi
    local keys=() quits="Ctrl-A X" guests=''
    [ "$(value_of ctrl-c)" != quits ] || { keys=(--ctrl-c) && quits="Ctrl-C or Ctrl-A X"; }
    [ "$(value_of ends)" != never ] || keys+=(--spins)
    [ "$(value_of end-of-input)" != ctrl-d ] || keys+=(--ctrl-d)
    if [ -t 0 ] && [ -t 1 ]; then
        [ -n "$record" ] || quits+=" quits, Ctrl-A C goes to QEMU's monitor and back"
        [ -n "$record" ] || [ ${#guest_list[@]} -lt 2 ] || quits+=", Ctrl-] and a digit go to another guest"
        echo "($quits${record:+ ends the recording}.)"
    else
        timeout=${timeout:-$(value_of --timeout)}
    fi
    case $disk in # where the guests' symbols are
    '') ;;
    "$built/disk.img") guests=$built/guest ;;
    "$own/disk.img") guests=$own ;;
    esac
    cd "$caller" || exit
    python3 -S "$root/common/host/run.py" --limit "${timeout:-0}" --success "$success" --failure "$failure" \
        ${record:+--record-end "$own/end"} ${keys[@]+"${keys[@]}"} --guests "$guests" "$image" -- "${command[@]}"
    local status=$?
    [ $status -ne 135 ] || fail 1 "${ram:-QEMU}: the machine's memory cannot be written: the disk is full"
    show_trace || [ "$status" -ne 0 ] || status=1
    show_memory_map || [ "$status" -ne 0 ] || status=1
    show_tree || [ "$status" -ne 0 ] || status=1
    keep_recording "$status" || [ "$status" -ne 0 ] || status=1
    return "$status"
}

# --- Looking ---

# Prepares a step that gdb looks at.
prepare_for_gdb() { # COMMAND N ARCH OPTIONS
    [ $# -ge 3 ] || fail 2 "usage: ./run.sh $1 N ARCH (./run.sh help)"
    set_step_and_arch "$2" "$3"
    [ -f "gdb/$arch.py" ] || fail 2 "the gdb commands are not there for $arch yet"
    for_gdb=1
    prepare "${@:2}"
    need_tools gdb-multiarch
}

regs() {
    prepare_for_gdb regs "$@"
    [ -z "$reverse" ] || fail 2 "--reverse is for gdb and walkthrough (./run.sh help)"
    bash common/host/regs.sh "$image" "${command[@]}"
}

# gdb and QEMU both stay until gdb has ended; without a terminal there is a time limit.
debug() { # WALKTHROUGH|'' N ARCH OPTIONS
    tour=$1
    prepare_for_gdb "${1:-gdb}" "${@:2}"
    [ "$tour" != walkthrough ] || printf -v tour %02d "$n"
    prepare_page
    if [ -n "$reverse" ]; then
        record_unseen
        replay_in_gdb "${opens_at:-start}"
        return
    fi
    [ -t 0 ] || timeout=${timeout:-120}
    cd "$caller" || exit
    WALKTHROUGH=$tour STEP=$n IMAGE=$image run_gdb
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

help() { # N, a command, or nothing
    local named
    if [ -n "$1" ]; then
        ! help_for_command "$1" || return 0
        named=$(sed -n "s/^${1//[!a-z0-9]/-} \([0-9]*\).*/\1/p" gdb/walkthroughs/named) # a walkthrough: its step
        set_step "${named:-$1}"
        help_for "$n"
        return
    fi
    cat common/host/usage.txt
    echo "ARCH, and other names for it:"
    echo "$architectures" | sed -n 's/^\([^ ]*\) \(.*\)/  \1: \2/p'
}

clean() {
    [ ! -e build ] || [ -w build ] || fail 1 "build: cannot be written"
    need_tools make
    make -s clean
}

case ${1-help} in
list | doctor | clean) [ $# -le 1 ] || fail 2 "usage: ./run.sh $1" ;;
help | -h | --help) [ $# -le 2 ] || fail 2 "usage: ./run.sh help [N | COMMAND]" ;;
files | diff) [ $# -le 3 ] || fail 2 "usage: ./run.sh $1 N [ARCH]" ;;
compare) [ $# -eq 4 ] || fail 2 "usage: ./run.sh compare N ARCH ARCH" ;;
esac
case ${1-help} in
step | replay | regs | bench | list | clean | exercise | exercises | grade) "$@" ;;
hand-in) hand_in "${@:2}" ;;
hand-out) hand_out "${@:2}" ;;
help | -h | --help) help "${2:-}" ;;
flat) shift && flat "$@" ;;
gdb) shift && debug '' "$@" ;;
walkthrough) shift && walkthrough "$@" ;;
files | diff)
    set_step_and_arch "${2:-}" "${3:-riscv64}"
    need_tools make
    bash common/host/sources.sh "$1" "$n" "$arch"
    ;;
compare)
    set_step_and_arch "$2" "$4" && other=$arch
    set_step_and_arch "$2" "$3"
    bash common/host/compare.sh "$folder" "$arch" "$other"
    ;;
test | slides | book | question | setup | doctor) caller=$caller bash "common/host/$1.sh" "${@:2}" ;;
*) fail 2 "no such command: $1 (./run.sh help)" ;;
esac
