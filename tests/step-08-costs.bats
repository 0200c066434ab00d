# Step 8: what a system call and a page fault of a program cost: no exit, and no instruction more than without the
# hypervisor; and one exit each when they are reflected.
load lib
load kernel

# bats file_tags=step:8

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# exits ARCH CALLS FAULTS [OPTIONS]: a program makes so many. Sets $counted, the kinds of exits and how many, as the ring of
# exits in the machine's memory has them, without those that depend on time.
exits() {
    # Command lines of one length: the shell uses as much memory for each.
    initrd_with "$1" "$(printf 'cost calls %04d 1; cost faults %04d 1' "$2" "$3")" cost
    hosted_ok "$1" --ram ram "${@:4}" -- -icount shift=0
    run "$top/tests/devices/after.py" ram "$(echo "$top/build/$1"/08-*)/hypervisor.elf"
    assert_success
    counted=$(sed -n 's/^exits: //p' <<<"$output" | grep -vE '^(timer|interrupt|device|wait) ')
}

no_exit() { # ARCH
    exits "$1" 0 0
    local none=$counted
    [[ $none == *"demand fault "* ]]
    exits "$1" 1000 1000
    assert_equal "$counted" "$none"
}

# reflected ARCH CALLS FAULTS: how many exits more, for 1,000 of each.
reflected() {
    exits "$1" 0 0 --reflect
    local before
    before=$(sed -n 's/^reflected //p' <<<"$counted")
    exits "$1" 1000 0 --reflect
    assert_equal $(($(sed -n 's/^reflected //p' <<<"$counted") - before)) "$2"
    exits "$1" 0 1000 --reflect
    assert_equal $(($(sed -n 's/^reflected //p' <<<"$counted") - before)) "$3"
}

# took WHAT: the nanoseconds in $output.
took() {
    sed -n "s/^cost: $1: //p" <<<"$output"
}

# costs_the_same ARCH NANOSECONDS: 1,000 calls and 1,000 faults. A clock's tick is that long.
costs_the_same() {
    local calls faults difference
    initrd_with "$1" "cost calls 1000 10; cost faults 1000 10" cost
    hosted_ok "$1" -- -icount shift=0
    calls=$(took calls) faults=$(took faults)
    ((calls > 50000 && faults > 500000))
    ws step 8 "$1" --bare --initrd ./initrd -- -icount shift=0
    assert_success
    output=${output//$'\r'/}
    for difference in $((calls - $(took calls))) $((faults - $(took faults))); do
        echo "calls: $calls, faults: $faults; without the hypervisor $(took calls), $(took faults)"
        ((difference <= $2 && difference >= -$2))
    done
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: 1,000 system calls and 1,000 page faults are no exit" {
    no_exit riscv64
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: a system call and a page fault cost the same with and without the hypervisor, to the instruction" {
    costs_the_same riscv64 100
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: 1,000 system calls and 1,000 page faults are no exit" {
    no_exit aarch64
}

# bats test_tags=arch:aarch64
@test "step 8 aarch64: a system call and a page fault cost the same with and without the hypervisor, to the instruction" {
    costs_the_same aarch64 100
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: 1,000 system calls and 1,000 page faults are no exit" {
    no_exit x86_64
}

# bats test_tags=arch:x86_64
@test "step 8 x86_64: a system call and a page fault cost the same with and without the hypervisor, to the instruction" {
    costs_the_same x86_64 100
}

# bats test_tags=arch:riscv64
@test "step 8 riscv64: reflected, each system call and page fault is one exit" {
    reflected riscv64 1000 1000
}

# SVM has no bit that would bring a system call to the hypervisor.
# bats test_tags=arch:x86_64
@test "step 8 x86_64: reflected, each page fault is one exit, and a system call none" {
    reflected x86_64 0 1000
}
