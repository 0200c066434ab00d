# run.sh flat: a guest of a person's own.
load lib

# bats file_tags=run

setup() {
    cd "$BATS_TEST_TMPDIR"
}

flat() { # SOURCE-TEXT: into the image g, on riscv64
    echo "$1" >g.S
    ws flat riscv64 g.S g
}

@test "flat: every section that a running program needs is in the image, code first" {
    local machine text
    cat >g.S <<'S'
        .section .sdata, "aw"
        .ascii  "SDATA"
        .section .mine, "a"
        .ascii  "MINE"
        .bss
        .skip   3
        .section .sbss, "aw", @nobits
        .skip   3
        .comm   common, 4
        .section .init_array, "aw"
        .ascii  "INIT"
        .section .comment.mine
        .ascii  "NOT"
        .section .text.later, "ax"
        .byte   0xcc
        .text
        nop
S
    for machine in riscv64 aarch64 x86_64; do
        ws flat $machine g.S g --build "$BATS_FILE_TMPDIR/build" # which no other test uses
        assert_success
        assert_output ""
        text=$(tr '\0' . <g)
        [[ $text == *SDATA*MINE......*INIT* && $text != *NOT* ]] || fail "$machine: $text"
        # What comes first is the nop.
        nop=$(od -An -tx1 -N1 g) && [[ $nop == " 01" || $nop == " 1f" || $nop == " 90" ]] || fail "$machine: $nop"
    done
    assert_equal "$(ls)" $'g\ng.S'
    assert_equal "$(find "$BATS_FILE_TMPDIR/build" -name 'image*')" ""
}

@test "flat: small data and zeros are the guest's when it runs" {
    flat 'la s1, s; lb a0, 0(s1); li a7, 1; ecall; la s1, z; lb a0, 0(s1); addi a0, a0, 66; ecall; li a7, 8; ecall
        .section .sbss, "aw", @nobits; z: .skip 1; .section .sdata, "aw"; s: .ascii "A"'
    assert_success
    ws step 5 riscv64 --guest ./g
    assert_success
    assert_line "[guest] AB"
}

@test "flat: .s and .S, other names of the machine, paths with spaces, files beside the source" {
    mkdir "a b" "o p"
    echo '#define NUMBER 7' >"a b/n.h"
    printf '#include "n.h"\n.include "i.s"\nli a0, NUMBER\n' >"a b/g.S"
    echo 'nop' >"a b/i.s"
    ws flat rv64 "a b/g.S" "o p/g"
    assert_success
    assert_equal "$(od -An -tx1 "o p/g")" " 01 00 1d 45"
    ws flat riscv "a b/i.s" ./i
    assert_success
    assert_equal "$(od -An -tx1 i)" " 01 00"
}

@test "flat: what is wrong is said in our words, and status 1" {
    flat 'call away; call nowhere'
    assert_failure 1
    assert_output "run.sh: g.S: away is not defined (g.S:1)"
    flat 'nop; .skip 0x80000'
    assert_success
    echo 'adr x0, far; .section .far, "a"; .skip 0x200000; far:' >far.S
    ws flat aarch64 far.S g
    assert_failure 1
    assert_output --regexp "^run.sh: far.S: cannot be linked at 0: .*relocation R_AARCH64_ADR_PREL_LO21 out of range"
    refute_output --partial ld.lld
    flat "nosuch a0"
    assert_failure 1
    assert_line --index 0 --partial "g.S:1:1: error: unrecognized"
    assert_line "run.sh: g.S does not assemble for riscv64"
    flat ''
    assert_failure 1
    assert_output "run.sh: g.S: nothing to run in it: no instruction and no data"
    assert_equal "$(wc -c <g)" 524290 # of the one that was right
}

@test "flat: names that cannot be" {
    echo nop >g.S
    cp g.S kept.S
    mkdir folder
    refused 2 "usage: ./run.sh flat ARCH SRC OUT [--build DIR]" flat riscv64 g.S
    refused 2 "no such architecture: vax (riscv64, aarch64, x86_64)" flat vax g.S g
    refused 1 "none.S: no such file" flat riscv64 none.S g
    mkfifo pipe.S
    refused 1 "pipe.S: not a regular file that can be read" flat riscv64 pipe.S g
    refused 1 "./g.S: that is the source" flat riscv64 g.S ./g.S
    refused 1 "folder: a folder, not a file" flat riscv64 g.S folder
    refused 1 "nowhere/g: no such folder" flat riscv64 g.S nowhere/g
    refused 1 "g.o: not a name of assembly: .s, or .S with #include and #define" flat riscv64 g.o g
    refused 1 "g.c: C needs a stack before its first line: guest/hello is a guest in C, an ELF" flat riscv64 g.c g
    cmp g.S kept.S
}
