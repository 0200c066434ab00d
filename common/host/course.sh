# shellcheck shell=bash disable=SC2034,SC2154
# A course's round trip: hand-out, hand-in, grade. Sourced by run.sh, whose fail() ends it.

# Sets the variable named like each option, and the array words to the other arguments.
parse_course() { # USAGE "OPTIONS" ARGUMENTS
    local usage="usage: ./run.sh $1" options=" $2 "
    shift 2
    words=() students='' key='' csv='' jobs='' build='' only='' gradescope='' student=''
    while [ $# -gt 0 ]; do
        case $1 in
        --*)
            [[ $options == *" $1 "* ]] || fail 2 "$usage"
            [ $# -ge 2 ] && [ -n "$2" ] || fail 2 "$1 needs a value"
            printf -v "${1#--}" %s "$2"
            shift
            ;;
        *) words+=("$1") ;;
        esac
        shift
    done
    [ -z "$jobs" ] || [[ $jobs =~ ^[1-9][0-9]?$ ]] || fail 2 "--jobs $jobs: a number from 1 to 99"
    [ -z "$students" ] || { students=$(absolute "$students") && check_file --students "$students"; }
    arch=riscv64 && set_build
}

# Sets $seed to the student's own: what is asked differs from another's. In a tree that hand-out has made, the seed is the
# one that its list has for the student. A new name replaces the one that was given before.
own_seed() {
    local owner='' name listed
    [[ $student =~ ^([A-Za-z0-9][A-Za-z0-9._@+-]{0,63})?$ ]] || fail 2 "$student: a name has letters, digits and . _ @ + -"
    [ ! -s "$progress/student" ] || owner=$(head -n 1 "$progress/student")
    name=${student:-$owner}
    if [ ! -s "$progress/seed" ] || [ "${owner:-$name}" != "$name" ]; then
        listed=$(python3 -S common/host/course.py seed "$name") || exit
        [ -z "$owner" ] || [ "$name" = "$owner" ] || echo "run.sh: this copy belonged to $owner, and belongs to $name now" >&2
        rm -f "$progress/student" ${listed:+"$progress/seed"}
        [ -s "$progress/seed" ] || add_progress seed "${listed:-$((1 + (RANDOM * 32768 + RANDOM) % 999999999))}"
        [ -z "$name" ] || add_progress student "$name"
    fi
    seed=$(head -n 1 "$progress/seed")
    [[ $seed =~ ^[0-9]{1,10}$ ]] || fail 1 "$progress/seed: not a number: remove it"
}

hand_out() { # DIR [--students FILE] [--key FILE]
    parse_course "hand-out DIR [--students FILE] [--key FILE]" "--students --key" "$@"
    [ ${#words[@]} -eq 1 ] || fail 2 "usage: ./run.sh hand-out DIR [--students FILE] [--key FILE]"
    need_tools python3
    [ ! -e .hand-out.json ] || fail 1 "this copy was made by hand-out itself: it has no solutions, and no key"
    [ -z "$key" ] || { key=$(absolute "$key") && check_file --key "$key"; }
    python3 -S common/host/hand_out.py "$(absolute "${words[0]}")" "$students" "$key"
}

hand_in() { # NAME [--build DIR]
    parse_course "hand-in NAME [--build DIR]" "--build" "$@"
    [ ${#words[@]} -eq 1 ] || fail 2 "usage: ./run.sh hand-in NAME [--build DIR]"
    student=${words[0]}
    need_tools python3
    set_progress
    [ ! -s "$progress/student" ] || has_progress student "$student" ||
        fail 2 "this copy belongs to $(head -n 1 "$progress/student"); to change that: ./run.sh exercise N.M ARCH --student $student"
    own_seed
    python3 -S common/host/hand_in.py "$student" "$progress" "$(absolute "hand-in-$student.tar")"
}

grade() { # FILE... --csv OUT [OPTIONS]
    local usage="grade FILE... --csv OUT.csv [--jobs N] [--students FILE] [--key FILE] [--only N.M,...] [--gradescope FILE] [--build DIR]" files=() file
    parse_course "$usage" "--csv --jobs --students --key --only --gradescope --build" "$@"
    [ ${#words[@]} -ge 1 ] && [ -n "$csv" ] || fail 2 "usage: ./run.sh $usage"
    [[ $csv == *.csv ]] || fail 2 "--csv $csv: its name must end in .csv; a file .json is written beside it"
    [ -z "$gradescope" ] || [ ${#words[@]} -eq 1 ] || fail 2 "--gradescope is for one hand-in"
    need_tools clang ld.lld llvm-objcopy make mcopy python3
    make_folder "$build"
    [ -z "$key" ] || { key=$(absolute "$key") && check_file --key "$key"; }
    for file in "${words[@]}"; do
        files+=("$(absolute "$file")")
    done
    exec python3 -S common/host/mark.py --csv "$(absolute "$csv")" --jobs "${jobs:-0}" --students "$students" --key "$key" \
        --only "$only" --gradescope "${gradescope:+$(absolute "$gradescope")}" --build "$make_build" -- "${files[@]}"
}

# `exercise all --solutions` tries this tree's solutions; `exercise all ARCH` grades each answer that was changed.
exercise_all() { # ARCH [OPTIONS] | --solutions [N.M...] [--jobs N]
    local number numbers failed=0 own_build=()
    if [ "${1:-}" = --solutions ]; then
        parse_course "exercise all --solutions [N.M...] [--jobs N] [--build DIR]" "--jobs --build" "${@:2}"
        need_tools clang ld.lld llvm-objcopy make mcopy patch python3
        make_folder "$build"
        exec python3 -S common/host/solutions.py "${jobs:-0}" "$make_build" ${words[@]+"${words[@]}"}
    fi
    parse_course "exercise all ARCH [--student NAME] [--build DIR]" "--student --build" "${@:2}"
    set_arch "${1:-}"
    set_progress
    [ "$make_build" = build ] || own_build=(--build "$build")
    numbers=$(python3 -S common/host/course.py changed "$progress") || exit
    for number in $numbers; do
        echo "exercise $number $arch"
        bash -p "$root/run.sh" exercise "$number" "$arch" ${student:+--student "$student"} ${own_build[@]+"${own_build[@]}"} || failed=1
    done
    return $failed
}
