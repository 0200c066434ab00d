# The hypervisor protects itself: each part of its memory has only the rights that it needs, and the CPU refuses the
# rest. tests/self-protection/violate.c does, one at a time, what it must not.
load lib
load guest_memory

# bats file_tags=protection

# What $arch says of a trap by data, and of one by instructions.
faults() {
    case $arch in
    riscv64) data_fault="(load|store/AMO) access fault" code_fault="instruction access fault" ;;
    aarch64)
        data_fault="data abort from the same EL, (permission|translation) fault at level [23]"
        code_fault="instruction abort from the same EL, permission fault at level 3"
        ;;
    x86_64) data_fault="page fault" code_fault="page fault" ;;
    esac
}

# violate NAME [OPTIONS]: runs it; $at is the address that it uses, $image the file that it ran.
violate() {
    local name=$top/tests/self-protection/violate
    image=$(echo "$top/build/$arch"/05-*)/tests-self-protection-violate.elf
    run "$top/run.sh" step 5 "$arch" --main "$name.c" --disk none --timeout 20 "${@:2}" \
        -- -append "violate=$1" </dev/null
    at=$((0x$(echo "$output" | sed -n "s/^self-protection: $1 at //p")))
}

# caught NAME FAULT BYTES: it is, by that fault, within that many bytes of its address; in four lines,
# of which run.sh adds the last: where that was.
caught() {
    violate "$1"
    assert_failure 1
    [ ${#lines[@]} -eq 4 ] || fail "not four lines: $output"
    assert_line --index 3 --regexp "^  at 0x[0-9a-f]+: "
    assert_line --index 1 --regexp "^panic: host: $2 at 0x"
    local used
    used=$(echo "${lines[2]}" | sed -E 's/.*[, ](stval|far|cr2)=(0x[0-9a-f]+).*/\2/')
    [ $((used)) -ge "$at" ] && [ $((used)) -lt $((at + $3)) ] || fail "not the address that was used: $output"
}

protected() { # ARCH
    machine "$1"
    faults
    local violation
    for violation in write-text write-rodata read-null write-null; do
        caught $violation "$data_fault" 1
    done
    for violation in execute-rodata execute-data execute-stack; do
        caught $violation "$code_fault" 1
    done
    for violation in overflow-boot-stack overflow-trap-stack; do
        caught $violation "$data_fault" 4096
    done
}

# bats test_tags=arch:riscv64
@test "self-protection riscv64: what breaks its rules is caught and named" {
    protected riscv64
    caught read-firmware "$data_fault" 1
}

# bats test_tags=arch:aarch64
@test "self-protection aarch64: what breaks its rules is caught and named" {
    protected aarch64
    caught execute-memory "$code_fault" 1
}

# bats test_tags=arch:x86_64
@test "self-protection x86_64: what breaks its rules is caught and named" {
    protected x86_64
    caught execute-memory "$code_fault" 1
}

# PMP cannot tell the hypervisor from its guest, so memory that may be a guest's can be executed.
# OpenSBI knows nothing of our image: with it, nothing of this is promised.
# bats test_tags=arch:riscv64
@test "self-protection riscv64: what is not promised: memory outside the image, and with OpenSBI nothing" {
    machine riscv64
    violate execute-memory
    assert_line "self-protection: nothing stopped it"
    violate write-text --bios opensbi
    assert_line "self-protection: nothing stopped it"
}

# --- The image, from outside ---

image_stays_as_it_was() { # ARCH
    cd "$BATS_TEST_TMPDIR"
    local elf
    elf=$(echo "$top/build/$1"/05-*/hypervisor.elf)
    ws step 5 "$1" --guest hello --ram ram
    assert_success
    run "$top/tests/image.py" ram "$elf"
    assert_success
}

# bats test_tags=arch:riscv64
@test "self-protection riscv64: after a run, code, constants and firmware are as in their files" {
    image_stays_as_it_was riscv64
    machine riscv64
    violate write-text --bios opensbi --ram ram # where nothing stops it, this test finds it
    run "$top/tests/image.py" ram "$image"
    assert_failure 1
    assert_output "changed at 0x80200000"
}

# bats test_tags=arch:aarch64
@test "self-protection aarch64: after a run, code and constants are as in their file" {
    image_stays_as_it_was aarch64
}

# bats test_tags=arch:x86_64
@test "self-protection x86_64: after a run, code and constants are as in their file" {
    image_stays_as_it_was x86_64
}

# --- No memory ---

# no_memory STEP CALL: runs the step; its page_alloc() has no memory at that call.
no_memory() {
    run eval "python3 -S $top/common/host/limit.py 20 $line -append 'guest=/sbin/skernel fail=$2'" </dev/null
    [ "$arch$status" != x86_64"33" ] || status=0
    [ "$arch$status" != x86_64"3" ] || status=1
}

# One allocation after the other fails: the last line says what was missing, status 1. It ends with the
# run that makes fewer of them, and whose last line but for addresses is $2.
every_allocation_fails() { # STEP LAST
    line=$("$top/run.sh" step "$1" "$arch" --main "$top/tests/self-protection/no_memory.c" --dry-run)
    local call last
    for ((call = 1; call < 40; call++)); do
        no_memory "$1" "$call"
        last=${lines[${#lines[@]} - 1]}
        [[ $last != $2* ]] || break
        assert_failure 1
        [[ $last =~ (no memory for|no block of|pages were free) ]] || fail "call $call: $output"
        refute_line --partial "panic: host"
    done
    [ "$call" -gt "$1" ] && [ "$call" -lt 40 ] || fail "call $call: $output"
}

out_of_memory() { # ARCH
    machine "$1"
    line=$("$top/run.sh" step 2 "$arch" --main "$top/tests/self-protection/no_memory.c" --dry-run)
    local call
    for call in 1 2 3 1000; do
        no_memory 2 $call
        assert_failure 1
        [[ ${lines[${#lines[@]} - 1]} =~ ^"  "(no memory for (one page|512 pages)|but [0-9]+ pages were free before)$ ]] ||
            fail "call $call: $output"
    done
    # The last one is for the root: behind those two, all pages and the one that there was not.
    no_memory 2 0
    assert_success
    call=$(echo "$output" | sed -n 's/^  took \([0-9]*\) pages.*/\1/p')
    no_memory 2 $((2 + call + 1 + 1))
    assert_failure 1
    assert_line --index $((${#lines[@]} - 1)) "panic: step 2: no memory for a stage-2 root"

    every_allocation_fails 3 "  the guest's store arrived"
    every_allocation_fails 5 "Hypervisor ok!"
}

# bats test_tags=arch:riscv64
@test "self-protection riscv64: out of memory at each allocation in turn is one line, status 1" {
    out_of_memory riscv64
    every_allocation_fails 4 "  scause="
}

# bats test_tags=arch:aarch64
@test "self-protection aarch64: out of memory at each allocation in turn is one line, status 1" {
    out_of_memory aarch64
    every_allocation_fails 4 "  esr="
}

# bats test_tags=arch:x86_64
@test "self-protection x86_64: out of memory at each allocation in turn is one line, status 1" {
    out_of_memory x86_64
    every_allocation_fails 4 "  exitinfo1: "
}

# --- Undefined behaviour: --ubsan lets it trap, which would be a trap of the host's own ---

# checked STATUS STEP [OPTIONS]: STATUS is a pattern.
checked() {
    ws step "$2" "$arch" --ubsan "${@:3}"
    refute_output --partial "panic: host"
    [[ $status == $1 ]] || fail "status $status of step ${*:2}: $output"
}

no_undefined_behaviour() { # ARCH
    machine "$1"
    cd "$BATS_TEST_TMPDIR"
    local step guest
    for step in 1 2 3; do
        checked 0 $step
    done
    checked 1 4 --guest skernel
    for guest in "$top"/guest/*/; do
        guest=$(basename "$guest")
        [ -f "$top/build/$arch/guest/$guest" ] || continue
        checked "[01]" 5 --guest "$guest" --slice 200 # some are stopped
    done
    checked 0 5 --verbose
    checked 1 5 --guest nobody
    checked 1 5 --disk none
    checked 1 5 --guest-mem 999999999G
    checked "[01]" 5 --slice 999999999
    checked 1 5 -- -append ring=3
    head -c 1048576 /dev/urandom >noise
    checked 1 5 --disk ./noise
    checked "[01]" 5 --guest ./noise --slice 200
    printf 'code' | "$top/tests/make_elf.py" wraps "$elf_machine" "$flat" 0xfffffffffffff000:0x2000:4
    printf 'code' | "$top/tests/make_elf.py" lies --offset 0xffffffffffffff00 "$elf_machine" "$flat" "$flat:0x1000:0x1000"
    checked 1 4 --guest ./wraps
    checked 1 5 --guest ./lies
    checked 0 5 --disk none --main "$top/tests/fuzz/main.c" -- -append "seed=1 streams=100"
    checked 0 6 --guest pages --fault-block 64K
    c_guest "$arch" storm -DROUNDS=2
    numbered_flash f 3145733
    checked 0 6 --guest ./storm --flash ./f --mem 9M --guest-mem 6M
    checked 1 6 --guest ./storm --flash ./f --mem 9M --guest-mem 20M
    checked 1 6 --flash nobody
    checked 1 6 --fault-block 4K -- -append fault-block=3K
}

# bats test_tags=arch:riscv64
@test "self-protection riscv64: every step and guest, and bad input, without undefined behaviour" {
    no_undefined_behaviour riscv64
}

# bats test_tags=arch:aarch64
@test "self-protection aarch64: every step and guest, and bad input, without undefined behaviour" {
    no_undefined_behaviour aarch64
}

# bats test_tags=arch:x86_64
@test "self-protection x86_64: every step and guest, and bad input, without undefined behaviour" {
    no_undefined_behaviour x86_64
}
