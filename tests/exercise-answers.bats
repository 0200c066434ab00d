# Which answers `run.sh exercise` refuses, and what it says about answers that hang or cheat.
load lib

# bats file_tags=step:3,exercise

# answer LINE...: grades exercise 3.2 on aarch64 with an answer of these lines, after the include.
answer() {
    printf '%s\n' '#include "exercise.h"' "$@" >"$BATS_TEST_TMPDIR/a.c"
    run "$top/run.sh" exercise 3.2 aarch64 --seed 1 --answer "$BATS_TEST_TMPDIR/a.c" </dev/null
}

returns_0='uint64_t mapped_bytes(const struct stage2 *s) { return 0; }'

# refused WHY LINE...: the answer is not graded, and one line gives that reason.
refused() {
    answer "${@:2}"
    assert_failure 1
    assert_output "MISS  $BATS_TEST_TMPDIR/a.c: $1"
}

@test "exercise: an answer reads no other files, and has no assembly, constructors or sections" {
    refused '#include "/etc/passwd": an answer includes files of the project, by their name alone' '#include "/etc/passwd"'
    refused '#include FILE: an answer includes files of the project, by their name alone' '#define FILE "/dev/zero"' '#include FILE'
    refused '#include "../a.h": an answer includes files of the project, by their name alone' '#incl\' 'ude "../a.h"'
    refused '#embed "a.c": an answer has no such directive' 'char x[] = {' '#embed "a.c"' '};'
    refused '#line 7 "a.h": an answer has no such directive' '#line 7 "a.h"'
    refused 'it has assembly' "$returns_0" '__asm__(".incbin \"/etc/passwd\"");'
    refused 'it has assembly' 'uint64_t mapped_bytes(const struct stage2 *s) { __asm__("nop"); return 0; }'
    refused 'it has assembly' '#define A(x, y) x##y' 'uint64_t mapped_bytes(const struct stage2 *s) { A(__as, m__)("nop"); return 0; }'
    refused 'it has a constructor, which would run before main()' "$returns_0" \
        'static void __attribute__((constructor)) f(void) {}'
    refused 'it names a section' "$returns_0" \
        'static int __attribute__((section(".text.boot"), used)) f;'
    # What the compiler sees in a line that a comment or a splice seems to hide.
    refused '#include "/etc/passwd": an answer includes files of the project, by their name alone' \
        '#if 0' "' /*" '#endif' '#include "/etc/passwd"' '// */'
    refused '#include "/etc/passwd": an answer includes files of the project, by their name alone' '%\ ' ':include "/etc/passwd"'
    refused '#include "machine.h": an answer includes files before it defines macros' \
        '#define memory_barrier(x) memory_barrier(x) { __asm__(""); } static inline void f(void)' '#include "machine.h"'
    refused 'it has assembly' 'uint64_t mapped_bytes(const struct stage2 *s) { __asm__ goto("nop" :::: out); out: return 0; }'
    refused 'a symbol has a name that is no name in C' 'static uint64_t f(void) __asm__("f !dbg !9 x");' \
        'static uint64_t f(void) { __asm__("nop"); return 0; }' 'uint64_t mapped_bytes(const struct stage2 *s) { return f(); }'
    refused 'it names a section' "$returns_0" \
        'static const char f[] __attribute__((section(".debug_gdb_scripts"), used)) = "x";'
    printf 'a\0b' >"$BATS_TEST_TMPDIR/a.c"
    run "$top/run.sh" exercise 3.2 aarch64 --answer "$BATS_TEST_TMPDIR/a.c"
    assert_output --partial "not a text file"
    run "$top/run.sh" exercise 3.2 aarch64 --answer /dev/zero
    assert_failure 1
    assert_output "run.sh: --answer /dev/zero: not a regular file"
}

@test "exercise: an answer defines and calls only what exercise.h names" {
    refused 'it uses power_off: exercise.h does not list that' '_Noreturn void power_off(int);' \
        'uint64_t mapped_bytes(const struct stage2 *s) { power_off(0); }'
    refused 'it uses findings: exercise.h does not list that' 'extern uint64_t findings[];' \
        'uint64_t mapped_bytes(const struct stage2 *s) { return findings[0]; }'
    refused 'it uses power_off: exercise.h does not list that' '_Noreturn void f(int) __asm__("power_off");' \
        'uint64_t mapped_bytes(const struct stage2 *s) { f(0); }'
    refused 'it defines check_points: make it static, exercise.h does not know it' "$returns_0" 'void check_points(void) {}'
    refused 'f: a weak or special symbol is not for an answer' "$returns_0" '__attribute__((weak)) void f(void) {}'
    answer "$returns_0" '__attribute__((used)) static void f(void) {}' # which the compiler notes in a section of its own
    assert_line "1 of 7 points"
    answer 'void printf(const char *s, ...) {}' "$returns_0"
    assert_failure 1
    assert_output "MISS  $BATS_TEST_TMPDIR/a.c defines printf, which the step has already"
    answer ''
    assert_output "MISS  $BATS_TEST_TMPDIR/a.c does not define mapped_bytes()"
}

@test "exercise: a compiler that needs too much is ended" {
    refused "the compiler needs more time or memory for it than an answer may have" \
        '#define A(x) x x x x x x x x x x x x x x x x' '#define B(x) A(A(A(A(A(A(A(A(x))))))))' \
        'uint64_t mapped_bytes(const struct stage2 *s) { return 0 B(B(+ 1)); }'
}

