# shellcheck shell=bash disable=SC2034,SC2154
# The exercises of the chapters: a list, and one of them graded. Sourced by run.sh, whose fail() ends it.

# Sets $n, $folder (the step's), $m and $exercise, the exercise's folder.
set_exercise() { # N.M
    [[ $1 =~ ^[0-9]{1,2}\.[0-9]{1,2}$ ]] || fail 2 "no such exercise: $1 (./run.sh exercises)"
    set_step "${1%.*}"
    m=$((10#${1#*.}))
    exercise=$(echo "$folder/exercises/$m"-*)
    [ -d "$exercise" ] || fail 2 "no such exercise: $n.$m (./run.sh exercises)"
}

# The line below an exercise's heading: "5 points, about an hour; riscv64, aarch64, x86_64."
facts_of() { # EXERCISE
    sed -n 's/^\([0-9]* points, .*; .*\)\.$/\1/p;' "$1/README.md"
}

# --- Progress: lines in a file for each exercise, outside of what `clean` removes ---

set_progress() {
    progress=$root/.progress
    [ "$make_build" = build ] || progress=$build/.progress
}

has_progress() { # N.M LINE
    grep -qsx -- "$2" "$progress/$1"
}

add_progress() { # N.M LINE
    has_progress "$1" "$2" || { mkdir -p "$progress" && echo "$2" >>"$progress/$1"; } 2>/dev/null ||
        fail 1 "$progress: cannot be written (--build DIR takes another folder)"
}

# --- The list ---

exercises() { # [--build DIR]
    local name number line solved
    build='' && [ $# -eq 0 ] || { [ "$1" = --build ] && [ $# -eq 2 ] && build=$2; } ||
        fail 2 "usage: ./run.sh exercises [--build DIR]"
    arch=riscv64 && set_build
    set_progress
    for exercise in steps/*/exercises/*/; do
        exercise=${exercise%/} name=${exercise##*/}
        number=${exercise#steps/} && number=$((10#${number%%-*})).${name%%-*}
        line=$(facts_of "$exercise")
        solved=''
        for arch in riscv64 aarch64 x86_64; do
            ! has_progress "$number" "passed $arch" || solved+=" $arch"
        done
        printf '%-4s %-20s %s\n' "$number" "${name#*-}" "${line%;*}${solved:+, solved on$solved}"
    done
}

# --- One of them ---

parse_exercise() { # N.M ARCH OPTIONS
    local usage="usage: ./run.sh exercise N.M ARCH [--hint | --solution [--give-up] | --watch | --gdb | --recording K [--record FILE]] [OPTIONS] (./run.sh exercises)"
    [ $# -ge 1 ] || fail 2 "$usage"
    set_exercise "$1"
    [ $# -ge 2 ] || fail 2 "exercise $1 needs an architecture: riscv64, aarch64 or x86_64"
    set_arch "$2"
    shift 2
    parse_options # of a run: their defaults
    answer='' build='' seed='' hint='' solution='' give_up='' watch='' gdb='' recorded='' student='' verdict=''
    while [ $# -gt 0 ]; do
        case $1 in
        --answer | --build | --seed | --record | --student | --verdict)
            [ $# -ge 2 ] && [ -n "$2" ] || fail 2 "$1 needs a value"
            printf -v "${1#--}" %s "$2"
            shift
            ;;
        --recording)
            [[ ${2:-} =~ ^[1-3]$ ]] || fail 2 "--recording ${2:-}: it can be 1, 2, 3"
            [ -f "$exercise/recorded.c" ] || fail 2 "exercise $n.$m has no recordings"
            recorded=$2
            shift
            ;;
        --hint) hint=1 ;;
        --solution) solution=1 ;;
        --give-up) give_up=1 ;;
        --watch) watch=1 ;;
        --gdb) gdb=1 ;;
        *) fail 2 "exercise has no option $1: $usage" ;;
        esac
        shift
    done
    [ -z "$record" ] || [ -n "$recorded" ] || fail 2 "--record keeps a recorded run: it needs --recording K"
    [ ${#hint} -eq 0 ] || [ -z "$solution$watch$gdb$recorded" ] || fail 2 "$usage"
    [[ $seed =~ ^[0-9]{0,10}$ ]] || fail 2 "--seed $seed: not a number of at most ten digits"
    [[ $(facts_of "$exercise") == *"; "*"$arch"* ]] ||
        fail 2 "exercise $n.$m does not run on $arch: $(facts_of "$exercise")"
    others='' # whose answer it is, it says nothing about this folder's
    [ -z "$answer" ] || { [ -n "$build" ] && [ -z "$verdict" ]; } || others=1
    [ -z "$verdict" ] || verdict=$(absolute "$verdict")
    answer=$(absolute "${answer:-$root/$exercise/answer.c}")
    answer=${answer#"$root/"}
}

# One more each time.
show_hint() {
    local shown all last=''
    all=$(awk 'BEGIN { RS = "" } END { print NR }' "$exercise/hints")
    shown=$(grep -cs '^hint' "$progress/$n.$m")
    [ "${shown:-0}" -lt "$all" ] || shown=$((all - 1))
    shown=$((${shown:-0} + 1))
    add_progress "$n.$m" "hint $shown"
    [ "$shown" -lt "$all" ] || last=", the last"
    echo "hint $shown of $all$last:"
    awk -v n="$shown" 'BEGIN { RS = "" } NR == n' "$exercise/hints" | fold -s -w 80
}

show_solution() {
    local file
    file=tests/solutions/$(printf %02d "$n")/${exercise##*/}/solution.c
    grep -qs '^passed' "$progress/$n.$m" || [ -n "$give_up" ] ||
        fail 1 "exercise $n.$m has not passed yet: --hint shows a hint, --solution --give-up the solution"
    [ -f "$file" ] || fail 1 "$file: no such file: this copy of the project has no solutions"
    cat "$file"
}

# Builds the grader with the answer into $image. Status 1: that cannot be done, and the reason is printed.
build_answer() {
    local targets=(all) made=$make_build/$arch/own/$$ # $own, in make's words
    ! takes --disk || targets+=(disk)
    image=$own/exercise.elf
    python3 -S common/host/answer.py "$answer" "$exercise" "$made/exercise.elf" "$build" "${targets[@]}" -- \
        make -s -j 4 "BUILD=$make_build" "STEP=$n" "ARCH=$arch" "MAIN=$exercise/check.c"
}

# An exercise about the guest's kernel has a disk of its own, with that kernel, whose command line is the seed.
own_guest() { # SEED
    [ -f "${image%.elf}.guest/disk.img" ] || return 0
    disk=${image%.elf}.guest/disk.img append+=" initrd=/sbin/initrd" guest_words=$1
}

# An exercise whose guest is Linux says what Linux runs, in linux.sh, and there which words it gets. Ends when it was not
# fetched.
choose_linux() {
    linux_append=''
    [ -f "$exercise/linux.sh" ] || return 0
    # choose_guest() makes a disk with Linux, and takes the file of the flash from the build folder.
    python3 -S common/host/alone.py "$build" make -s -j 4 BUILD="$make_build" STEP="$n" ARCH="$arch" disk ||
        fail 1 "the disk does not build for $arch"
    run=$(cat "$exercise/linux.sh")
    guest_words=$(sed -n "s/^# words\( of $arch\)\{0,1\}: //p" "$exercise/linux.sh")
    guest_words=${guest_words//$'\n'/ }
    choose_guest
    linux_append=$append
}

# Runs the grader, and prints the verdict. Status 0: every point.
run_grader() { # SEED
    local limit=10
    [ -z "$linux_append" ] || limit=$(value_of --timeout)
    ! takes --cpus || cpus=$(sed -n 's/^cpus := *//p' "$exercise/check.mk") # of the grader's machine
    append="nonce=$RANDOM$RANDOM$RANDOM seed=$1${linux_append:+ $linux_append}" ram=$own/ram more=()
    [ -n "$linux_append" ] || disk=$built/disk.img
    own_guest "$1"
    make_command
    choose_qemu
    if [ -n "$gdb" ]; then
        WALKTHROUGH='' STEP=$n IMAGE=$image python3 -S common/host/gdb.py 0 "${command[@]}"
        return
    fi
    python3 -S common/host/grade.py --limit "$limit" --success "$success" --failure "$failure" --verdict "$own/verdict.json" \
        --answer "$answer" --seed "$1" "$image" "$ram" -- "${command[@]}" || return
}

# Keeps the verdict for hand-in, or where --verdict says.
keep_verdict() {
    local kept=${verdict:-$progress/$n.$m.$arch.json}
    [ -f "$own/verdict.json" ] || return 0 # it was not graded
    [ -n "$verdict" ] || [ -z "$others" ] || return 0
    { mkdir -p "${kept%/*}" && mv "$own/verdict.json" "$kept"; } 2>/dev/null || fail 1 "$kept: cannot be written"
}

# What has every point with the student's seed is tried with another one: the reasons of misses tell numbers.
remember() {
    local words
    [ -z "$others" ] || return 0
    grep -qw "for one seed" "$exercise/exercise.h" || words=$(run_grader $((1 + RANDOM))) ||
        { printf '%s\n' "$words" "This is the same answer, tried with other numbers. Does it compute its results from them?" && return 1; }
    add_progress "$n.$m" "passed $arch"
    echo "Solved on $arch. --solution shows another answer."
}

grade_answer() {
    local status
    rm -f "$own/verdict.json" # of the run with other numbers, if --watch grades again
    build_answer && run_grader "$seed"
    status=$?
    keep_verdict
    [ $status -eq 0 ] || return $status
    [ -n "$gdb" ] || remember
}

# Grades again whenever the answer has changed, until Ctrl-C.
watch() {
    local before='' now
    trap 'exit 130' INT
    while :; do
        now=$(cksum 2>/dev/null <"$answer") # an editor that saves may remove it for a moment
        if [ -n "$now" ] && [ "$now" != "$before" ]; then
            before=$now
            [ ! -t 1 ] || printf '\033[H\033[2Jgrading ...\r'
            (grade_answer)
            echo "(waiting for a change of $answer; Ctrl-C ends)"
        fi
        sleep 0.3
    done
}

# Records one of the runs that an exercise is about, the seed's, and opens it in gdb at its end; or keeps it in a file.
open_run() {
    [ -n "$seed" ] || own_seed
    main=$root/$exercise/recorded.c boot_words+="recording=$recorded seed=$seed " reverse=1
    build_step
    choose_guest
    prepare_recording
    make_command
    choose_qemu
    need_tools gdb-multiarch
    record_unseen
    if [ -n "$record" ]; then keep_recording "$ended"; else replay_in_gdb end; fi
}

exercise() { # N.M ARCH OPTIONS
    [ "${1:-}" != all ] || { exercise_all "${@:2}"; return; }
    parse_exercise "$@"
    set_build
    set_progress
    [ -z "$hint" ] || { show_hint && return; }
    [ -z "$solution" ] || { show_solution && return; }
    [ -z "$recorded" ] || { open_run; return; }
    check_file --answer "$answer"
    [ -f "$answer" ] && [ ! -L "$answer" ] || fail 1 "--answer $answer: not a regular file"
    need_tools clang ld.lld llvm-objcopy make python3
    ! takes --disk || need_tools mcopy
    [ -z "$gdb" ] || need_tools gdb-multiarch
    make_own
    choose_linux
    [ -n "$seed" ] || own_seed
    if [ -n "$watch" ]; then watch; else grade_answer; fi
}
