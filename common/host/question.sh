#!/usr/bin/env bash
# question.sh N.M: question M of chapter N, and the answer in the questions.md beside it.
set -u
cd "$(dirname "$0")/../.." || exit
. common/host/commands.sh

[ $# -eq 1 ] && [[ $1 =~ ^[0-9]{1,2}\.[0-9]{1,2}$ ]] || fail 2 "usage: ./run.sh question N.M (question M of chapter N)"
n=$((10#${1%.*})) m=$((10#${1#*.}))
folder=steps
[ "$n" -eq 0 ] || folder=$(echo steps/"$(printf %02d "$n")"-*)
[ -f "$folder/questions.md" ] || fail 2 "no such chapter: $n"

# The list under the chapter's heading "Questions"; an item ends where the next one begins.
question=$(awk -v m="$m." '/^## /{inside = $2 == "Questions"} inside && /^[0-9]+\. /{mine = $1 == m} inside && mine' \
    "$folder/README.md")
answer=$(awk -v name="$n.$m" '/^## /{mine = $2 == name; next} mine' "$folder/questions.md")
[ -n "$question" ] || fail 2 "no such question: $n.$m"
printf 'Question %s.%s\n\nAnswer\n%s\n' "$n" "$question" "$answer"
