# The READMEs: their outputs are what is printed, their parts are there, their links lead somewhere.
load lib

# bats file_tags=readme

setup() {
    cd "$top"
}

@test "readme: the top README shows what is printed" {
    tests/readme.py README.md
}

@test "readme: the top README has fewer than 90 lines" {
    [ "$(wc -l <README.md)" -lt 90 ]
}

@test "readme: gdb's page shows what is printed" {
    tests/readme.py gdb/README.md
}

@test "readme: chapter 0 and its deck show what is printed" {
    tests/readme.py steps/README.md slides/00-*.md
}

# A chapter shows all machines, so it is not one of the tests of one.
# bats test_tags=step:1
@test "readme: chapter 1 and its deck show what is printed" {
    tests/readme.py steps/01-*/README.md slides/01-*.md
}

# bats test_tags=step:2
@test "readme: chapter 2 and its deck show what is printed" {
    tests/readme.py steps/02-*/README.md slides/02-*.md
}

# bats test_tags=step:3
@test "readme: chapter 3 and its deck show what is printed" {
    tests/readme.py steps/03-*/README.md slides/03-*.md
}

# bats test_tags=step:4
@test "readme: chapter 4 and its deck show what is printed" {
    tests/readme.py steps/04-*/README.md slides/04-*.md
}

# bats test_tags=step:5
@test "readme: chapter 5 and its deck show what is printed" {
    tests/readme.py steps/05-*/README.md steps/05-*/costs.md slides/05-*.md
}

# bats test_tags=step:6
@test "readme: chapter 6 and its deck show what is printed" {
    tests/readme.py steps/06-*/README.md slides/06-*.md
}

# bats test_tags=step:7
@test "readme: chapter 7 and its deck show what is printed" {
    tests/readme.py steps/07-*/README.md slides/07-*.md
}

# bats test_tags=step:8
@test "readme: chapter 8 and its deck show what is printed" {
    tests/readme.py steps/08-*/README.md slides/08-*.md
}

# bats test_tags=step:9
@test "readme: chapter 9 and its deck show what is printed" {
    tests/readme.py steps/09-*/README.md slides/09-*.md
}

# bats test_tags=step:10
@test "readme: chapter 10 and its deck show what is printed" {
    tests/readme.py steps/10-*/README.md slides/10-*.md
}

# bats test_tags=step:11
@test "readme: chapter 11 and its deck show what is printed" {
    tests/readme.py steps/11-*/README.md slides/11-*.md
}

@test "readme: a shown word that is not printed is found, and with the same tools a number" {
    local shown=$BATS_TEST_TMPDIR/README.md
    sed -n '/step 5 riscv64 --guest hello/,/^```$/p' README.md | sed '1i ```console' >"$shown"
    tests/readme.py "$shown"
    sed -i 's/normally/orderly/' "$shown"
    run tests/readme.py "$shown"
    assert_failure 1
    assert_output --partial "$shown: ./run.sh step 5 riscv64 --guest hello"
    sed -i 's/orderly/normally/; s/11832 bytes/11833 bytes/' "$shown"
    run tests/readme.py "$shown"
    ! same_tools || assert_failure 1
    tests/readme.py --update "$shown"
    tests/readme.py "$shown"
}

# The rows of guest-regs on RISC-V are QEMU's own, of 104 columns.
@test "readme: no line that is shown needs more than 100 columns" {
    run python3 - steps/README.md steps/*/*.md slides/*.md <<'P'
import re, sys
for name in sys.argv[1:]:
    for block in re.findall(r"^```console\n(.*?)^```", open(name).read(), re.S | re.M):
        for line in block.splitlines()[1:]:
            if len(line) > 100 and not re.match(r" x\d+/", line):
                print(f"{name}: {line}")
P
    assert_success
    assert_output ""
}

@test "readme: every chapter has its parts, in order" {
    local chapter
    for chapter in steps/*/README.md; do
        output=$(grep '^## ' "$chapter")
        assert_in_order "## What you will see" "## The idea" "## The three architectures" \
            "## The files, in reading order" "## Look at it in gdb" "## Questions" \
            "## Where the manuals say so"
    done
}

@test "readme: every link to a file leads to one, and to a heading in it" {
    run python3 - <<'P'
import os, re
def anchors(file): # as GitHub makes them of headings
    return {re.sub("[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")
            for heading in re.findall("^#+ (.*)", open(file).read(), re.M)}
links = 0
for folder, folders, names in os.walk("."):
    if folder == ".":
        folders[:] = [name for name in folders if name != "build"]
    for file in (os.path.join(folder, name) for name in names if name.endswith(".md")):
        for link in re.findall(r"\]\(([^):, \n]*)\)", open(file).read()):
            path, _, anchor = link.partition("#")
            path = os.path.join(folder, path) if path else file
            if not os.path.exists(path):
                print(f"{file}: {link}")
            elif "#" in link and anchor not in anchors(path):
                print(f"{file}: no heading for {link}")
            links += 1
print("enough" if links > 100 else f"only {links}")
P
    assert_success
    assert_output enough
}

@test "readme: a guest of one's own, as the README says" {
    cd "$BATS_TEST_TMPDIR"
    echo 'li a7, 8; ecall' >mine.S
    ws flat riscv64 mine.S mine
    assert_success
    ws step 5 riscv64 --guest ./mine
    assert_success
}

@test "readme: the names of code in the pictures are those of the code" {
    local names=$BATS_TEST_TMPDIR/names
    { # of what is defined, of files, and of a segment that every linker writes
        grep -rhoE '\w+' steps common arch guest --include='*.[chS]'
        find steps common arch guest -type f | sed 's,.*/,,; s/\..*//'
        echo GNU_STACK
    } | LC_ALL=C sort -u >"$names"
    grep -h '<text' slides/pictures/*.svg | sed 's/<[^>]*>//g' | grep -oE '[A-Za-z]\w*_\w+|\w+\(' | tr -d '(' |
        LC_ALL=C sort -u >"$names.shown"
    run grep -c . "$names.shown"
    [ "$output" -gt 50 ]
    run env LC_ALL=C comm -13 "$names" "$names.shown"
    assert_output ""
}
