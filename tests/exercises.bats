# The exercises: a solution has every point, the answer as it is handed out compiles and misses some, and each wrong
# answer in tests/solutions misses the point that its first line names.
load lib
load exercises

export BATS_TEST_TIMEOUT=400 # Linux boots a dozen times in one test

# bats test_tags=step:1,arch:riscv64
@test "exercises 1 riscv64: solutions have every point, the answers that are handed out have not" {
    solved 1 riscv64
}

# bats test_tags=step:1,arch:aarch64
@test "exercises 1 aarch64: solutions have every point, the answers that are handed out have not" {
    solved 1 aarch64
}

# bats test_tags=step:1,arch:x86_64
@test "exercises 1 x86_64: solutions have every point, the answers that are handed out have not" {
    solved 1 x86_64
}

# bats test_tags=step:1
@test "exercises 1: each wrong answer misses the point that it should" {
    refused 1
}

# bats test_tags=step:2,arch:riscv64
@test "exercises 2 riscv64: solutions have every point, the answers that are handed out have not" {
    solved 2 riscv64
}

# bats test_tags=step:2,arch:aarch64
@test "exercises 2 aarch64: solutions have every point, the answers that are handed out have not" {
    solved 2 aarch64
}

# bats test_tags=step:2,arch:x86_64
@test "exercises 2 x86_64: solutions have every point, the answers that are handed out have not" {
    solved 2 x86_64
}

# bats test_tags=step:2
@test "exercises 2: each wrong answer misses the point that it should" {
    refused 2
}

# bats test_tags=step:3,arch:riscv64
@test "exercises 3 riscv64: solutions have every point, the answers that are handed out have not" {
    solved 3 riscv64
}

# bats test_tags=step:3,arch:aarch64
@test "exercises 3 aarch64: solutions have every point, the answers that are handed out have not" {
    solved 3 aarch64
}

# bats test_tags=step:3,arch:x86_64
@test "exercises 3 x86_64: solutions have every point, the answers that are handed out have not" {
    solved 3 x86_64
}

# bats test_tags=step:3
@test "exercises 3: each wrong answer misses the point that it should" {
    refused 3
}

# bats test_tags=step:4,arch:riscv64
@test "exercises 4 riscv64: solutions have every point, the answers that are handed out have not" {
    solved 4 riscv64
}

# bats test_tags=step:4,arch:aarch64
@test "exercises 4 aarch64: solutions have every point, the answers that are handed out have not" {
    solved 4 aarch64
}

# bats test_tags=step:4,arch:x86_64
@test "exercises 4 x86_64: solutions have every point, the answers that are handed out have not" {
    solved 4 x86_64
}

# bats test_tags=step:4
@test "exercises 4: each wrong answer misses the point that it should" {
    refused 4
}

# bats test_tags=step:5,arch:riscv64
@test "exercises 5 riscv64: solutions have every point, the answers that are handed out have not" {
    solved 5 riscv64
}

# bats test_tags=step:5,arch:aarch64
@test "exercises 5 aarch64: solutions have every point, the answers that are handed out have not" {
    solved 5 aarch64
}

# bats test_tags=step:5,arch:x86_64
@test "exercises 5 x86_64: solutions have every point, the answers that are handed out have not" {
    solved 5 x86_64
}

# bats test_tags=step:5
@test "exercises 5: each wrong answer misses the point that it should" {
    refused 5
}

# bats test_tags=step:6,arch:riscv64
@test "exercises 6 riscv64: solutions have every point, the answers that are handed out have not" {
    solved 6 riscv64
}

# bats test_tags=step:6,arch:aarch64
@test "exercises 6 aarch64: solutions have every point, the answers that are handed out have not" {
    solved 6 aarch64
}

# bats test_tags=step:6,arch:x86_64
@test "exercises 6 x86_64: solutions have every point, the answers that are handed out have not" {
    solved 6 x86_64
}

# bats test_tags=step:6
@test "exercises 6: each wrong answer misses the point that it should" {
    refused 6
}

# bats test_tags=step:7,arch:riscv64
@test "exercises 7 riscv64: solutions have every point, the answers that are handed out have not" {
    solved 7 riscv64
}

# bats test_tags=step:7,arch:aarch64
@test "exercises 7 aarch64: solutions have every point, the answers that are handed out have not" {
    solved 7 aarch64
}

# bats test_tags=step:7,arch:x86_64
@test "exercises 7 x86_64: solutions have every point, the answers that are handed out have not" {
    solved 7 x86_64
}

# bats test_tags=step:7
@test "exercises 7: each wrong answer misses the point that it should" {
    refused 7
}

# bats test_tags=step:8,arch:riscv64
@test "exercises 8 riscv64: solutions have every point, the answers that are handed out have not" {
    solved 8 riscv64
}

# bats test_tags=step:8,arch:aarch64
@test "exercises 8 aarch64: solutions have every point, the answers that are handed out have not" {
    solved 8 aarch64
}

# bats test_tags=step:8,arch:x86_64
@test "exercises 8 x86_64: solutions have every point, the answers that are handed out have not" {
    solved 8 x86_64
}

# bats test_tags=step:8
@test "exercises 8: each wrong answer misses the point that it should" {
    refused 8
}

# bats test_tags=step:9,arch:riscv64
@test "exercises 9 riscv64: solutions have every point, the answers that are handed out have not" {
    need_linux riscv64
    solved 9 riscv64
}

# bats test_tags=step:9,arch:aarch64
@test "exercises 9 aarch64: solutions have every point, the answers that are handed out have not" {
    need_linux aarch64
    solved 9 aarch64
}

# bats test_tags=step:9,arch:x86_64
@test "exercises 9 x86_64: solutions have every point, the answers that are handed out have not" {
    need_linux x86_64
    solved 9 x86_64
}

# bats test_tags=step:9
@test "exercises 9: each wrong answer misses the point that it should" {
    need_linux riscv64
    need_linux aarch64
    need_linux x86_64
    refused 9
}

# bats test_tags=step:10,arch:riscv64
@test "exercises 10 riscv64: solutions have every point, the answers that are handed out have not" {
    solved 10 riscv64 1
}

# bats test_tags=step:10,arch:aarch64
@test "exercises 10 aarch64: solutions have every point, the answers that are handed out have not" {
    solved 10 aarch64 1
}

# bats test_tags=step:10,arch:x86_64
@test "exercises 10 x86_64: solutions have every point, the answers that are handed out have not" {
    solved 10 x86_64 1
}

# bats test_tags=step:10
@test "exercises 10: each wrong answer misses the point that it should" {
    refused 10
}

# bats test_tags=step:11,arch:riscv64
@test "exercises 11 riscv64: solutions have every point, the answers that are handed out have not" {
    solved 11 riscv64
}

# bats test_tags=step:11,arch:aarch64
@test "exercises 11 aarch64: solutions have every point, the answers that are handed out have not" {
    solved 11 aarch64
}

# bats test_tags=step:11,arch:x86_64
@test "exercises 11 x86_64: solutions have every point, the answers that are handed out have not" {
    solved 11 x86_64
}

# bats test_tags=step:11
@test "exercises 11: each wrong answer misses the point that it should" {
    refused 11
}
