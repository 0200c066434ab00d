# How steps and guests are built: what a later step's folder, or a guest's, may hold.
load lib

# bats file_tags=run

setup() {
    cd "$BATS_TEST_TMPDIR"
    tar -C "$top" --exclude ./build --exclude ./.git --exclude ./tests --exclude ./slides -cf - . | tar -xf -
}

@test "build: structure offsets from several steps; a name with * in step.mk; a missing file is an error" {
    mkdir steps/90-more
    cp steps/05-handle-exits/main.c steps/90-more/
    printf 'add := riscv64_more*.S riscv64_*.c\noffsets := riscv64_more_offsets.c\n' >steps/90-more/step.mk
    cat >steps/90-more/riscv64_more_offsets.c <<'C'
#define OFFSET(name, value) __asm__ volatile(".ascii \"->" #name " %c0\"" ::"i"(value))
struct more {
    char a, b[40], c;
};
void offsets(void)
{
    OFFSET(MORE_C, __builtin_offsetof(struct more, c));
}
C
    # One offset of step 5's, whatever its name is.
    local name
    name=$(sed -n 's/^ *OFFSET(\([A-Z0-9_]*\).*/\1/p' steps/05-handle-exits/riscv64*offsets.c | head -n 1)
    printf '#include "offsets.h"\n.globl more\nmore: .word MORE_C, %s\n' "$name" >steps/90-more/riscv64_more.S
    run make -s "STEP=$(ls -d steps/[0-9]* | wc -l)" ARCH=riscv64 build/riscv64/90-more/steps/90-more/riscv64_more.S.o
    assert_success
    llvm-objcopy --dump-section .text=text build/riscv64/90-more/steps/90-more/riscv64_more.S.o
    assert_equal "$(od -An -tu4 -N4 text | tr -d ' ')" 41
    run make -s "STEP=$(ls -d steps/[0-9]* | wc -l)" ARCH=riscv64 files
    assert_line "steps/90-more/riscv64_more.S"
    assert_line "steps/90-more/riscv64_more_offsets.c"
    echo 'add := nothing.c' >steps/90-more/step.mk
    run make -s "STEP=$(ls -d steps/[0-9]* | wc -l)" ARCH=riscv64
    assert_failure
    assert_output --partial "steps/90-more/nothing.c"
}

@test "build: guests of C and assembly, of several C files, and for one machine only" {
    find guest -mindepth 1 -maxdepth 1 -type d ! -name lib -exec rm -r {} + # the project's own are built by other tests
    mkdir guest/mixed guest/alone guest/several
    printf '#include "guest.h"\nint add(int, int);\nint main(void) { console_write("add: ok\\n", add(3, 5)); return 0; }\n' \
        >guest/several/main.c
    sed 's/add(/sum(/g' guest/several/main.c >guest/mixed/main.c
    printf 'int add(int a, int b) { return a + b; }\n' >guest/several/more.c
    printf '.globl sum\nsum: add a0, a0, a1\nret\n' >guest/mixed/riscv64.S
    printf '_start: nop\n' >guest/alone/aarch64.S
    run make -s -j 2 ARCH=riscv64 disk
    assert_success
    run mdir -b -i build/riscv64/disk.img ::/sbin
    assert_line "::/sbin/mixed"
    assert_line "::/sbin/several"
    refute_line "::/sbin/alone"
    run make -s -j 2 ARCH=aarch64 disk
    assert_success
    run mdir -b -i build/aarch64/disk.img ::/sbin
    assert_line "::/sbin/alone"
    assert_line "::/sbin/several"
    refute_line "::/sbin/mixed"
    top=$PWD
    local guest
    for guest in mixed several; do
        ws step 5 riscv64 --guest $guest
        assert_success
        assert_line "[guest] add: ok"
    done
}
