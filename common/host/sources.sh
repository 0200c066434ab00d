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

# The sources and headers of step $1: its own first, plumbing last.
in_order() {
    local step
    sources "$1" >"$list"
    for ((step = $1; step > 0; step--)); do
        grep "^steps/0*$step-" "$list" | grep "/main\.c$" || true
        other_headers steps/"$(printf %02d "$step")"-*/*.h
        grep "^steps/0*$step-" "$list" | grep -v "/main\.c$" || true
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
