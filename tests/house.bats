# The hypervisor's own house: what of its memory it may use how, and that the machine says no to the
# rest. tests/house/violate.c does, one at a time, what it must not.
load lib

# bats file_tags=house

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

# violate NAME [OPTIONS]: runs it; $at is the address that it uses.
violate() {
    run "$top/run.sh" step 5 "$arch" --main "$top/tests/house/violate.c" --disk none --timeout 20 "${@:2}" \
        -- -append "violate=$1" </dev/null
    at=$((0x$(echo "$output" | sed -n "s/^house: $1 at //p")))
}

# caught NAME FAULT BYTES: it is, by that fault, within that many bytes of its address; two lines.
caught() {
    violate "$1"
    assert_failure 1
    [ ${#lines[@]} -eq 2 ] || fail "more than two lines: $output"
    assert_line --index 1 --regexp "^panic: host: $2 at 0x"
    local used
    used=$(echo "${lines[1]}" | sed -E 's/.*[(, ](stval|far|cr2)=(0x[0-9a-f]+).*/\2/')
    [ $((used)) -ge "$at" ] && [ $((used)) -lt $((at + $3)) ] || fail "not the address that was used: $output"
}

house() { # ARCH
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
@test "house riscv64: what breaks its rules is caught and named" {
    house riscv64
    caught read-firmware "$data_fault" 1
}

# bats test_tags=arch:aarch64
@test "house aarch64: what breaks its rules is caught and named" {
    house aarch64
    caught execute-memory "$code_fault" 1
}

# bats test_tags=arch:x86_64
@test "house x86_64: what breaks its rules is caught and named" {
    house x86_64
    caught execute-memory "$code_fault" 1
}

# PMP cannot tell the hypervisor from its guest, so memory that may be a guest's can be executed.
# OpenSBI knows nothing of our image: with it, nothing of this is promised.
# bats test_tags=arch:riscv64
@test "house riscv64: what is not promised: memory outside the image, and with OpenSBI nothing" {
    machine riscv64
    violate execute-memory
    assert_line "house: nothing stopped it"
    violate write-text --bios opensbi
    assert_line "house: nothing stopped it"
}
