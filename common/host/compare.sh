#!/usr/bin/env bash
# compare.sh FOLDER ARCH ARCH: a step's siblings side by side, as wide as the terminal.
set -u
cd "$(dirname "$0")/../.." || exit
folder=$1 left=$2 right=$3
width=$(tput cols 2>/dev/null || echo 160)
[ -t 1 ] || width=160

existing() {
    [ -e "$1" ] && echo "$1"
}

# The files' names without the machine's: .c, .S, _report.c; those that only one of the two has, too.
names=$(for file in "$folder/$left"* "$folder/$right"*; do
    existing "$file" | sed "s|^$folder/$left||; s|^$folder/$right||"
done | sort -u)
[ -n "$names" ] || echo "$folder is the same for every machine."
for name in $names; do
    one=$(existing "$folder/$left$name") other=$(existing "$folder/$right$name")
    printf '\n%-*s   %s\n\n' $((width / 2 - 2)) "${one:-(there is none)}" "${other:-(there is none)}"
    diff --side-by-side --expand-tabs --width="$width" "${one:-/dev/null}" "${other:-/dev/null}"
done
exit 0
