#!/usr/bin/env bash
# sources.sh files|diff N ARCH: the sources of step N in reading order, or what it adds to step N-1.
set -eu
cd "$(dirname "$0")/../.."
what=$1 n=$2 arch=$3

# Every source of step $1, with the header of the same name.
sources() {
    local source header
    make -s STEP="$1" ARCH="$arch" files | while read -r source; do
        header=${source%.*}.h
        [ ! -f "$header" ] || echo "$header"
        echo "$source"
    done | awk '!seen[$0]++'
}

# Headers without a .c file of the same name: not those of another architecture, or of a source that is dropped.
other_headers() { # HEADER...
    local header
    for header; do
        case $header in
        */riscv64* | */aarch64* | */x86_64*) case $header in */"$arch"*) ;; *) continue ;; esac ;;
        esac
        [ ! -f "$header" ] || [ -f "${header%.h}.c" ] || grep -qx "$header" "$list" || echo "$header"
    done
}

# by_chapter FOLDER: its input, files of FOLDER, in the order in which the chapter lists them. A header and its source
# stay together, the header first, where the chapter names only one of them; a file of which it names neither is last.
by_chapter() {
    local chapter=$1/README.md
    [ -f "$chapter" ] || chapter=/dev/null
    awk -v folder="$1" -v arch="$arch" '
        FILENAME ~ /README\.md$/ {
            listed = /^## / ? /^## The files/ : listed
            while (listed && match($0, /\]\([a-z0-9_]+\.[chS]\)/)) {
                name = substr($0, RSTART + 2, RLENGTH - 3)
                $0 = substr($0, RSTART + RLENGTH)
                sub(/^(riscv64|aarch64|x86_64)_/, arch "_", name)
                if (!(name in place)) place[name] = 4 * ++places
            }
            next
        }
        {
            name = substr($0, length(folder) + 2)
            stem = substr(name, 1, length(name) - 2)
            rank = stem ".c" in place ? place[stem ".c"] - 1 : stem ".h" in place ? place[stem ".h"] + 1 : 1000000
            print name in place ? place[name] : rank, FNR, $0
        }' "$chapter" - | sort -k1,1n -k2,2n | cut -d " " -f 3
}

# The sources and headers of step $1: its own first, plumbing last.
in_order() {
    local step folder
    sources "$1" >"$list"
    for ((step = $1; step > 0; step--)); do
        folder=$(echo steps/"$(printf %02d "$step")"-*)
        { other_headers "$folder"/*.h; grep "^$folder/" "$list"; } | by_chapter "$folder"
    done
    grep -v '^steps/' "$list"
    other_headers common/*.h arch/"$arch"/*.h
}

list=$(mktemp)
trap 'rm -f "$list" "$list".*' EXIT
if [ "$what" = files ]; then
    echo "$(echo steps/"$(printf %02d "$n")"-*)/README.md"
    in_order "$n"
    exit
fi

[ "$n" -gt 1 ] || { echo "run.sh: step 1 is the first" >&2 && exit 2; }
folder=$(echo steps/"$(printf %02d "$n")"-*)
before=$(echo steps/"$(printf %02d $((n - 1)))"-*)
in_order "$n" | grep -v '/main\.c$' | sort >"$list.now"
in_order $((n - 1)) | grep -v '/main\.c$' | sort >"$list.before"
echo "Step $n adds:"
comm -23 "$list.now" "$list.before" | xargs wc -l | sed 's/^/  /'
dropped=$(comm -13 "$list.now" "$list.before" | sed 's/^/  /')
[ -z "$dropped" ] || printf 'and drops:\n%s\n' "$dropped"
echo "Its main.c instead of step $((n - 1))'s:"
diff -u "$before/main.c" "$folder/main.c" || true
