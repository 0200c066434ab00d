#include "caller.h"

#include "grade.h"
#include "page_alloc.h"
#include "random.h"
#include "string.h"

struct guest caller_guest;
struct vcpu caller_vcpu;

#define CODE_GPA  0x10000000
#define LIMIT     500 /* milliseconds that a call may take */
#define REGISTERS 32

static uint8_t *page;
static uint64_t code; /* GPA of the page */
static uint64_t before[REGISTERS];

void caller_init(void)
{
    page = page_alloc(0);
    code = CODE_GPA + random_below(4096) * PAGE_SIZE;
    must(guest_init(&caller_guest, 0));
    must(stage2_map(&caller_guest.stage2, code, (uintptr_t)page, PAGE_SIZE, STAGE2_R | STAGE2_X));
    caller_guest.start = start_elf;
    must(vcpu_init(&caller_vcpu, &caller_guest, 0));
}

const struct hypercall *choose_refused_call(const struct hypercall *except)
{
    const struct hypercall *call;
    do
        call = &hypercalls[random_below(hypercalls_count)];
    while (hypercall_supported(call) || !may_be_chosen(call) || call == except);
    return call;
}

/* The call is somewhere in the page. */
static void write_code(void)
{
    uint64_t at = random_below(PAGE_SIZE / 4 - 2) * 4;
    for (uint64_t i = 0; i < PAGE_SIZE; i += caller_code.wait_length)
        memcpy(page + i, caller_code.wait, caller_code.wait_length);
    memcpy(page + at, caller_code.call, caller_code.call_length);
    memory_clean(page, PAGE_SIZE);
    caller_guest.entry = code + at;
}

void make_call(const struct hypercall *call, uint64_t first, uint64_t second)
{
    unsigned end = caller_code.first_register + caller_code.registers;
    write_code();
    vcpu_reset(&caller_vcpu);
    for (unsigned n = caller_code.first_register; n < end; n++)
        vcpu_set_register(&caller_vcpu, n, random_bits());
    set_call(&caller_vcpu, call, first, second);
    for (unsigned n = caller_code.first_register; n < end; n++)
        before[n] = vcpu_register(&caller_vcpu, n);
    vcpu_load(&caller_vcpu);
    must(start_slice(LIMIT));
    run_vcpu(&caller_vcpu);
}

bool expect_resumed(void)
{
    const struct vm_exit *exit = caller_vcpu.ring.last;
    return expect(exit->kind == EXIT_WAIT &&
                      exit->pc == caller_guest.entry + caller_code.call_length,
                  "the guest did not resume after its call: its last exit is \"%s\", at 0x%lx, and "
                  "the call at 0x%lx. What does the handler return, and who moves the pc?",
                  exit_kind_names[exit->kind], exit->pc, caller_guest.entry);
}

int changed_register(void)
{
    unsigned end = caller_code.first_register + caller_code.registers;
    for (unsigned n = caller_code.first_register; n < end; n++) {
        if (!takes_result(n) && vcpu_register(&caller_vcpu, n) != before[n])
            return n;
    }
    return -1;
}

struct call_result call_result(void)
{
    return read_result(&caller_vcpu);
}

static struct call_result expect_offered(const char *asked)
{
    struct call_result result = call_result();
    expect(result.error != CALL_NOT_SUPPORTED,
           "%s: the guest's call is not supported. Was it offered?", asked);
    return result;
}

void expect_value(uint64_t value, const char *asked, const char *hint)
{
    struct call_result result = expect_offered(asked);
    expect(result.error != CALL_REFUSED,
           "%s: the guest gets the error \"invalid parameter\", it is 0x%lx. %s", asked, value,
           hint);
    expect(
        !result.error,
        "%s: the guest gets %ld, which reads as an error; it is 0x%lx. Which type did yours get?",
        asked, result.error, value);
    expect(result.value == value, "%s: the guest gets 0x%lx, it is 0x%lx. %s", asked, result.value,
           value, hint);
}

void expect_refusal(const char *asked, const char *hint)
{
    struct call_result result = expect_offered(asked);
    expect(result.error == CALL_REFUSED,
           "%s: the guest gets %s0x%lx, not the error \"invalid parameter\". %s", asked,
           result.error ? "another error and " : "the value ", result.value, hint);
}

/* --- The answer's call, which --wrap leads here --- */

void __real_hypercall_offer(uint64_t extension, uint64_t number, hypercall_handler *handle);
void __wrap_hypercall_offer(uint64_t extension, uint64_t number, hypercall_handler *handle);

/* The numbers the other way round are no row of the table: that would be a panic. */
void __wrap_hypercall_offer(uint64_t extension, uint64_t number, hypercall_handler *handle)
{
    if (expect(hypercall_find(extension, number)->name,
               "hypercall_offer() got extension 0x%lx and number 0x%lx, and the table has no such "
               "call. In which order did you get the two?",
               extension, number))
        __real_hypercall_offer(extension, number, handle);
}
