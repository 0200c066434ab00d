# The book: a site out of the repository's files. A real browser looks at each page.
load lib
. "$top/common/host/tools.sh"

# bats file_tags=book

# Makes the book, and a page in which everything is wrong; one browser looks at them all.
setup_file() {
    cd "$top" || return
    have_tool node && have_tool :marp && have_tool :vitepress && have_tool :chromium || return 0
    CHROME_PATH=$(have_tool :chromium) && export CHROME_PATH
    export site=$BATS_FILE_TMPDIR/book
    ./run.sh book --without-runs --pdf --build "$BATS_FILE_TMPDIR" >"$BATS_FILE_TMPDIR/made" || return
    mkdir "$BATS_FILE_TMPDIR/wrong" && wrong_page >"$BATS_FILE_TMPDIR/wrong/wrong.html"
    common/host/limit.py 90 node tests/book.mjs "$CHROME_PATH" "$site" >"$BATS_FILE_TMPDIR/report"
    common/host/limit.py 60 node tests/book.mjs "$CHROME_PATH" "$BATS_FILE_TMPDIR/wrong" >"$BATS_FILE_TMPDIR/wrong.report"
}

# One thing of each kind.
wrong_page() {
    cat <<'EOF'
<!doctype html>
<html lang="en"><meta charset="utf-8"><title>wrong</title>
<body style="background: #fff"><main class="vp-doc">
<a href="nowhere.html">nowhere</a> <a href="#nothing">nothing</a>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" >
<p style="font-size: 14px">prose</p> <b style="font-size: 12px">tiny</b> <i style="color: #888">grey</i>
<img src="http://example.org/a.png" alt="from afar">
<div style="width: 2000px">wide</div>
<script>nowhere()</script>
</main></body></html>
EOF
}

need_book() {
    [ -n "${site:-}" ] || skip "the book's tools are not here: ./run.sh setup --book"
}

# only_in_wrong KIND WHAT...: the browser found no such thing in the book, and those in the wrong page.
only_in_wrong() {
    need_book
    run grep "^$1 " "$BATS_FILE_TMPDIR/report"
    assert_output ""
    run grep "^$1 " "$BATS_FILE_TMPDIR/wrong.report"
    local what
    for what in "${@:2}"; do
        assert_line --partial "$1 wrong.html: $what"
    done
}

@test "book: it has a page for each chapter, exercise, walkthrough, and deck" {
    need_book
    assert_equal "$(head -n 1 "$BATS_FILE_TMPDIR/made")" "$site/index.html"
    local file
    for file in README.md steps/README.md steps/*/README.md steps/*/exercises/*/README.md steps/glossary.md gdb/README.md \
        slides/[0-9]*.md gdb/walkthroughs/*.py; do
        file=${file#gdb/walk} && file=${file/#throughs/walkthroughs}
        file=${file%.*}.html
        assert [ -f "$site/${file/README.html/index.html}" ]
    done
    run sed -n 's/^pages //p' "$BATS_FILE_TMPDIR/report"
    [ "$output" -gt 60 ]
}

@test "book: each link and each anchor leads somewhere" {
    only_in_wrong link nowhere.html http://example.org/a.png
    only_in_wrong anchor '#nothing'
}

@test "book: no request leaves the server, and none fails" {
    only_in_wrong request http://example.org/a.png
    only_in_wrong error 'ReferenceError: nowhere'
}

@test "book: no page scrolls sideways, at 360, 768 and 1440 pixels" {
    only_in_wrong sideways '360 dark: 20' '768: 20' '1440: 20'
}

@test "book: prose has 16 px or more, and nothing less than 13" {
    only_in_wrong small '1440: 14px prose "prose"' '360 dark: 12px "tiny"'
}

@test "book: there is contrast enough, in both themes" {
    only_in_wrong contrast '1440: 3.5 "grey"'
}

@test "book: each image is there, and has words" {
    only_in_wrong image '360 dark: no words'
}

@test "book: axe-core finds nothing serious" {
    only_in_wrong axe
}

@test "book: search, tabs, the next page and the glossary's words work in any folder of a server" {
    need_book
    run grep '^\(search\|tabs\|next\|term\) ' "$BATS_FILE_TMPDIR/report"
    assert_output ""
}

@test "book: a page that is opened as a file reads" {
    only_in_wrong file
}

@test "book: the first page weighs less than 300 KB" {
    need_book
    run sed -n 's/^weight \([0-9]*\) .*/\1/p' "$BATS_FILE_TMPDIR/report"
    [ "$output" -gt 10000 ] && [ "$output" -lt 300000 ]
}

