# shellcheck shell=bash disable=SC2034,SC2154
# Recordings: runs that QEMU can repeat instruction by instruction, so that gdb can go back in them. Sourced by run.sh,
# whose fail() ends it.

# Sets $firmware to the file that the machine starts with, if there is one: QEMU's own, or the project's.
find_firmware() {
    local dir name=''
    firmware=''
    case $arch$bios in
    riscv64) firmware=$built/firmware.bin ;;
    riscv64opensbi) name=opensbi-riscv64-generic-fw_dynamic.bin ;;
    x86_64) name=bios-256k.bin ;;
    esac
    [ -n "$name" ] || return 0
    while read -r dir; do
        [ -n "$firmware" ] || [ ! -f "$dir/$name" ] || firmware=$dir/$name
    done < <("${QEMU:-qemu-system-$arch}" -L help)
    [ -n "$firmware" ] || fail 1 "$name: QEMU's firmware is in none of the folders that QEMU names"
}

# For --record and --reverse: what makes QEMU record the run. $recording is "record" or "replay" (rr in QEMU's words).
prepare_recording() {
    [ -n "$record$reverse" ] || return 0
    if [ ${#more[@]} -eq 2 ] && [ "${more[0]}" = -append ]; then # the only argument for QEMU that a recording keeps
        append=${more[1]} more=()
    fi
    [ ${#more[@]} -eq 0 ] || fail 2 "a recording keeps no arguments for QEMU: leave out what is after --"
    [ "${cpus:-1}" = 1 ] || fail 2 "QEMU cannot record a machine with several CPUs: add --cpus 1"
    # QEMU notes an interrupt when the CPU has taken it, and a #VMEXIT comes before that.
    [ "$arch" != x86_64 ] || [[ " $append" != *" slice="* ]] ||
        fail 2 "--slice: on x86_64 QEMU cannot replay a timer that stops the guest"
    [ "$arch" != x86_64 ] || ! takes --pass ||
        fail 2 "step $n on x86_64 cannot be recorded: QEMU cannot replay a timer that stops the guest"
    [ -z "${linux-}" ] ||
        fail 2 "Linux cannot be recorded: in its billion instructions a step back takes minutes (--guest kernel can be recorded)"
    make_file --record "$record"
    [ -n "$own" ] || make_own
    recording=record
    find_firmware
}

# What a recorded walkthrough's guest is given as input, once it waits for it: byte by byte, because QEMU passes on several
# at once without asking whether its UART has room for them. Soon, because waits take ten times as long in a replay.
input_for_tour() {
    local input tries i
    input=$(for_tour input)
    [ -n "$input" ] || return 0
    for ((tries = 500; tries; tries--)); do
        ! grep -qs "^flash: " "$own/printed" || break
        sleep 0.02
    done
    sleep 0.1
    for ((i = 0; i < ${#input}; i++)); do
        printf %s "${input:i:1}"
        sleep 0.04
    done
    echo
}

# Records the run into $own/log, without showing it, and sets $ended to its status. If the user sets no time limit, only a few
# seconds are recorded: gdb needs several seconds to read what took one second here.
record_unseen() {
    local limit=${timeout:-10}
    [ "$(value_of ends)" != never ] || limit=${timeout:-1}
    trap 'exit 130' INT # a Ctrl-C that comes before the new process can know it must not be lost
    [ ! -t 1 ] || printf 'recording ... (%s s at most)\r' "$limit"
    python3 -S "$root/common/host/run.py" --limit "$limit" --success "$success" --failure "$failure" \
        --record-end "$own/end" "$image" -- "${command[@]}" >"$own/printed" 2>&1 < <(input_for_tour)
    ended=$?
    trap - INT # in gdb it means something else
    case $ended in
    0 | 1 | 124) ;;
    130 | 143) exit $ended ;; # a person left, or this program was ended
    *) tail -n 3 "$own/printed" >&2 && fail 1 "the run could not be recorded (status $ended)" ;;
    esac
    timeout='' # it was the recording's
    [ -s "$own/end" ] || { tail -n 3 "$own/printed" >&2 && fail 1 "the run ended outside the hypervisor, so there is no recording"; }
}

# Puts the recording that is in $own into one file.
keep_recording() { # STATUS
    [ -n "$record" ] || return 0
    local file
    file=$(absolute "$record")
    if python3 -S "$root/common/host/recording.py" keep "$file" "arch=$arch" "step=$n" "mem=$mem" "cpu=$cpu" "cpus=$cpus" \
        "bios=$bios" "append=${append% }" "status=$1" "qemu=${command[0]}" -- "log=$own/log" "end=$own/end" \
        "hypervisor.elf=$image" "firmware=$firmware" "disk.img=${disk#none}"; then
        echo "run.sh: recorded: ./run.sh replay $record opens it" >&2
    else
        [ ! -f "$file" ] || rm -f -- "$file" # an empty one, or a part
        return 1
    fi
}

# gdb on the recording in $own, from its start, or from its end.
replay_in_gdb() { # start|end
    recording=replay
    make_command
    choose_qemu
    python3 -S "$root/common/host/recording.py" snapshots "$own/snapshots" "${command[0]}" || fail 1 "QEMU cannot make the file for its snapshots"
    [ -t 0 ] || timeout=${timeout:-100} # a replay that does not come to its end is still reported within a test's two minutes
    cd "$caller" || exit
    PAST_CONSOLE=$own/console PAST_END=$(cat "$own/end") PAST_STATUS=$ended PAST_OPEN=$1 WALKTHROUGH=${tour:-} STEP=$n IMAGE=$image \
        run_gdb
}

# The walkthrough of a step; or one with a name and its own main.c, in a recorded run, back from its end.
walkthrough() { # N|NAME ARCH OPTIONS
    local row=() names
    take_page "$@"
    set -- ${others[@]+"${others[@]}"}
    names=$(grep -o '^[a-z]*' gdb/walkthroughs/named)
    case ${1-} in
    *[!0-9]*) read -ra row < <(grep "^${1//[!a-z]/-} " gdb/walkthroughs/named) ||
        fail 2 "no such walkthrough: $1 (a step's number, ${names//$'\n'/, })" ;;
    esac
    if [ ${#row[@]} -eq 0 ] || [ $# -lt 2 ]; then
        debug walkthrough "$@"
        return
    fi
    opens_at=end
    debug "$1" "${row[1]}" "$2" --reverse --main "$root/gdb/walkthroughs/$1.c" "${row[@]:2}" "${@:3}"
}

replay() { # FILE
    [ $# -ge 1 ] && [[ $1 != -* ]] || fail 2 "usage: ./run.sh replay FILE [--timeout SECONDS]"
    local file=$1 said name value
    shift
    timeout='' record='' reverse='' dry_run='' ram='' more=() build='' tour='' bare='' guest_words='' run='' strace='' initrd='' cpus=''
    [ $# -eq 0 ] || { [ $# -eq 2 ] && [ "$1" = --timeout ] && check_value --timeout SECONDS "$2" && timeout=$2; } ||
        fail 2 "usage: ./run.sh replay FILE [--timeout SECONDS]"
    check_file replay "$(absolute "$file")"
    arch=riscv64 && set_build
    own=$(mktemp -d 2>/dev/null) || fail 1 "no temporary folder can be made: set TMPDIR to a folder that can be written" # it needs nothing built
    trap 'rm -rf "$own"' EXIT
    said=$(python3 -S common/host/recording.py open "$(absolute "$file")" "$own") || exit
    while IFS='=' read -r name value; do
        case $name in
        status) ended=$value ;;
        arch | mem | cpu | cpus | bios | append) printf -v "$name" %s "$value" ;;
        step) set_step "$value" ;;
        note) echo "run.sh: $value" >&2 ;;
        esac
    done <<<"$said"
    need_tools python3 "qemu-system-$arch" gdb-multiarch
    rows=$(option_rows "$n")
    image=$own/hypervisor.elf firmware='' disk=none
    [ ! -f "$own/firmware" ] || firmware=$own/firmware
    [ ! -f "$own/disk.img" ] || disk=$own/disk.img
    replay_in_gdb end
}
