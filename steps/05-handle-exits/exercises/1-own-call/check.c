/* Grades exercise 5.1: a guest makes the call, with numbers that the seed decides. */
#include "caller.h"
#include "exercise.h"
#include "grade.h"
#include "page_alloc.h"
#include "random.h"

static const struct hypercall *call;

static void expect_quotient(uint64_t first, uint64_t second, const char *hint)
{
    make_call(call, first, second);
    if (expect_resumed())
        expect_value(first / second, phrase("0x%lx / 0x%lx", first, second), hint);
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

/* As long as an argument can be. Half of it, or a sign, gives another quotient. */
static void check_large(void)
{
    unsigned bits = caller_code.argument_bits;
    uint64_t first = (1ul << (bits - 1)) + random_below(1ul << (bits - 2)),
             second = 3 + random_below(1000);
    const char *hint =
        "How many bits has an argument, and has it a sign? Which type did yours get?";
    expect_quotient(first, second, hint);
    expect_quotient(first, (1ul << bits / 2) + second, hint);
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
    if (expect_resumed())
        expect_refusal(phrase("0x%lx / 0", first), "What does C say about a division by 0?");
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
