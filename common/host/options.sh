# shellcheck shell=bash disable=SC2034,SC2154
# The options of `run.sh step` and its like. Sourced by run.sh, whose fail() ends it.

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
    guest='' mem='' guest_mem='' cpu_wanted='' bios='' slice='' verbose='' timeout='' dry_run='' disk=''
    main='' ram='' ubsan='' trace='' summary='' own=''
    more=()
    while [ $# -gt 0 ]; do
        case $1 in
        --guest | --mem | --guest-mem | --cpu | --bios | --slice | --timeout | --disk | --main | --ram | --trace)
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
        --main) main=$2 ;;
        --ram) ram=$2 ;;
        --trace) trace=$2 ;;
        --summary) summary=1 && shift && continue ;;
        --ubsan) ubsan=1 && shift && continue ;;
        --verbose) verbose=1 && shift && continue ;;
        --dry-run) dry_run=1 && shift && continue ;;
        --) shift && more=("$@") && break ;;
        *) fail 2 "no such option: $1 (./run.sh help)" ;;
        esac
        shift 2
    done
    # A ring of a million exits wants 64 MiB in one piece.
    mem=${mem:-$([ -n "$trace$summary" ] && echo 256M || echo 128M)}
    is_size "$mem" && [[ $mem == *[KMG] ]] || fail 2 "--mem $mem: not a size (64M, 4G)"
    [ -z "$guest_mem" ] || is_size "$guest_mem" || fail 2 "--guest-mem $guest_mem: not a size (16M)"
    [[ ${slice:-1} =~ ^[1-9][0-9]{0,8}$ ]] || fail 2 "--slice $slice: not a number of milliseconds"
    [[ ${timeout:-1} =~ ^[1-9][0-9]{0,5}$ ]] || fail 2 "--timeout $timeout: not a number of seconds"
    [ -z "$bios" ] || { [ "$bios" = opensbi ] && [ "$arch" = riscv64 ]; } ||
        fail 2 "--bios $bios: only opensbi is known, and only for riscv64"
    [ "$n" -ge 4 ] || [ -z "$guest$disk" ] || fail 2 "step $n loads no guest from a disk"
    [ "$n" -ge 5 ] || [ -z "$guest_mem$slice$verbose" ] ||
        fail 2 "--guest-mem, --slice and --verbose are step 5's"
    [ "$n" -ge 5 ] || [ -z "$trace$summary" ] || fail 2 "--trace and --summary want an exit loop: step 5 has the first"
    case ${trace:-.svg} in
    *.svg | *.json) ;;
    *) fail 2 "--trace $trace: its name ends in .svg (a picture) or .json (for Perfetto and speedscope)" ;;
    esac
    [ "$(kib_of "$mem")" -ge 8192 ] || fail 1 "--mem $mem: too little, the smallest machine has 8M"
}
