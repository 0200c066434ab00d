#!/usr/bin/env bash
# slides.sh [N] [--pdf] [--open]: makes deck N, or all, one file each in build/slides/, and prints their names.
set -u
cd "$(dirname "$0")/../.." || exit
. common/host/commands.sh
. common/host/tools.sh

number='' kind=html open=''
for argument; do
    case $argument in
    --pdf) kind=pdf ;;
    --open) open=1 ;;
    [0-9] | [0-9][0-9])
        [ -z "$number" ] || fail 2 "usage: ./run.sh slides [N] [--pdf] [--open]"
        number=$((10#$argument))
        ;;
    *) fail 2 "usage: ./run.sh slides [N] [--pdf] [--open]" ;;
    esac
done
decks=()
for deck in slides/[0-9]*.md; do
    name=$(basename "$deck" .md)
    [ -n "$number" ] && [ "$((10#${name%%-*}))" -ne "$number" ] || decks+=("$name")
done
[ ${#decks[@]} -gt 0 ] || fail 2 "no such deck: $number"

need_for --slides node :marp
if [ $kind = pdf ]; then
    need_for --slides :chromium
    CHROME_PATH=$(have_tool :chromium) && export CHROME_PATH
fi

source=(--input-dir slides --output build/slides)
[ -z "$number" ] || source=("slides/${decks[0]}.md" --output "build/slides/${decks[0]}.$kind")
log=$(node "$marp" --config slides/marp.config.mjs --no-stdin "${source[@]}" --$kind 2>&1 </dev/null) || {
    echo "$log" | grep -A 2 ERROR >&2
    fail 1 "the slides cannot be made"
}
for name in "${decks[@]}"; do
    echo "build/slides/$name.$kind"
done

[ -n "$open" ] || exit 0
for opener in xdg-open open; do
    command -v $opener >/dev/null && exec $opener "build/slides/${decks[0]}.$kind"
done
fail 3 "neither xdg-open nor open is here to show it"
