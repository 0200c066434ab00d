# Step 6: memory on demand, and a file as memory. What crosses edges is in step-06-edges.bats, what must not happen
# in step-06-hostile.bats.
load lib
load guest_memory

# bats file_tags=step:6

# --- RAM ---

# The guest's RAM is four times the machine's. What was given, its tables say, and the last line.
more_than_the_machine() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    ws step 5 "$1" --guest pages --mem 256M --guest-mem 1G
    assert_failure 1
    assert_line --regexp "^load: /sbin/pages: the guest needs 1048576 KiB of memory, but [0-9]+ KiB are free$"
    ws step 6 "$1" --guest pages --mem 256M --guest-mem 1G --ram ram
    assert_success
    assert_line --regexp "^\[guest\] 1048576 KiB of RAM, [0-9]+ pages used, 0 wrong$"
    assert_line "Hypervisor ok!"
    local used=${output#*KiB of RAM, }
    local given=${lines[${#lines[@]} - 1]}
    used=${used%% *}
    [[ $given =~ ^"memory: 1048640 KiB promised, "([0-9]+)" KiB given; flash: 0 pages read, 0 taken back"$ ]] || fail "$given"
    given=$((BASH_REMATCH[1] / 4))
    [ "$used" -gt 8000 ] && [ $((given - used)) -ge 1 ] && [ $((given - used)) -le 8 ] ||
        fail "$used pages used, $given given" # its image and its stack
    memory_of_guest "$1"
    assert_line --regexp "^RAM: 0x[0-9a-f]+, 262144 pages promised, $given given, writable$"
    assert_line "flash: $(machine "$1" && echo "$flash_base"), 16 pages promised, 0 given"
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: a guest with four times the machine's memory runs, and gets what it uses" {
    more_than_the_machine riscv64
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: a guest with four times the machine's memory runs, and gets what it uses" {
    more_than_the_machine aarch64
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: a guest with four times the machine's memory runs, and gets what it uses" {
    more_than_the_machine x86_64
}

# with_block SIZE: sets $faults and $given (KiB) of a guest that uses each second page of 64 MiB.
with_block() {
    ws step 6 "$arch" --guest pages --fault-block "$1"
    assert_success
    assert_line --regexp "^\[guest\] 65536 KiB of RAM, [0-9]+ pages used, 0 wrong$"
    faults=$(sed -n 's/^exits: .*demand fault //p' <<<"$output")
    given=$(sed -n 's/^memory: .* promised, \([0-9]*\) KiB given.*/\1/p' <<<"$output")
}

# Powers of two: 64 KiB are eight of the pages that are used, 2 MiB are 256.
larger_blocks() { # ARCH
    machine "$1"
    local page_faults page_given
    with_block 4K
    page_faults=$faults page_given=$given
    with_block 64K
    [ $((faults * 15 / 2)) -lt "$page_faults" ] && [ "$given" -gt $((page_given * 19 / 10)) ] || fail "64K: $output"
    with_block 2M
    [ $((faults * 240)) -lt "$page_faults" ] && [ "$given" -gt $((page_given * 19 / 10)) ] || fail "2M: $output"
    ws step 6 "$arch" --fault-block 8K
    assert_failure 2
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: larger blocks are fewer faults, and more memory" {
    larger_blocks riscv64
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: larger blocks are fewer faults, and more memory" {
    larger_blocks aarch64
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: larger blocks are fewer faults, and more memory" {
    larger_blocks x86_64
}

# What the loader does not write is not given: 16 MiB of .bss, of which the guest uses nothing. And no block is
# larger than what is left of the memory.
a_large_bss() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    machine "$1"
    local at=$flat
    if [ "$1" = x86_64 ]; then
        at=0x100000
        protected_object g <<<"$shut_down; .bss; .space 16 << 20"
    else
        clang --target="$1-unknown-none-elf" -x assembler -c -o g.o - <<<"$shut_down; .bss; .space 16 << 20"
    fi
    echo "SECTIONS { .text $at : { *(.text) } .bss : { *(.bss) } }" >g.ld
    ld.lld -N --build-id=none -T g.ld -e "$at" -o g g.o
    ws step 6 "$1" --guest ./g --guest-mem 20M
    assert_success
    assert_line --regexp "^memory: 20544 KiB promised, 4 KiB given; "
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: a large .bss is given nothing until it is used" {
    a_large_bss riscv64
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: a large .bss is given nothing until it is used" {
    a_large_bss aarch64
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: a large .bss is given nothing until it is used" {
    a_large_bss x86_64
}

# --- Memory runs out ---

# Sixteen pages of flash cannot be spared: no page comes back, and the guest is stopped, not the hypervisor.
no_memory_left() { # ARCH
    ws step 6 "$1" --guest pages --mem 24M --guest-mem 64M
    stopped "The guest was stopped: no memory for GPA 0x"
    assert_line --regexp "^The guest was stopped: no memory for GPA 0x[0-9a-f]+: 65600 KiB are promised, [0-9]+ KiB given, 0 KiB free\.$"
    local said=${output#*promised, } given
    given=$(sed -n 's/^memory: .* promised, \([0-9]*\) KiB given.*/\1/p' <<<"$output")
    assert_equal "${said%% *}" "$given"
    [ "$given" -gt 10000 ] && [ "$given" -lt 24576 ] || fail "$given KiB"
    refute_line --partial "panic"
}

# bats test_tags=arch:riscv64
@test "step 6 riscv64: without any memory left the guest is stopped, and one line says how much there was" {
    no_memory_left riscv64
}

# bats test_tags=arch:aarch64
@test "step 6 aarch64: without any memory left the guest is stopped, and one line says how much there was" {
    no_memory_left aarch64
}

# bats test_tags=arch:x86_64
@test "step 6 x86_64: without any memory left the guest is stopped, and one line says how much there was" {
    no_memory_left x86_64
}
