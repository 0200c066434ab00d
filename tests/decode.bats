# x86_64's decoder against the CPU: tests/decode/x86_64.c.
load lib

# bats test_tags=step:7,arch:x86_64
@test "decode x86_64: an instruction on a device leaves what it leaves on RAM" {
    make -s -C "$top" -f tests/unit/Makefile build/unit/instructions.bin
    ws step 7 x86_64 --main "$top/tests/decode/x86_64.c" --guest "$top/build/unit/instructions.bin"
    assert_success
    assert_line --regexp "^decode: [1-9][0-9]{3} instructions, 0 different$"
}
