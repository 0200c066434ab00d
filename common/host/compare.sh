#!/usr/bin/env bash
# compare.sh FOLDER ARCH ARCH: a step's siblings in reading order, side by side where no line has to be cut for it;
# in a terminal that is too narrow, one below the other.
set -u
cd "$(dirname "$0")/../.." || exit
folder=$1 left=$2 right=$3
number=${folder#steps/} && number=$((10#${number%%-*}))
terminal=''
[ ! -t 1 ] || terminal=$(tput cols 2>/dev/null || echo 80)

existing() {
    [ -e "$1" ] && echo "$1"
}

# The columns of the longest line.
longest() {
    expand "$@" | awk '{ if (length > most) most = length } END { print most + 0 }'
}

# The files' names without the architecture's (.h, .S, _report.c), each once; those that only one of the two has, too.
names=$(for arch in "$left" "$right"; do
    common/host/sources.sh files "$number" "$arch" | sed -n "s|^$folder/$arch||p"
done | awk '!seen[$0]++')
[ -n "$names" ] || echo "$folder is the same for every architecture."
for name in $names; do
    one=$(existing "$folder/$left$name") other=$(existing "$folder/$right$name")
    column=$(longest "${one:-/dev/null}" "${other:-/dev/null}")
    if [ -n "$terminal" ] && [ "$terminal" -lt $((2 * column + 3)) ]; then
        for file in ${one:+"$one"} ${other:+"$other"}; do
            printf '\n%s\n\n' "$file"
            cat "$file"
        done
        continue
    fi
    printf '\n%-*s   %s\n\n' "$column" "${one:-(there is none)}" "${other:-(there is none)}"
    diff --side-by-side --expand-tabs --width=$((2 * column + 5)) "${one:-/dev/null}" "${other:-/dev/null}"
done
exit 0
