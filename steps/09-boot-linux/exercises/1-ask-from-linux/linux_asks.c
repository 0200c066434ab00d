#include "linux_asks.h"

#include "exercise.h"

#include "demand.h"
#include "grade.h"
#include "orders.h"
#include "random.h"

static struct vm vm;
static struct oracle oracle;
static uint64_t base; /* GPA */

static uint64_t exits_of_linux(void)
{
    uint64_t sum = 0;
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++)
        sum += vm.vcpu.ring.counts[kind];
    return sum;
}

/* Boots it, unless the device is not yet right. */
static bool linux_runs(void)
{
    static bool booted;
    for (const struct point *point = points; !booted && point < checked_point; point++)
        if (findings[point - points].why[0])
            return expect(false, "not tried: first the points above.");
    if (booted)
        return true;
    booted = true;
    linux_load(&vm);
    base = 0xd0000000 + random_below(4096) * PAGE_SIZE;
    must(oracle_add(&vm.guest, &oracle, base, &vm.vcpu));
    orders_add(&vm.guest);
    linux_start(&vm);
    return true;
}

/* A program in Linux makes the access. Returns what it reads. */
static uint64_t devmem(uint64_t offset, unsigned size, bool write, uint64_t value)
{
    struct order order = {write, size, base + offset, value, false};
    if (!linux_obey(&vm, &order))
        return 0;
    expect(!order.faulted, "a program in Linux gets a fault from offset 0x%lx, %u bytes.", offset,
           size);
    return order.value;
}

void check_linux_asks(void)
{
    if (!linux_runs())
        return;
    uint64_t id = devmem(ORACLE_ID, 4, false, 0), before = exits_of_linux();
    expect(id == ORACLE_IS, "devmem reads the ID 0x%lx.", id);
    devmem(ORACLE_QUESTION, 4, true, QUESTION_EXITS);
    uint64_t after = exits_of_linux(), answer = devmem(ORACLE_ANSWER, 8, false, 0);
    expect(answer >= before && answer <= after,
           "Linux reads that there were %lu exits; they were between %lu and %lu.", answer, before,
           after);
}

void check_linux_argument(void)
{
    if (!linux_runs())
        return;
    devmem(ORACLE_ARGUMENT, 8, true, EXIT_DEMAND);
    devmem(ORACLE_QUESTION, 4, true, QUESTION_EXITS_OF);
    uint64_t faults = vm.vcpu.ring.counts[EXIT_DEMAND];
    uint64_t low = devmem(ORACLE_ANSWER, 4, false, 0),
             high = devmem(ORACLE_ANSWER + 4, 4, false, 0);
    expect(!high && low && low <= faults, "Linux reads that it had %lu demand faults: it had %lu.",
           low | high << 32, faults);
    devmem(ORACLE_ARGUMENT, 8, true, -1ul);
    devmem(ORACLE_QUESTION, 4, true, QUESTION_EXITS_OF);
    low = devmem(ORACLE_STATUS, 4, false, 0);
    expect(low == STATUS_NO_KIND, "the argument is 2^64 - 1: Linux reads the STATUS %lu.", low);
}

void check_linux_size(void)
{
    if (!linux_runs())
        return;
    struct order order = {false, 1, base + ORACLE_ID, 0, false};
    if (linux_obey(&vm, &order))
        expect(order.faulted || order.value == 0xff, "Linux reads one byte of ID: 0x%lx.",
               order.value);
}
