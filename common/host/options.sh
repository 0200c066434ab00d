# shellcheck shell=bash disable=SC2034,SC2154
# The options of `run.sh step` and its like, out of the files named "options": common/host/options and one in each
# step's folder that adds some. Sourced by run.sh, whose fail() ends it.

# Prints the rows that steps 1 to N have, a later step's after an earlier one's.
option_rows() { # N
    local folder number files=(common/host/options)
    for folder in steps/[0-9]*; do
        number=${folder#steps/} && number=${number%%-*}
        [ "$((10#$number))" -gt "$1" ] || [ ! -f "$folder/options" ] || files+=("$folder/options")
    done
    grep -h '^[a-z-]' "${files[@]}"
}

# Sets $row to the last of the rows for an option, in an array; fails when there is none.
find_option() { # OPTION ROWS
    local line found='' IFS=$'\n'
    set -f # what looks like a pattern is none
    for line in $2; do
        [[ $line != "$1 "* ]] || found=$line
    done
    IFS=' '
    # shellcheck disable=SC2206
    row=($found)
    set +f
    [ ${#row[@]} -gt 0 ]
}

# Whether this step and architecture take an option.
takes() { # OPTION
    local row
    [[ $1 == --* ]] && find_option "$1" "$rows" && [[ ${row[2]} == all || ,${row[2]}, == *,$arch,* ]]
}

# Prints the second column of a row, if there is one; for an option, its default.
value_of() { # NAME
    local row
    find_option "$1" "$rows" || return 0
    case $1=${row[1]} in
    --*=*=*) echo "${row[1]#*=}" ;;
    --*) ;;
    *) echo "${row[1]}" ;;
    esac
}

# Prints what the step's walkthrough has in place of an option's default; nothing in any other command.
for_tour() { # NAME
    local row
    [ -z "${tour:-}" ] || ! find_option "walkthrough-$1" "$rows" || echo "${row[1]}"
}

# Ends with the reason why this step and architecture do not take an option: the first that has it, if any has.
refuse_option() { # OPTION
    local row step=$n
    [[ $1 == --* ]] || fail 2 "no such option: $1 (./run.sh help $n)"
    ! find_option "$1" "$rows" || fail 2 "$arch has no $1: only ${row[2]//,/ or } has it"
    while step_folder $((++step)) >/dev/null; do
        ! find_option "$1" "$(option_rows "$step")" ||
            fail 2 "step $n has no $1: it needs step $step or later (./run.sh help $step)"
    done
    fail 2 "no such option: $1 (./run.sh help $n)"
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

check_value() { # OPTION KIND VALUE
    case $2 in
    SIZE) is_size "$3" || fail 2 "$1 $3: not a size (64M, 4G)" ;;
    MS) [[ $3 =~ ^[1-9][0-9]{0,8}$ ]] || fail 2 "$1 $3: not a number of milliseconds" ;;
    SECONDS) [[ $3 =~ ^[1-9][0-9]{0,5}$ ]] || fail 2 "$1 $3: not a number of seconds" ;;
    WORDS) [[ $3 != *[[:cntrl:]]* ]] || fail 2 "$1: words of printable characters" ;;
    *[A-Z][A-Z]*) ;;
    *) case "|$2|" in *"|$3|"*) ;; *) fail 2 "$1 $3: it can be ${2//|/, }" ;; esac ;;
    esac
}

# --name sets $name (--dry-run sets $dry_run) to its value, or to 1 if it has none; an option for the hypervisor goes
# into $boot_words instead, and words for its guest into $guest_words. The arguments after "--" go into the array more.
parse_options() {
    local row name value
    guest='' mem='' cpu='' bios='' timeout='' dry_run='' disk='' flash='' initrd='' run='' strace='' memory_map='' main='' ram='' ubsan='' trace='' summary=''
    verbose_boot='' dump_tree='' build='' boot_words='' guest_words='' record='' reverse='' recording='' firmware='' cpus='' bare='' more=() guest_list=()
    rows=$(option_rows "$n")
    while [ $# -gt 0 ]; do
        [ "$1" != -- ] || { shift && more=("$@") && break; }
        takes "$1" || refuse_option "$1"
        find_option "$1" "$rows"
        [ "$1" != --guest ] || ! takes --weight || begin_guest
        name=${1#--} value=''
        if [ "${row[1]}" != - ]; then
            [ $# -ge 2 ] && [ -n "$2" ] || fail 2 "$1 needs a value"
            value=$2
            check_value "$1" "${row[1]%%=*}" "$value"
            shift
        fi
        shift
        case ${row[3]} in
        boot) add_boot_word "$name" "$name${value:+=$value}" ;;
        guest) guest_words=$value ;;
        *) printf -v "${name//-/_}" %s "${value:-1}" ;;
        esac
    done
    tour_guests
    end_guests
    add_defaults
    check_options
}

