#!/usr/bin/env bash
# book.sh [--open] [--pdf] [--without-runs] [--repository URL] [--build DIR]: makes the book, a site for any static server, in
# build/book, and prints its first page; with --pdf also build/book.pdf; with --open it serves the site to a browser, until
# Ctrl-C. The walkthroughs in it are recorded first, which takes minutes; those that were recorded already from the same files
# are taken from build/book.runs. Links to code lead to URL, at this commit. If no URL
# is given, they lead to pages of the book.
set -u
cd "$(dirname "$0")/../.." || exit
. common/host/commands.sh
. common/host/tools.sh

usage() {
    fail 2 "usage: ./run.sh book [--open] [--pdf] [--without-runs] [--repository URL] [--build DIR]"
}

open='' pdf='' runs=1 repository='' build=$PWD/build
while [ $# -gt 0 ]; do
    case $1 in
    --open) open=1 ;;
    --pdf) pdf=1 ;;
    --without-runs) runs='' ;;
    --repository)
        [[ ${2:-} == https://?*/?* ]] || fail 2 "--repository ${2:-}: not an address (https://github.com/OWNER/NAME)"
        git rev-parse --verify -q HEAD >/dev/null || fail 1 "--repository: this is no git checkout, so the commit is not known"
        repository=$2
        shift
        ;;
    --build)
        take_build "${2:-}" || usage
        shift
        ;;
    *) usage ;;
    esac
    shift
done
need_for --book node :marp :vitepress python3
[ -z "$pdf" ] || need_for --book :chromium

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
part "the pages" python3 slides/book/pages.py "$source" ${runs:+--recorded "$build/book.runs"} \
    ${repository:+--repository "$repository"}
[ -n "$repository" ] || part "the code" node slides/book/code.mjs "$source"
part "the site" node "$vitepress/vitepress/bin/vitepress.js" build "$source"
part "the addresses" node slides/book/relative.mjs "$build/book"
echo "${build#"$PWD"/}/book/index.html"
if [ -n "$pdf" ]; then
    part "the PDF" node slides/book/pdf.mjs "${marp%/@marp-team*}" "$(have_tool :chromium)" "$build/book" "$source/book.json" "$build/book.pdf"
    echo "${build#"$PWD"/}/book.pdf"
fi

[ -n "$open" ] || exit 0
for opener in xdg-open open ''; do
    command -v "$opener" >/dev/null && break
done
exec python3 common/host/serve.py "$build/book" ${opener:+"$opener"}
