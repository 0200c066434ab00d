#!/usr/bin/env bash
# book.sh [--open] [--pdf] [--without-runs] [--build DIR]: makes the book, a site for any static server, in build/book, and prints
# its first page; with --pdf also build/book.pdf; with --open it serves the site to a browser, until Ctrl-C. The walkthroughs in it are recorded first, which
# takes minutes; those that were recorded already from the same files are taken from build/book.runs.
set -u
cd "$(dirname "$0")/../.." || exit
. common/host/tools.sh

fail() { # status, message
    echo "run.sh: $2" >&2
    exit "$1"
}

usage() {
    fail 2 "usage: ./run.sh book [--open] [--pdf] [--without-runs] [--build DIR]"
}

open='' pdf='' runs=1 build=$PWD/build
while [ $# -gt 0 ]; do
    case $1 in
    --open) open=1 ;;
    --pdf) pdf=1 ;;
    --without-runs) runs='' ;;
    --build)
        case ${2:---} in
        --*) usage ;;
        /*) build=$2 ;;
        *) build=${caller:?run.sh sets it}/$2 ;;
        esac
        shift
        ;;
    *) usage ;;
    esac
    shift
done
for tool in node :marp :vitepress python3; do
    have_tool $tool >/dev/null || fail 3 "${tool#:} is missing: ./run.sh setup --book"
done
if [ -n "$pdf" ]; then
    chromium=$(have_tool :chromium) || fail 3 "chromium is missing: ./run.sh setup --book"
fi

# Runs one part of the work, and shows what it says only if it fails.
part() { # WHAT COMMAND...
    local log
    log=$("${@:2}" 2>&1 </dev/null) || {
        echo "$log" | tail -n 20 >&2
        fail 1 "the book cannot be made: $1"
    }
}

# Records each walkthrough on each architecture, and the outputs that the chapters show of one architecture only.
record() {
    local tour arch
    for tour in gdb/walkthroughs/*.py; do
        tour=$(basename "${tour%.py}")
        for arch in riscv64 aarch64 x86_64; do
            ./run.sh walkthrough "${tour%%-*}" $arch --page "$build/book.runs" --build "$build" >/dev/null </dev/null ||
                echo "run.sh: not in the book: walkthrough ${tour%%-*} $arch" >&2
        done
    done
    python3 slides/book/outputs.py "$build/book.runs/outputs"
}

[ -z "$runs" ] || record
source=$build/book.source
rm -rf "$source"
mkdir -p "$source/.vitepress" || exit 1
cp -R slides/book/theme slides/book/config.mjs "$source/.vitepress/"
ln -s "$PWD/$vitepress" "$source/node_modules"
part "the slides" node "$marp" --config slides/marp.config.mjs --no-stdin --input-dir slides --output "$source/public/slides" --html
part "the pages" python3 slides/book/pages.py "$source" ${runs:+"$build/book.runs"}
part "the code" node slides/book/code.mjs "$source"
part "the site" node "$vitepress/vitepress/bin/vitepress.js" build "$source"
part "the addresses" node slides/book/relative.mjs "$build/book"
echo "${build#"$PWD"/}/book/index.html"
if [ -n "$pdf" ]; then
    part "the PDF" node slides/book/pdf.mjs "${marp%/@marp-team*}" "$chromium" "$build/book" "$source/book.json" "$build/book.pdf"
    echo "${build#"$PWD"/}/book.pdf"
fi

[ -n "$open" ] || exit 0
for opener in xdg-open open ''; do
    command -v "$opener" >/dev/null && break
done
exec python3 common/host/serve.py "$build/book" ${opener:+"$opener"}
