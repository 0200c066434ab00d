/* Grades exercise 9.1: uses the device itself, and then has a program in Linux use it. */
#include "exercise.h"

#include "grade.h"
#include "linux_asks.h"
#include "random.h"
#include "vm.h"

static struct guest guest; /* with nothing but such devices */
static struct vcpu vcpu;
static struct oracle oracle;
static uint64_t base; /* of the last one, GPA */

/* --- Accesses --- */

static struct access access_to(uint64_t offset, unsigned size, bool write)
{
    return (struct access){.address = base + offset, .size = size, .write = write};
}

static bool answers_read(uint64_t offset, unsigned size)
{
    struct access access = access_to(offset, size, false);
    return device_access(&guest, &access);
}

static uint64_t get(uint64_t offset, unsigned size)
{
    struct access access = access_to(offset, size, false);
    expect(device_access(&guest, &access), "nothing answers a read of %u bytes at offset 0x%lx.",
           size, offset);
    return access.value;
}

static bool put(uint64_t offset, unsigned size, uint64_t value)
{
    struct access access = access_to(offset, size, true);
    access.value = value;
    return device_access(&guest, &access);
}

static uint64_t ask(uint32_t question, uint64_t argument)
{
    put(ORACLE_ARGUMENT, 8, argument);
    put(ORACLE_QUESTION, 4, question);
    return get(ORACLE_ANSWER, 8);
}

static void expect_status(uint32_t right, const char *what)
{
    uint64_t is = get(ORACLE_STATUS, 4);
    expect(is == right, "%s: STATUS is %lu, and it should be %u.", what, is, right);
}

static void expect_answer(uint64_t is, uint64_t right, const char *what)
{
    expect(is == right, "%s: ANSWER is %lu, and it should be %lu.", what, is, right);
    expect_status(STATUS_ANSWERED, what);
}

/* --- Without Linux --- */

/* A new device, and counts of exits as no other run has them. Returns their sum. */
static uint64_t new_oracle(void)
{
    static bool made;
    uint64_t sum = 0;
    if (!made) {
        must(guest_init(&guest, 1));
        guest.start = start_elf;
        must(vcpu_init(&vcpu, &guest, 0));
    }
    made = true;
    guest.devices = guest.last_device = NULL;
    base = 0xd0000000 + random_below(4096) * PAGE_SIZE;
    oracle = (struct oracle){0};
    error problem = oracle_add(&guest, &oracle, base, &vcpu);
    expect(!problem, "oracle_add() fails: %s", problem);
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++)
        sum += vcpu.ring.counts[kind] = random_bits() >> (kind % 2 ? 30 : 50);
    return sum;
}

static void check_place(void)
{
    static struct oracle second;
    new_oracle();
    for (uint64_t offset = 0; offset < ORACLE_BYTES; offset += 8)
        if (!expect(device_at(&guest, SPACE_MEMORY, base + offset) == &oracle.device,
                    "after oracle_add() the device is not at its base + 0x%lx.", offset))
            return;
    expect(!device_at(&guest, SPACE_MEMORY, base + ORACLE_BYTES) &&
               !device_at(&guest, SPACE_MEMORY, base - 1),
           "the device has more than its page.");
    expect(get(ORACLE_ID, 4) == ORACLE_IS, "ID is 0x%lx.", get(ORACLE_ID, 4));
    expect(oracle_add(&guest, &second, base, &vcpu),
           "a second device in the same place: device_add() fails, and oracle_add() does not.");
}

static void check_exits(void)
{
    uint64_t sum = new_oracle();
    expect_status(STATUS_NOT_ASKED, "a new device");
    expect_answer(ask(QUESTION_EXITS, 0), sum, "how many exits");
    vcpu.ring.counts[EXIT_KINDS - 1] += 5;
    expect_answer(ask(QUESTION_EXITS, 7), sum + 5, "and five later");
}

static void check_kinds(void)
{
    new_oracle();
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++)
        expect_answer(ask(QUESTION_EXITS_OF, kind), vcpu.ring.counts[kind], "exits of a kind");
}

static void check_no_kinds(void)
{
    const uint64_t none[] = {EXIT_KINDS, 1ul << 8, 1ul << 32, -1ul, 1ul << 61};
    new_oracle();
    for (unsigned i = 0; i < ARRAY_LENGTH(none); i++) {
        const char *what = phrase("exits of the kind %lu", none[i]);
        ask(QUESTION_EXITS_OF, EXIT_TIMER);
        uint64_t answer = ask(QUESTION_EXITS_OF, none[i]);
        expect(!answer, "%s: ANSWER is %lu, and it should be 0.", what, answer);
        expect_status(STATUS_NO_KIND, "exits of a kind that there is not");
    }
}

