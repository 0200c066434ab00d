/* Grades exercise 8.3: the guest runs, for gdb, and then the answer's numbers are compared. No
 * reason may contain a right number: the student could copy it into the next answer. */
#include "../1-system-call/boot.h"
#include "bug.h"
#include "exercise.h"
#include "grade.h"
#include "options.h"
#include "panic.h"

#define GUEST_RAM (64ul << 20) /* bytes */

static uint64_t seed = 1;

/* --- What is right --- */

static unsigned wrong_entry(const struct bug *bug)
{
    return bug->kind == STALE_TLB ? RIGHT_ENTRIES : facts.entries;
}

static unsigned wrong_bit(const struct bug *bug)
{
    switch (bug->kind) {
    case CODE_WRITABLE:
        return facts.write;
    case DATA_RUNS:
        return facts.run;
    case KERNEL_READ:
        return facts.user;
    case WRONG_MEMORY:
        return bug->moved + facts.moved;
    case STALE_ENTRY:
        return facts.valid;
    case STALE_TLB:
        return 0;
    }
    return 0;
}

/* --- The points --- */

static void check_page(unsigned n)
{
    struct bug bug = choose_bug(seed, n);
    uint64_t said = found[facts.row][n].page;
    expect(said, "no answer yet: which line above says \"not prevented\"?");
    expect(said % BUG_PAGE == 0, "0x%lx is not the first byte of a page.", said);
    expect(said == bug.page,
           "at 0x%lx the kernel prevents it. A process that was not prevented says so itself.",
           said);
}

static void check_bit(unsigned n)
{
    static const char *const hints[] = {
        "Walk to a page that is right as well: in which bit do the rights differ?",
        "Walk to the page beside it as well. A right may differ, or the page that an entry names.",
        "Is the entry still valid after munmap()? If not, who can still know the page?"};
    struct bug bug = choose_bug(seed, n);
    unsigned entry = wrong_entry(&bug), bit = wrong_bit(&bug);
    expect(found[facts.row][n].page, "no answer yet.");
    expect(found[facts.row][n].entry == entry, "entry %u is not the wrong one. %s",
           found[facts.row][n].entry, hints[n]);
    expect(found[facts.row][n].bit == bit, "bit %u is right. %s", found[facts.row][n].bit,
           hints[n]);
}

static void check_page_1(void)
{
    check_page(0);
}

static void check_bit_1(void)
{
    check_bit(0);
}

static void check_page_2(void)
{
    check_page(1);
}

static void check_bit_2(void)
{
    check_bit(1);
}

static void check_page_3(void)
{
    check_page(2);
}

static void check_bit_3(void)
{
    check_bit(2);
}

const struct point points[] = {
    {"bug 1, the page", check_page_1},
    {"bug 1, the entry and the bit", check_bit_1},
    {"bug 2, the page", check_page_2},
    {"bug 2, the entry and the bit", check_bit_2},
    {"bug 3, the page", check_page_3},
    {"bug 3, the entry and the bit", check_bit_3},
    {},
};

/* gdb stops here: the first process has all of its pages. */
__attribute__((noinline)) static void guest_ended(enum guest_action action)
{
    if (action != GUEST_SHUTDOWN)
        panic("grader: the guest did not come to its end");
}

int main(void)
{
    static struct vm vm;
    must(boot_number("seed", &seed));
    guest_boot(&vm, GUEST_RAM);
    guest_ended(run_vcpu(&vm.vcpu));
    check_points();
}
