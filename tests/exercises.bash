# shellcheck shell=bash disable=SC2154
# How the exercises of a step are graded: each with its solution, its skeleton and its wrong answers.

graded() { # N.M ARCH FILE
    echo "exercise $1 $2 --answer $3 --seed ${seed:=7}"
    run "$top/run.sh" exercise "$1" "$2" --answer "$3" --seed "$seed" </dev/null
}

# folder_of EXERCISE, which is a folder: its solutions'.
folder_of() {
    local step=${1#"$top"/steps/}
    echo "$top/tests/solutions/${step%%-*}/${1##*/}"
}

number_of() { # EXERCISE
    local step=${1#"$top"/steps/} name=${1##*/}
    echo "$((10#${step%%-*})).${name%%-*}"
}

# The seed that a solution is for; any other if it does not say one.
seed_of() { # SOLUTION
    local said
    said=$(sed -n 's/.* The answer for seed \([0-9]*\)\. .*/\1/p' "$1")
    echo "${said:-$((1 + RANDOM))}"
}

# Each solution has as many points as the task says, with any seed or with its own; the skeleton has fewer. The
# architectures take turns at the skeletons.
solved() { # STEP ARCH [EXERCISES]
    local exercise points count=0 arches=(riscv64 aarch64 x86_64)
    for exercise in "$top"/steps/"$(printf %02d "$1")"-*/exercises/*; do
        points=$(sed -n 's/^\([0-9]*\) points, .*/\1/p' "$exercise/README.md")
        seed=$(seed_of "$(folder_of "$exercise")/solution.c")
        graded "$(number_of "$exercise")" "$2" "$(folder_of "$exercise")/solution.c"
        assert_success
        assert_line "$points of $points points"
        count=$((count + 1))
        [ "${arches[count % 3]}" = "$2" ] || continue
        graded "$(number_of "$exercise")" "$2" "$exercise/answer.c"
        assert_failure 1
        assert_line --regexp "^MISS  "
        assert_line --regexp "^[0-9]+ of $points points$"
    done
    [ "$count" -ge "${3:-3}" ] || fail "$count exercises"
}

# Sets $answer to the wrong answer: the file, or what the patch makes out of the solution.
wrong_answer() { # FILE
    answer=$1
    [ "${1%.patch}" != "$1" ] || return 0
    answer=${1##*/} && answer=$BATS_TEST_TMPDIR/${answer%.patch}.c
    patch -s -F 0 -o "$answer" "${1%/*}/solution.c" "$1" || fail "$1: it does not apply to solution.c"
}

# A wrong answer begins: MISS point: what it does. The architectures take turns, except where the line says that it
# is not wrong, "not on ARCH".
refused() { # STEP
    local exercise file answer first arch arches=(riscv64 aarch64 x86_64) wrong count=0
    for exercise in "$top"/steps/"$(printf %02d "$1")"-*/exercises/*; do
        wrong=0
        for file in "$(folder_of "$exercise")"/wrong-*; do
            wrong_answer "$file"
            first=$(sed -n '1s/^\(\/\* \)*\(MISS [^:]*\):.*/\2/p' "$file")
            [ -n "$first" ] || fail "$file: its first line does not say what it misses"
            arch=${arches[count++ % 3]}
            [[ $(head -n 1 "$file") != *"not on $arch"* ]] || arch=${arches[count++ % 3]}
            graded "$(number_of "$exercise")" "$arch" "$answer"
            assert_failure 1
            [[ $(grep -m 1 '^MISS' <<<"$output") == "${first/MISS/MISS }:"* ]] || fail "$file: $output"
            wrong=$((wrong + 1))
        done
        [ "$wrong" -ge 4 ] || fail "$exercise: $wrong wrong answers"
    done
}
