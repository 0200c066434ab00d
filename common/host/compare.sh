#!/usr/bin/env bash
# compare.sh FOLDER ARCH ARCH: a step's siblings side by side, as wide as the terminal.
set -u
cd "$(dirname "$0")/../.." || exit
folder=$1 left=$2 right=$3
width=$(tput cols 2>/dev/null || echo 160)
[ -t 1 ] || width=160

ls "$folder/$left"* "$folder/$right"* >/dev/null 2>&1 || echo "$folder is the same for every machine."
for file in "$folder/$left"*; do
    [ -e "$file" ] || continue
    sibling=$(ls "${file%"$left"*}$right${file##*"$left"}" 2>/dev/null)
    printf '\n%-*s   %s\n\n' $((width / 2 - 2)) "$file" "${sibling:-(there is none)}"
    diff --side-by-side --expand-tabs --width="$width" "$file" "${sibling:-/dev/null}"
done
for file in "$folder/$right"*; do
    sibling="${file%"$right"*}$left${file##*"$right"}"
    [ -e "$file" ] && [ ! -e "$sibling" ] || continue
    printf '\n%-*s   %s\n\n' $((width / 2 - 2)) "(there is none)" "$file"
    diff --side-by-side --expand-tabs --width="$width" /dev/null "$file"
done
exit 0
