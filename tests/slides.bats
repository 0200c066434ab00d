# The slides: what they show is the repository's, and a real browser looks at each.
load lib
. "$top/common/host/tools.sh"

# bats file_tags=slides

# Makes every deck, and one in which everything is wrong; one browser looks at them all.
setup_file() {
    cd "$top" || return
    have_tool node && have_tool :marp && have_tool :chromium || return 0
    export made=$top/build/slides # where its links lead somewhere
    CHROME_PATH=$(have_tool :chromium) && export CHROME_PATH
    marp --input-dir slides --output "$made" --html
    marp --input-dir slides --output "$made" --pdf
    wrong_deck >"$BATS_FILE_TMPDIR/wrong.md"
    marp "$BATS_FILE_TMPDIR/wrong.md" --output "$BATS_FILE_TMPDIR/wrong.html" --html
    common/host/limit.py 60 node tests/slides.mjs "$CHROME_PATH" "$made"/*.html "$BATS_FILE_TMPDIR/wrong.html" \
        >"$BATS_FILE_TMPDIR/report"
}

marp() {
    common/host/limit.py 60 node "$marp" --config slides/marp.config.mjs --no-stdin "$@" 2>&1 </dev/null
}

# Slides in which something is wrong, one thing each, and a picture in which four things are.
wrong_deck() {
    local picture=$BATS_FILE_TMPDIR/wrong.svg
    cat >"$picture" <<'EOF'
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1160 500" width="1160" height="500" font-size="20">
<rect width="1160" height="500" fill="#fbfaf6"/>
<text x="20" y="50" font-size="16">tiny</text>
<text x="1150" y="100">outside</text>
<rect x="0" y="130" width="300" height="60" fill="#0b3d6b"/>
<text x="20" y="170" fill="#1b1f24">dark on dark</text>
<text x="20" y="250">one text</text><text x="60" y="252">on another</text>
</svg>
EOF
    local slides=("$(seq -f '- %g' 40)" "$(printf '```\n%0120d\n```' 0)" "![wide]($picture)"
        $'<style scoped>p { font-size: 17px }</style>\n\nlittle' $'<style scoped>p { color: #888 }</style>\n\ngrey'
        'no notes' '[nowhere](../nowhere.md)' '[far](http://example.org/)' "![]($picture)"
        $'<style scoped>p { background: url(http://example.org/a.png) }</style>\n\nfrom afar')
    printf -- '---\ntheme: worldswitch\npaginate: true\n---\n'
    local slide
    for slide in "${slides[@]}"; do
        [ "$slide" = "${slides[0]}" ] || printf '\n---\n\n'
        printf '%s\n' "$slide"
        [ "$slide" = "no notes" ] || printf '\n<!-- notes -->\n'
    done
}

# Skips a test when there is nothing to look at.
need_slides() {
    [ -n "${made:-}" ] || skip "the slides' tools are not here: ./run.sh setup --slides"
}

# only_in_wrong KIND SLIDE WHAT...: the browser found no such thing in our decks, and those in the wrong one.
only_in_wrong() {
    local kind=$1
    need_slides
    run grep "^$kind " "$BATS_FILE_TMPDIR/report"
    refute_line --regexp "^$kind [^w]"
    local what
    for what in "${@:2}"; do
        assert_line --partial "$kind wrong $what"
    done
}

@test "slides: each deck's code is what the sources say" {
    slides/excerpts.py --check slides/[0-9]*.md
}

@test "slides: code that its source no longer says is found, and copied again" {
    cd "$BATS_TEST_TMPDIR"
    local source=steps/05-handle-exits/loop.c:run_vcpu
    printf 'A loop:\n\n```c %s\nfor (;;);\n```\n' "$source" >deck.md
    run "$top/slides/excerpts.py" --check deck.md
    assert_failure 1
    assert_output "deck.md:3: $source: not what the source says now (slides/excerpts.py deck.md)"
    "$top/slides/excerpts.py" deck.md
    run cat deck.md
    assert_line 'enum guest_action run_vcpu(struct vcpu *vcpu)'
    assert_line --index $((${#lines[@]} - 1)) '```'
    "$top/slides/excerpts.py" --check deck.md
}

@test "slides: an excerpt of what is not there is refused" {
    cd "$BATS_TEST_TMPDIR"
    printf '```c %s\n```\n' README.md:absent 'steps/01-enter-guest/main.c:main#Nothing' nowhere.c >deck.md
    run "$top/slides/excerpts.py" deck.md
    assert_failure 1
    assert_line 'deck.md:1: README.md:absent: no definition of absent'
    assert_line 'deck.md:3: steps/01-enter-guest/main.c:main#Nothing: no heading Nothing'
    assert_line --partial 'deck.md:5: nowhere.c: '
    assert_equal "${#lines[@]}" 3
}

@test "slides: every deck is looked at, slide by slide" {
    need_slides
    local deck
    for deck in slides/[0-9]*.md; do
        # a slide's end is "---" between empty lines, but for the front matter's
        run grep -c '^---$' "$deck"
        assert_equal "$(sed -n "s/^slides $(basename "$deck" .md) //p" "$BATS_FILE_TMPDIR/report")" $((output - 1))
        [ $output -gt 12 ] && [ $output -le 21 ] || fail "$deck: not a lecture of 12 to 20 slides"
    done
}

@test "slides: nothing overflows its slide" {
    only_in_wrong overflow '1: "40"' '2: "000' '2: pre' '3: "outside" in a picture'
}

@test "slides: nothing that is drawn is smaller than 18 px" {
    only_in_wrong small '3: 16.0px "tiny" in a picture' '4: 17px "little"'
}

@test "slides: there is contrast enough" {
    only_in_wrong contrast '3: 1.' '5: 3.'
}

@test "slides: no text of a picture lies on another" {
    only_in_wrong overlap '3: "on another" and "one text" in a picture'
}

@test "slides: each slide has speaker notes" {
    only_in_wrong notes '6: none'
}

@test "slides: each image is in the file, with words for who cannot see it" {
    only_in_wrong image '9: no words'
}

@test "slides: each link leads to a file of the repository" {
    only_in_wrong link '7: file:' '8: http://example.org/'
}

@test "slides: a deck needs no other file and no network" {
    only_in_wrong request '0: http://example.org/a.png'
}

@test "slides: a missing image fails the build" {
    need_slides
    printf '# A deck\n\n![none](pictures/nowhere.svg)\n' >"$BATS_TEST_TMPDIR/deck.md"
    run marp "$BATS_TEST_TMPDIR/deck.md" --output "$BATS_TEST_TMPDIR/deck.html" --html
    assert_failure 1
    assert_output --partial nowhere.svg
    [ ! -e "$BATS_TEST_TMPDIR/deck.html" ]
}

@test "slides: a PDF has as many pages as there are slides" {
    need_slides
    local deck
    for deck in "$made"/*.pdf; do
        assert_equal "$(pdf_pages "$deck")" \
            "$(sed -n "s/^slides $(basename "$deck" .pdf) //p" "$BATS_FILE_TMPDIR/report")"
    done
}

# The pages are objects in compressed streams.
pdf_pages() {
    python3 - "$1" <<'EOF'
import re, sys, zlib
pages = 0
for stream in re.findall(rb"stream\r?\n(.*?)endstream", open(sys.argv[1], "rb").read(), re.S):
    try:
        pages += len(re.findall(rb"/Type\s*/Page(?!s)", zlib.decompressobj().decompress(stream)))
    except zlib.error:
        pass
print(pages)
EOF
}

