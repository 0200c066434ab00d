/* Counting, comparing, telling. */
#include "unit.h"

#include "panic.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define FAILURES_SHOWN 10 /* of one test; the next one ends it */
#define CPU_SECONDS    60 /* that a test may take: one that hangs is ended by the kernel */

/* Shared with the processes of the tests. */
struct tally {
    unsigned long checks, failures, tests, failed_tests;
};
static struct tally *tally;

static unsigned failures; /* of this test */
static char case_text[256];
static uint64_t random_state;
static jmp_buf panic_to;
static bool panic_expected;
static char panic_text[256];

/* The hypervisor has no heap to leak, and the leak checker cannot run under a debugger. */
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

static uint64_t seed(void)
{
    const char *text = getenv("UNIT_SEED");
    return text ? strtoull(text, NULL, 10) : 1;
}

/* --- Running --- */

void unit_run(const char *name, void (*test)(void))
{
    if (!tally)
        tally =
            mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    fflush(NULL);
    pid_t child = fork();
    if (!child) {
        random_state = seed() * 2 + 1;
        setrlimit(RLIMIT_CPU, &(struct rlimit){CPU_SECONDS, CPU_SECONDS});
        test();
        exit(failures != 0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    tally->tests++;
    if (!status)
        return;
    tally->failed_tests++;
    if (WIFSIGNALED(status))
        printf("%s: ended by signal %d\n", name, WTERMSIG(status));
    printf("%s: FAILED (UNIT_SEED=%lu)\n", name, seed());
}

int unit_end(const char *program)
{
    printf("%s: %lu tests, %lu checks, %lu failed\n", program, tally->tests, tally->checks,
           tally->failed_tests);
    return tally->failed_tests || !tally->checks;
}

void unit_case(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(case_text, sizeof case_text, format, args);
    va_end(args);
}

void unit_note(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
}

/* xorshift64*: the same numbers on every host. */
uint64_t unit_random(uint64_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (random_state * 0x2545f4914f6cdd1d >> 16) % limit;
}

void put(uint8_t *at, uint64_t value, unsigned bytes)
{
    for (; bytes--; value >>= 8)
        *at++ = value;
}

/* --- Checks --- */

static bool count(bool good, const char *file, int line, const char *format, ...)
{
    tally->checks++;
    if (good)
        return true;
    tally->failures++;
    printf("%s:%d: ", file, line);
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf(case_text[0] ? " (%s)\n" : "%s\n", case_text);
    if (++failures > FAILURES_SHOWN)
        exit(1);
    return false;
}

bool unit_check(bool good, const char *what, const char *file, int line)
{
    return count(good, file, line, "not so: %s", what);
}

bool unit_check_equal(uint64_t is, uint64_t wanted, const char *what, const char *file, int line)
{
    return count(is == wanted, file, line, "%s is %lu (0x%lx), not %lu (0x%lx)", what, is, is,
                 wanted, wanted);
}

bool unit_check_string(const char *is, const char *wanted, const char *what, const char *file,
                       int line)
{
    bool good = is && !strcmp(is, wanted);
    return count(good, file, line, "%s is \"%s\", not \"%s\"", what, is ? is : "(NULL)", wanted);
}

bool unit_check_error(error is, const char *says, const char *what, const char *file, int line)
{
    bool good = says ? is && strstr(is, says) : !is;
    return count(good, file, line, "%s says \"%s\", not \"%s\"", what, is ? is : "(OK)",
                 says ? says : "(OK)");
}

/* --- Panics --- */

jmp_buf *unit_panic_handler_(void)
{
    panic_expected = true;
    panic_text[0] = '\0';
    return &panic_to;
}

void unit_check_panic(const char *says, const char *what, const char *file, int line)
{
    panic_expected = false;
    count(strstr(panic_text, says), file, line, "%s panics with \"%s\", not \"%s\"", what,
          panic_text, says);
}

_Noreturn void panic(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(panic_text, sizeof panic_text, format, args);
    va_end(args);
    if (panic_expected)
        longjmp(panic_to, 1);
    count(false, __FILE__, __LINE__, "a panic that no test expects: %s", panic_text);
    exit(1);
}
