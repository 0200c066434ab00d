/* Grades exercise 1.1: the guest is really entered with what the answer wrote, and dies as in step
 * 1. */
#include "enter_guest.h"
#include "entry.h"
#include "exercise.h"
#include "grade.h"
#include "random.h"

static _Alignas(STAGE2_ROOT_SIZE) char empty_root[STAGE2_ROOT_SIZE];

bool user_already;
static const char *not_entered; /* why */

_Noreturn static void enter(void)
{
    enter_guest(random_below(1ul << 30) * 4, empty_root);
}

uint64_t random_some(uint64_t bits)
{
    uint64_t some = random_bits() & bits;
    return some ? some : bits;
}

/* --- What the answer has changed --- */

static bool changed(const struct entry_value *value)
{
    return (value->before ^ value->after) & ~value->mode;
}

static void expect_kept(const struct entry_value *value)
{
    expect(!changed(value), "%s was 0x%lx, you made it 0x%lx. %s", value->name, value->before,
           value->after, value->hint);
}

static void expect_change(void)
{
    for (const struct entry_value *value = entry_values; value->name; value++) {
        if (value->before != value->after)
            return;
    }
    expect(false, "you changed nothing: the guest is in its kernel's mode");
}

static void expect_all_kept(void)
{
    for (const struct entry_value *value = entry_values + 1; value->name; value++)
        expect_kept(value);
}

/* What has changed could make the guest a part of the host, so such a guest is not entered. */
void check_values(const char *problem)
{
    not_entered = problem;
    for (const struct entry_value *value = entry_values; value->name; value++) {
        if (changed(value))
            not_entered = "more than its mode has changed";
    }
    if (not_entered)
        guest_trapped();
}

/* --- The points --- */

static void check_address(void)
{
    enter();
}

static void expect_trap(void)
{
    expect_change();
    expect_kept(&entry_values[0]);
    expect(not_entered || trapped_at(entry_values[0].after), "the guest did not die at its entry");
}

static void check_kept(void)
{
    expect_change();
    expect_all_kept();
}

static void check_mode(void)
{
    if (expect(!not_entered, "the guest was not entered: %s", not_entered))
        expect_user_mode();
}

static void check_again(void)
{
    user_already = true;
    check_mode();
    enter();
}

static void expect_user_again(void)
{
    expect_kept(&entry_values[0]);
    expect_all_kept();
    check_mode();
}

const struct point points[] = {
    {"the guest starts at the address that it was given", check_address},
    {"all bits that do not say its mode are as they were", check_kept},
    {"it is in its user mode when it traps", check_mode},
    {"a guest that was in its user mode before stays there", check_again},
    {},
};

int main(void)
{
    check_points();
}

/* After each entry, or instead of it. */
void guest_trapped(void)
{
    if (user_already)
        expect_user_again();
    else
        expect_trap();
    check_points();
}