@test "slides: every picture is used" {
    local picture
    for picture in slides/pictures/*; do
        grep -qF "pictures/$(basename "$picture")" slides/*.md steps/*/*.md steps/README.md README.md || fail "$picture"
    done
}

@test "slides: run.sh makes one deck, and refuses what is not one" {
    need_slides
    ws slides 1
    assert_success
    assert_output build/slides/01-enter-guest.html
    ws slides 1 --pdf
    assert_success
    assert_output build/slides/01-enter-guest.pdf
    ws slides 77
    assert_failure 2
    assert_output "run.sh: no such deck: 77"
    ws slides --ppt
    assert_failure 2
    assert_output "run.sh: usage: ./run.sh slides [N] [--pdf] [--open]"
}

@test "slides: --open shows the deck" {
    need_slides
    mkdir "$BATS_TEST_TMPDIR/bin"
    printf '#!/bin/sh\necho "opened $1"\n' >"$BATS_TEST_TMPDIR/bin/xdg-open"
    chmod +x "$BATS_TEST_TMPDIR/bin/xdg-open"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH ws slides 1 --open
    assert_success
    assert_line --index 1 "opened build/slides/01-enter-guest.html"
}

@test "slides: setup installs their tools only when asked, and doctor does not insist on them" {
    cp -rs /usr/bin "$BATS_TEST_TMPDIR/bin"
    rm -f "$BATS_TEST_TMPDIR"/bin/{node,npm,chromium}
    PATH=$BATS_TEST_TMPDIR/bin run ./run.sh setup
    assert_success
    assert_output "setup: nothing is missing."
    PATH=$BATS_TEST_TMPDIR/bin run ./run.sh doctor
    assert_success
    assert_line --regexp "^  node +missing: .*install"
}

@test "slides: when npm cannot install Marp, setup says so" {
    need_slides
    cd "$BATS_TEST_TMPDIR"
    tar -C "$top" --exclude ./build --exclude ./.git -cf - . | tar -xf -
    mkdir bin && printf '#!/bin/sh\nexit 1\n' >bin/npm && chmod +x bin/npm
    PATH=$PWD/bin:$PATH run ./run.sh setup --slides
    assert_failure 1
    assert_line --index 1 "setup: npm could not install Marp; ./run.sh setup --slides tries again"
}

@test "slides: without the tools one line says how to get them" {
    mkdir "$BATS_TEST_TMPDIR/bin"
    ln -s "$(command -v dirname)" "$(command -v basename)" "$(command -v bash)" "$BATS_TEST_TMPDIR/bin"
    run env PATH="$BATS_TEST_TMPDIR/bin" ./run.sh slides 1
    assert_failure 3
    assert_output "run.sh: node is missing: ./run.sh setup --slides"
}

@test "slides: the pictures of the walks are what step 3 draws" {
    local arch
    for arch in riscv64 aarch64 x86_64; do
        tests/walk_picture.py $arch
    done
}
