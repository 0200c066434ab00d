# What the layout promises, and the style.
load lib

# bats file_tags=tree

setup() {
    cd "$top"
}

@test "tree: arch-neutral code names no architecture" {
    run tests/tree.py neutral
    assert_success
}

@test "tree: a step does not reach forward" {
    run tests/tree.py forward
    assert_success
}

@test "tree: no switches between steps or machines" {
    run tests/tree.py switches
    assert_success
}

@test "tree: no six lines of code stand in two step folders" {
    run tests/tree.py copies
    assert_success
}

@test "tree: files, functions and main.c stay small" {
    run tests/tree.py sizes
    assert_success
}

@test "tree: every machine has the same files" {
    run tests/tree.py siblings
    assert_success
}

@test "tree: siblings have the same headings and functions, in the same order" {
    run tests/tree.py alike
    assert_success
}

@test "tree: the top level is as given" {
    run tests/tree.py top
    assert_success
}

@test "tree: clang-format changes nothing" {
    command -v clang-format || skip "clang-format is not here"
    find . -path ./build -prune -o -name '*.[ch]' -print0 | xargs -0 clang-format --dry-run -Werror
}

@test "tree: shellcheck finds nothing" {
    command -v shellcheck || skip "shellcheck is not here"
    shellcheck -x run.sh .ci/run common/host/*.sh arch/*/*.sh tests/*/*.sh
}

@test "tree: a step's sources in one room: the build takes no other" {
    for n in 1 2 3 4 5 6; do
        run ./run.sh files $n
        assert_success
        refute_line --partial "steps/0$((n + 1))-"
    done
}
