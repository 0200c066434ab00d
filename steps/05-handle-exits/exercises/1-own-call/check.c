/* Grades exercise 5.1: a guest makes the call, with numbers that the seed decides. */
#include "caller.h"
#include "exercise.h"
#include "grade.h"
#include "page_alloc.h"
#include "random.h"

static const struct hypercall *call;

/* Whether the guest came back to its code from its last call. */
static bool expect_resumed(void)
{
    const struct vm_exit *exit = caller_vcpu.ring.last;
    return expect(caller_resumed(),
                  "the guest did not resume after its call: its last exit is \"%s\", at 0x%lx, and "
                  "the call at 0x%lx. What does the handler return, and who moves the pc?",
                  exit_kind_names[exit->kind], exit->pc, caller_guest.entry);
}

static void expect_quotient(uint64_t first, uint64_t second, const char *hint)
{
    make_call(call, first, second);
    if (!expect_resumed())
        return;
    struct call_result result = call_result();
    expect(!result.error && result.value == first / second,
           "0x%lx / 0x%lx: the guest gets %s0x%lx, it is 0x%lx. %s", first, second,
           result.error ? "an error and " : "", result.value, first / second, hint);
}

/* --- The points --- */

static void check_divides(void)
{
    caller_init();
    call = choose_refused_call(NULL);
    make_call(call, 6, 3);
    if (call_result().error != CALL_NOT_SUPPORTED)
        must(error_of("the call is not refused from the start"));
    offer_divide(call->extension, call->number);

    uint64_t second = 2 + random_below(1000);
    expect_quotient(second * (2 + random_below(1000)) + random_below(second), second,
                    "Which argument is divided by which?");
}

/* Of 32 bits, because some calls have no more. */
static void check_large(void)
{
    expect_quotient((1ul << 31) + random_below(1ul << 31), 3 + random_below(1000),
                    "Numbers are without a sign. Which type did yours get?");
}

static void check_nothing_else(void)
{
    const struct hypercall *other = choose_refused_call(call);
    make_call(call, 1000, 10);
    if (!expect_resumed())
        return;
    int n = changed_register();
    expect(n < 0, "the guest's register %d has changed, and holds no result.", n);
    make_call(other, 1000, 10);
    expect(call_result().error == CALL_NOT_SUPPORTED,
           "%s is answered too. Which one call was to be offered?", other->name);
}

static void check_zero(void)
{
    uint64_t first = 1 + random_below(1000);
    make_call(call, first, 0);
    if (!expect_resumed())
        return;
    struct call_result result = call_result();
    expect(
        result.error == CALL_REFUSED,
        "0x%lx / 0: the guest gets %s0x%lx, not the error \"invalid parameter\". What does C say "
        "about a division by 0?",
        first, result.error ? "another error and " : "the value ", result.value);
}

const struct point points[] = {
    {"the guest gets the quotient", check_divides},
    {"large numbers", check_large},
    {"no other register, and no other call", check_nothing_else},
    {"a division by 0", check_zero},
    {},
};

int main(void)
{
    page_alloc_init();
    check_points();
}