@test "book: the name of a function or a structure leads to the lines of its definition" {
    need_book
    run python3 tests/book_lines.py "$site"
    assert_success
    [ "$output" -gt 60 ]
    run cat "$site/steps/05-handle-exits/index.html"
    assert_output --partial 'code/steps/05-handle-exits/vcpu.h.html#L'
}

@test "book: with --repository, links to code lead to the files of this commit" {
    local url=https://example.org/someone/worldswitch file count=0
    git rev-parse HEAD >"$BATS_TEST_TMPDIR/commit" 2>/dev/null || skip "this is no git checkout"
    python3 slides/book/pages.py "$BATS_TEST_TMPDIR/book" --repository $url/
    run grep -rl '="[./]*code/' "$BATS_TEST_TMPDIR/book"
    assert_output ""
    while read -r file; do
        [ -e "$file" ] || fail "there is no $file"
        count=$((count + 1))
    done < <(grep -rhoE "$url/(blob|tree)/$(cat "$BATS_TEST_TMPDIR/commit")/[^\"#]*" "$BATS_TEST_TMPDIR/book" | cut -d/ -f8- | sort -u)
    [ "$count" -gt 300 ]
    ws book --repository mine
    assert_failure 2
    assert_output "run.sh: --repository mine: not an address (https://github.com/OWNER/NAME)"
}

@test "book: the PDF has pages, contents, links that lead somewhere, and 2 MB at most" {
    need_book
    local pdf=$BATS_FILE_TMPDIR/book.pdf
    [ "$(wc -c <"$pdf")" -lt 2000000 ]
    [ "$(grep -ac '^<</Type /Page$' "$pdf")" -gt 200 ]
    [ "$(grep -ac '^/Dest /steps-glossary-html--' "$pdf")" -gt 100 ]
    [ "$(grep -ac '^<</Title <FEFF.*/Dest /' "$pdf")" -gt 60 ]
    grep -aq '/Outlines [0-9]* 0 R /PageMode /UseOutlines' "$pdf"
    LC_ALL=C sed -n 's/.*\/Dest \/\([^ >]*\).*/\1/p' "$pdf" | sort -u >"$BATS_TEST_TMPDIR/used"
    LC_ALL=C sed -n 's/^\(<<\)*\/\([^ ]*\) \[[0-9]* 0 R \/XYZ .*/\2/p' "$pdf" | sort -u >"$BATS_TEST_TMPDIR/there"
    assert_equal "$(comm -23 "$BATS_TEST_TMPDIR/used" "$BATS_TEST_TMPDIR/there")" ""
}

@test "book: a question has its answer, and an exercise its hints, one in the other" {
    need_book
    run cat "$site/steps/03-stage2-tables/index.html"
    assert_output --partial "To both, every access of a guest is one of user mode"
    run cat "$site/steps/03-stage2-tables/exercises/2-mapped-bytes/index.html"
    assert_output --partial "Hint 1 of 4"
    assert_output --regexp '<summary>Hint 1 of 4</summary><p>[^<]*</p><details><summary>Hint 2 of 4</summary>'
}

@test "book: run.sh refuses what it does not know, and without the tools says how to get them" {
    ws book --ppt
    assert_failure 2
    assert_output "run.sh: usage: ./run.sh book [--open] [--pdf] [--without-runs] [--repository URL] [--build DIR]"
    mkdir "$BATS_TEST_TMPDIR/bin"
    ln -s "$(command -v dirname)" "$(command -v basename)" "$(command -v bash)" "$BATS_TEST_TMPDIR/bin"
    run env PATH="$BATS_TEST_TMPDIR/bin" ./run.sh book
    assert_failure 3
    assert_output "run.sh: node is missing: ./run.sh setup --book"
}

@test "book: --open serves it, and shows it" {
    need_book
    mkdir "$BATS_TEST_TMPDIR/bin"
    # shellcheck disable=SC2016 # the opener's own
    printf '#!/bin/sh\nexec 3>&-\n%s "$1" >"%s/page"\nkill $PPID\n' \
        "python3 -c 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())'" "$BATS_TEST_TMPDIR" \
        >"$BATS_TEST_TMPDIR/bin/opener"
    chmod +x "$BATS_TEST_TMPDIR/bin/opener"
    run timeout 20 common/host/serve.py "$site" "$BATS_TEST_TMPDIR/bin/opener"
    assert_line --regexp '^http://127\.0\.0\.1:[0-9]+/$'
    grep -q "Worldswitch is a small hypervisor" "$BATS_TEST_TMPDIR/page"
}