static void check_time(void)
{
    uint64_t before = time_counter();
    new_oracle();
    uint64_t after = time_counter(), until = after + machine.timer_hz / 100;
    while (time_counter() < until) {
    }
    uint64_t at_least = (time_counter() - after) * 1000 / machine.timer_hz;
    uint64_t answer = ask(QUESTION_TIME, 0);
    uint64_t at_most = (time_counter() - before) * 1000 / machine.timer_hz;
    expect(answer >= at_least && answer <= at_most,
           "ANSWER is %lu ms, and it should be between %lu and %lu.", answer, at_least, at_most);
    expect_status(STATUS_ANSWERED, "the time");
}

static void check_stays(void)
{
    uint64_t sum = new_oracle();
    uint64_t answer = ask(QUESTION_EXITS, 0);
    vcpu.ring.counts[EXIT_DEVICE] += 1;
    put(ORACLE_ARGUMENT, 8, 3);
    expect(get(ORACLE_ANSWER, 8) == answer,
           "one more exit, and a new argument: ANSWER changes without a question.");
    uint64_t low = get(ORACLE_ANSWER, 4), high = get(ORACLE_ANSWER + 4, 4);
    expect(low == (uint32_t)sum && high == sum >> 32,
           "ANSWER is 0x%lx, but its halves are 0x%lx and 0x%lx.", sum, low, high);
}

static void check_no_questions(void)
{
    const uint32_t none[] = {0, QUESTION_TIME + 1, 0x10001, 0x80000002};
    for (unsigned i = 0; i < ARRAY_LENGTH(none); i++) {
        new_oracle();
        ask(QUESTION_EXITS, 0);
        uint64_t answer = ask(none[i], 1);
        expect(!answer, "question %u: ANSWER is %lu, and it should be 0.", none[i], answer);
        expect_status(STATUS_NO_QUESTION, "a question that there is not");
    }
}

static void check_sizes(void)
{
    static const uint16_t offsets[] = {ORACLE_ID, ORACLE_QUESTION, ORACLE_STATUS, ORACLE_ARGUMENT,
                                       ORACLE_ANSWER};
    uint64_t sum = new_oracle();
    ask(QUESTION_EXITS, 2);
    for (unsigned i = 0; i < ARRAY_LENGTH(offsets); i++)
        for (unsigned size = 1; size < 4; size *= 2)
            expect(!answers_read(offsets[i], size) && !put(offsets[i], size, QUESTION_TIME),
                   "an access of %u bytes to offset 0x%x is answered.", size, offsets[i]);
    for (uint64_t offset = 0; offset < ORACLE_BYTES; offset += 8) {
        bool here = offset == ORACLE_ANSWER;
        expect(here || !get(offset, 8), "8 bytes at offset 0x%lx are no register, and read 0x%lx.",
               offset, get(offset, 8));
        if (offset != ORACLE_ARGUMENT)
            put(offset, 8, QUESTION_TIME | (uint64_t)QUESTION_TIME << 32);
        if (offset != (ORACLE_QUESTION & ~7ul))
            put(offset, 4, QUESTION_TIME), put(offset + 4, 4, QUESTION_TIME);
    }
    put(ORACLE_ID, 4, 0);
    expect(get(ORACLE_QUESTION, 4) == 0 && get(ORACLE_ARGUMENT, 4) == 0,
           "QUESTION and ARGUMENT are only written, and read 0.");
    expect(get(ORACLE_ID, 4) == ORACLE_IS && get(ORACLE_ANSWER, 8) == sum,
           "writes where no register of that size is written change the device.");
    put(ORACLE_QUESTION, 4, QUESTION_EXITS_OF);
    expect_answer(get(ORACLE_ANSWER, 8), vcpu.ring.counts[2],
                  "4 bytes were written to ARGUMENT, which is not answered, so it is still 2");
}

const struct point points[] = {
    {"it is in its place", check_place},
    {"how many exits there were", check_exits},
    {"how many of a kind", check_kinds},
    {"kinds that there are not", check_no_kinds},
    {"the time", check_time},
    {"an answer stays until the next question", check_stays},
    {"questions that there are not", check_no_questions},
    {"other sizes and offsets", check_sizes},
    {"a program in Linux asks", check_linux_asks},
    {"with an argument", check_linux_argument},
    {"and with another size", check_linux_size},
    {},
};

int main(void)
{
    if (!vm_init())
        return 1;
    check_points();
}
