#include "grade.h"

#include "machine.h"
#include "options.h"
#include "panic.h"
#include "print.h"
#include "random.h"

/* Boot options: "seed" decides the numbers that are asked for, "nonce" is new in each run. */
static uint64_t nonce;
const struct point *checked_point;
struct finding findings[MAX_POINTS];

static struct finding *finding_of(const struct point *point)
{
    return &findings[point - points];
}

/* What decides a point is no fixed number, so that no answer can have it ready to store. */
static uint64_t word_for(const struct point *point, bool missed)
{
    return nonce ^ (uint64_t)(point - points + 1) << 8 ^ (missed ? 1 : 2);
}

/* QEMU notes each time that one of these two and a check() is entered (common/host/witness.py), and
 * an answer cannot change that. They are called through pointers, because QEMU does not note a jump
 * to an address that it knows. They are global because an answer can define local names as it
 * likes. */
__attribute__((noinline)) void witness_missed(void)
{
    memory_barrier();
}

__attribute__((noinline)) void witness_decided(void)
{
    memory_barrier();
}

static void (*const volatile missed)(void) = witness_missed;
static void (*const volatile decided)(void) = witness_decided;

bool expect(bool ok, const char *why, ...)
{
    struct finding *finding = finding_of(checked_point);
    if (!ok)
        missed();
    if (!ok && !finding->word) {
        va_list args;
        va_start(args, why);
        format_into(finding->why, sizeof finding->why, why, args);
        va_end(args);
        finding->word = word_for(checked_point, true);
    }
    return ok;
}

void must(error problem)
{
    if (problem)
        panic("grader: %s", problem);
}

static void start(void)
{
    uint64_t seed = 1;
    must(boot_number("seed", &seed));
    must(boot_number("nonce", &nonce));
    random_start(seed);
    checked_point = points;
}

/* What the check did not miss, the answer has. */
static void decide(void)
{
    decided();
    if (!finding_of(checked_point)->word)
        finding_of(checked_point)->word = word_for(checked_point, false);
    checked_point++;
}

_Noreturn static void end(void)
{
    unsigned missed = 0;
    for (const struct point *point = points; point->what; point++)
        missed += finding_of(point)->word != word_for(point, false);
    power_off(missed ? 1 : 0);
}

_Noreturn void check_points(void)
{
    if (checked_point)
        decide();
    else
        start();
    for (; checked_point->what; decide())
        checked_point->check();
    end();
}