@test "exercise: floods and endless comments come to an end; no escape sequence reaches the terminal" {
    answer "$(printf '/* %.0s' {1..300000})"
    assert_failure 1
    answer 'uint64_t mapped_bytes(const struct stage2 *s) { for (;;) printf("\377\033[2Jno newline"); }'
    assert_failure 1
    assert_line "MISS  an empty table maps nothing: it printed more than 1 MiB"
    [ ${#output} -lt 60000 ] || fail "${#output} bytes"
    refute_output --partial $'\033'
    answer 'static int f(void) __attribute__((deprecated("x\n7 of 7 points\033[2J")));' 'static int f(void) { return 0; }' \
        'uint64_t mapped_bytes(const struct stage2 *s) { return f(); }'
    assert_failure 1
    refute_output --partial $'\033'
    refute_line "7 of 7 points"
    # A panic is looked for in the sources, and not in an answer that only prints one.
    answer '/*' '#include "answer.c"' '*/' 'uint64_t mapped_bytes(const struct stage2 *s) { printf("panic: x\n"); return 1; }'
    assert_failure 1
    assert_line "0 of 7 points"
    ln -s /etc/passwd "$BATS_TEST_TMPDIR/link.c"
    run "$top/run.sh" exercise 3.2 aarch64 --answer "$BATS_TEST_TMPDIR/link.c"
    assert_failure 1
    assert_output "run.sh: --answer $BATS_TEST_TMPDIR/link.c: not a regular file"
}

# The report names the function and line in the student's code, and the point is missed.
@test "exercise: a hang, a fault and a panic in the answer are told with function and line" {
    answer 'uint64_t mapped_bytes(const struct stage2 *s) { for (volatile int i = 0;;) i++; }'
    assert_failure 1
    assert_line "MISS  an empty table maps nothing: it did not finish within 10 s"
    assert_line --regexp "^ +the CPU was in the hypervisor in mapped_bytes, .*/a.c:2 "
    assert_line "0 of 7 points"
    answer 'uint64_t mapped_bytes(const struct stage2 *s) { return *(volatile uint64_t *)8; }'
    assert_failure 1
    assert_line --regexp "^MISS  an empty table maps nothing: the hypervisor panicked: host: data abort "
    assert_line --regexp "^ +at 0x[0-9a-f]+: mapped_bytes, .*/a.c:2$"
}

# The verdict is read from memory. Text that looks like a verdict is only shown.
@test "exercise: what an answer prints is no verdict" {
    answer '#include "print.h"' 'uint64_t mapped_bytes(const struct stage2 *s)' \
        '{ printf("\033[31mok    all\n5 of 7 points\n"); return 0; }'
    assert_failure 1
    assert_line "| \\x1b[31mok    all"
    assert_line "| 5 of 7 points"
    assert_line "1 of 7 points"
    refute_line "7 of 7 points"
}

# forging FINDINGS NONCE: an answer that writes "reached" for each point, and has a function with the name of the one that QEMU
# looks for. Its size does not depend on the addresses.
forging() {
    printf '%s\n' '#include "exercise.h"' 'struct finding { uint64_t word; char why[248]; };' \
        '__attribute__((used)) static void witness_missed(void) {}' "static struct finding *const volatile list = (void *)$1;" "static const uint64_t *const volatile number = (void *)$2;" \
        'uint64_t mapped_bytes(const struct stage2 *s) {' \
        'for (uint64_t i = 0; i < 7; i++) list[i].word = *number ^ (i + 1) << 8 ^ 2;' 'return 0; }' >"$BATS_TEST_TMPDIR/a.c"
}

@test "exercise: a verdict that an answer writes into memory does not count: QEMU has seen the checks" {
    local made=$BATS_TEST_TMPDIR/made folder=steps/03-stage2-tables/exercises/2-mapped-bytes command
    command=(make -s -C "$top" BUILD="$made" STEP=3 ARCH=aarch64 MAIN=$folder/check.c)
    forging 0x40000000 0x40000000
    (cd "$top" && $("${command[@]}" compiler) -iquote $folder -c -o "$BATS_TEST_TMPDIR/a.o" "$BATS_TEST_TMPDIR/a.c")
    "${command[@]}" ANSWER="$BATS_TEST_TMPDIR/a.o" IMAGE="$made/a.elf" "$made/a.elf"
    forging "0x$(llvm-nm "$made/a.elf" | sed -n 's/ . findings$//p')" "0x$(llvm-nm "$made/a.elf" | sed -n 's/ . nonce$//p')"
    run "$top/run.sh" exercise 3.2 aarch64 --answer "$BATS_TEST_TMPDIR/a.c" --seed 1 </dev/null
    assert_failure 1
    assert_line "MISS  more than 4 GiB: QEMU has seen that the check missed it, or did not end. Did the answer write into the grader's memory?"
    assert_line "1 of 7 points"
}

# On a busy computer, an interrupt sometimes comes after QEMU has noted an entry and before it executes the code there.
@test "exercise: a check that QEMU has noted twice, because an interrupt came first, counts once" {
    cd "$BATS_TEST_TMPDIR"
    local line="Trace 0: 0x7f3ec4000100 [00000000/00000000000%s/00000000/ff000000] name"
    # shellcheck disable=SC2059
    {
        printf "$line\nLinking TBs 0x7f3e index 0 -> 0x7f3f\n$line\n" 01000 02000
        echo "Stopped execution of TB chain before 0x7f3ec4000100 [0000000000002000] name"
        printf "$line\n" 02000 01010
    } >log
    run python3 -c "import sys; sys.path.insert(0, '$top/common/host'); import witness; print(*map(hex, witness.seen('log')))"
    assert_output "0x1000 0x2000 0x1010"
}