# The hypervisor is told the defaults that the last rows have for it.
add_defaults() {
    local option value goes_to row
    while read -r option value _ goes_to _; do
        [[ $goes_to == boot && $value == *=* && " $boot_words" != *" ${option#--}="* ]] || continue
        find_option "$option" "$rows"
        boot_words+="${option#--}=${row[1]#*=} "
    done <<<"$rows"
}

# Checks that go beyond the kind of a value.
check_options() {
    mem=${mem:-$(for_tour mem)}
    # A ring of a million exits needs 64 MiB in one piece.
    mem=${mem:-$([ -n "$trace$summary" ] && echo 256M || value_of --mem)}
    [[ $mem == *[KMG] ]] || fail 2 "--mem $mem: not a size (64M, 4G)"
    [ "$(kib_of "$mem")" -ge 8192 ] || fail 1 "--mem $mem: too little, the smallest machine has 8M"
    ! takes --cpus || cpus=${cpus:-$(value_of --cpus)}
    [[ ${cpus:-1} =~ ^[1-8]$ ]] || fail 2 "--cpus $cpus: it can be 1 to 8"
    [ -z "$bare" ] || check_bare
    case ${trace:-.svg} in
    *.svg | *.html | *.json) ;;
    *) fail 2 "--trace $trace: its name ends in .svg (a picture), .html (a page) or .json (for Perfetto and speedscope)" ;;
    esac
    [[ ${memory_map:-.svg} == *.svg ]] || fail 2 "--memory-map $memory_map: its name ends in .svg"
}

# There is no hypervisor, nor what it reads or leaves behind.
check_bare() {
    [ -z "${for_gdb-}" ] || fail 2 "--bare is for step: gdb is for the hypervisor"
    [ -z "$guest$disk$flash$trace$summary$memory_map$record$main$ubsan$bios" ] && [[ " $boot_words" != *" reflect "* ]] ||
        fail 2 "--bare runs the guest's kernel alone: besides it there can be --run, --strace, --initrd, --append, --mem, --cpu, --timeout"
}

# What `help N` prints.
help_for() { # N
    local option value machine text
    printf '%s\n' "./run.sh step $1 ARCH takes:"
    option_rows "$1" | grep '^--' | awk '{ last[$1] = NR } { row[NR] = $0 } END { for (i = 1; i <= NR; i++) { split(row[i], f); if (last[f[1]] == i) print row[i] } }' |
        while read -r option value machine _ text; do
            [ "$machine" = all ] || text="$machine: $text"
            case $value in
            *=*) text+=" (${value#*=})" && value=${value%%=*} ;;
            -) value='' ;;
            esac
            printf '  %-21s %s\n' "$option${value:+ $value}" "$text"
        done
    printf '  %-21s %s\n' "-- ARGS" "more arguments for QEMU"
    echo "gdb, walkthrough, regs: all but --dry-run, --trace, --summary, --memory-map, --dump-tree, --record."
}

# Its lines of the help, and what it says when it is called without arguments. Status 1: there is no such command.
help_for_command() { # COMMAND
    local more
    awk -v name="$1" '/^[^ ]/ { shown = 0; split($0, part, /  +/); n = split(part[1], word, /[ |]+/)
            for (i = 2; i <= n; i++) if (word[i] == name) shown = 1 }
        shown { print; found = 1 }
        END { exit !found }' common/host/usage.txt || [[ $1 == hand-out || $1 == grade ]] || return 1
    case $1 in
    exercise | hand-in) more=common/host/README.md ;;
    hand-out | grade) more=steps/lecturers.md ;;
    *) return 0 ;;
    esac
    ("${1//-/_}") 2>&1 | sed 's/^run.sh: //'
    echo "$more explains the options."
}
