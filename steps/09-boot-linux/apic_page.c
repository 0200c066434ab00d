/* The registers of a local APIC, which are a page of memory. Sections are of APM vol. 2. */
#include "apic.h"

/* --- The registers: 32 bits, 16 bytes apart, Table 16-2 --- */

enum {
    ID = 0x020,
    VERSION = 0x030,
    TASK_PRIORITY = 0x080,
    ARBITRATION_PRIORITY = 0x090,
    PROCESSOR_PRIORITY = 0x0a0,
    END_OF_INTERRUPT = 0x0b0,
    REMOTE_READ = 0x0c0,
    LOGICAL_DESTINATION = 0x0d0,
    DESTINATION_FORMAT = 0x0e0,
    SPURIOUS = 0x0f0,
    IN_SERVICE = 0x100, /* eight each */
    TRIGGERED = 0x180,
    REQUESTS = 0x200,
    ERROR_STATUS = 0x280,
    COMMAND = 0x300,
    COMMAND_HIGH = 0x310,
    LOCAL_VECTORS = 0x320, /* six, in the order of enum apic_source */
    INITIAL_COUNT = 0x380,
    CURRENT_COUNT = 0x390,
    DIVIDE = 0x3e0,
};
#define STRIDE 0x10

/* 16.3.4: one that is part of its CPU, and the number of the last entry of its table. */
#define VERSION_AND_LAST (0x10 | (LVTS - 1) << 16)

/* What of them can be written. */
#define UPPER_BYTE       0xff000000
#define FORMAT_WRITABLE  0xf0000000 /* 16.6.1; the other bits are 1 */
#define SPURIOUS_BITS    0x3ff
#define COMMAND_WRITABLE 0x000ccfff
static const uint32_t vector_writable[LVTS] = {
    [LVT_TIMER] = 0x700ff, [LVT_THERMAL] = 0x107ff, [LVT_COUNTERS] = 0x107ff,
    [LVT_LINT0] = 0x1a7ff, [LVT_LINT1] = 0x1a7ff,   [LVT_ERROR] = 0x100ff,
};

/* 16.6.4: the highest of what asks for the CPU and of what it does. */
static uint32_t arbitration_priority(const struct apic *apic)
{
    int requested = apic_highest(apic->requests), served = apic_highest(apic->in_service);
    unsigned highest = 0;
    if (requested != NO_VECTOR)
        highest = requested & 0xf0;
    if (served != NO_VECTOR && (served & 0xf0) > (int)highest)
        highest = served & 0xf0;
    return (apic->priority & 0xf0) >= highest ? apic->priority : highest;
}

static uint32_t read_register(struct apic *apic, unsigned offset)
{
    switch (offset) {
    case ID:
        return apic->id << 24;
    case VERSION:
        return VERSION_AND_LAST;
    case TASK_PRIORITY:
        return apic->priority;
    case ARBITRATION_PRIORITY:
        return arbitration_priority(apic);
    case PROCESSOR_PRIORITY:
        return apic_processor_priority(apic);
    case END_OF_INTERRUPT:
    case REMOTE_READ:
        return 0;
    case LOGICAL_DESTINATION:
        return apic->logical_id;
    case DESTINATION_FORMAT:
        return apic->format;
    case SPURIOUS:
        return apic->spurious;
    case ERROR_STATUS:
        return apic->errors_shown;
    case COMMAND:
    case COMMAND_HIGH:
        return apic->command[(offset - COMMAND) / STRIDE];
    case INITIAL_COUNT:
        return apic->initial;
    case CURRENT_COUNT:
        return apic_timer_count(apic);
    case DIVIDE:
        return apic->divide;
    }
    apic_error(apic, ERROR_REGISTER);
    return 0;
}

uint32_t apic_read(struct apic *apic, unsigned offset)
{
    unsigned n = offset / STRIDE;
    apic_settle(apic);
    if (offset % STRIDE == 0) {
        if (n - IN_SERVICE / STRIDE < 8)
            return apic->in_service[n - IN_SERVICE / STRIDE];
        if (n - TRIGGERED / STRIDE < 8)
            return apic->triggered[n - TRIGGERED / STRIDE];
        if (n - REQUESTS / STRIDE < 8)
            return apic->requests[n - REQUESTS / STRIDE];
        if (n - LOCAL_VECTORS / STRIDE < LVTS)
            return apic->lvt[n - LOCAL_VECTORS / STRIDE];
    }
    return read_register(apic, offset);
}

uint32_t apic_vector_writable(enum apic_source source)
{
    return vector_writable[source];
}

/* An APIC without its enable bit keeps what it has, but all sources of its own are masked. */
static void write_vector(struct apic *apic, enum apic_source source, uint32_t value)
{
    value &= vector_writable[source];
    if (!(apic->spurious & SPURIOUS_ENABLE))
        value |= LVT_MASKED;
    if (source == LVT_TIMER)
        apic_timer_set_mode(apic, value);
    else
        apic->lvt[source] = value;
}

static void write_spurious(struct apic *apic, uint32_t value)
{
    apic->spurious = value & SPURIOUS_BITS;
    for (unsigned i = 0; i < LVTS; i++)
        write_vector(apic, i, apic->lvt[i]);
}

static bool can_only_be_read(unsigned offset)
{
    switch (offset) {
    case VERSION:
    case ARBITRATION_PRIORITY:
    case PROCESSOR_PRIORITY:
    case REMOTE_READ:
    case IN_SERVICE ... REQUESTS + 7 * STRIDE:
    case CURRENT_COUNT:
        return true;
    }
    return false;
}

static void write_register(struct apic *apic, unsigned offset, uint32_t value)
{
    switch (offset) {
    case ID:
        apic->id = value >> 24;
        break;
    case TASK_PRIORITY:
        apic_set_priority(apic, value);
        break;
    case LOGICAL_DESTINATION:
        apic->logical_id = value & UPPER_BYTE;
        break;
    case DESTINATION_FORMAT:
        apic->format = value | ~FORMAT_WRITABLE;
        break;
    case SPURIOUS:
        write_spurious(apic, value);
        break;
    case ERROR_STATUS: /* 16.4.6: any write shows the errors until now */
        apic->errors_shown = apic->errors;
        apic->errors = 0;
        break;
    case COMMAND:
        apic->command[0] = value & COMMAND_WRITABLE;
        apic_send(apic);
        break;
    case COMMAND_HIGH:
        apic->command[1] = value & UPPER_BYTE;
        break;
    case INITIAL_COUNT:
        apic_timer_set_count(apic, value);
        break;
    case DIVIDE:
        apic_timer_set_divide(apic, value);
        break;
    default:
        if (!can_only_be_read(offset))
            apic_error(apic, ERROR_REGISTER);
    }
}

void apic_write(struct apic *apic, unsigned offset, uint32_t value)
{
    if (offset == END_OF_INTERRUPT) {
        apic_end_of_interrupt(apic);
        return;
    }
    unsigned source = (offset - LOCAL_VECTORS) / STRIDE;
    apic_settle(apic);
    if (offset % STRIDE == 0 && source < LVTS)
        write_vector(apic, source, value);
    else
        write_register(apic, offset, value);
    apic_offer(apic);
}

/* --- The page --- */

/* A PC reads ones where nothing is. */
uint64_t apic_page_read(struct device *device, uint64_t offset, unsigned size)
{
    struct apic *user = ((struct apics *)device)->user;
    return apic_has_page(user) ? apic_read(user, offset) : UINT64_MAX;
}

void apic_page_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct apic *user = ((struct apics *)device)->user;
    if (apic_has_page(user))
        apic_write(user, offset, value);
}
