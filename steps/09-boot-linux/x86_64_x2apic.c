/* x86_64: a local APIC whose registers are MSRs, for a guest that chooses it: SDM vol. 3 11.12. The
 * registers are those of the page; a reserved bit raises #GP. */
#include "apic.h"

enum { /* MSRs, Table 11-6: each is the offset in the page, divided by 16 */
       X2APIC = 0x800,
       ID = 0x802,
       VERSION = 0x803,
       TASK_PRIORITY = 0x808,
       PROCESSOR_PRIORITY = 0x80a,
       END_OF_INTERRUPT = 0x80b,
       LOGICAL_ID = 0x80d,
       SPURIOUS = 0x80f,
       IN_SERVICE = 0x810, /* eight words, eight of TMR, and */
       LAST_REQUESTS = 0x827,
       ERROR_STATUS = 0x828,
       COMMAND = 0x830,
       LOCAL_VECTORS = 0x832,
       LAST_VECTOR = LOCAL_VECTORS + LVTS - 1,
       INITIAL_COUNT = 0x838,
       CURRENT_COUNT = 0x839,
       DIVIDE = 0x83e,
       SELF = 0x83f,
};
#define OFFSET(msr) (((msr)-X2APIC) * 16)

bool x2apic_read(struct apic *apic, uint32_t msr, uint64_t *value)
{
    switch (msr) {
    case ID:
        *value = apic->id;
        return true;
    case LOGICAL_ID:
        *value = x2apic_logical_id(apic);
        return true;
    case COMMAND:
        *value = apic->command[0] | (uint64_t)apic->command[1] << 32;
        return true;
    case VERSION:
    case TASK_PRIORITY:
    case PROCESSOR_PRIORITY:
    case SPURIOUS:
    case IN_SERVICE ... LAST_REQUESTS:
    case ERROR_STATUS:
    case LOCAL_VECTORS ... LAST_VECTOR:
    case INITIAL_COUNT:
    case CURRENT_COUNT:
    case DIVIDE:
        *value = apic_read(apic, OFFSET(msr));
        return true;
    }
    return false;
}

/* False if nothing of it can be written; EOI and ESR take only 0. */
static bool find_writable(uint32_t msr, uint64_t *bits)
{
    switch (msr) {
    case END_OF_INTERRUPT:
    case ERROR_STATUS:
        *bits = 0;
        return true;
    case TASK_PRIORITY:
    case SELF:
        *bits = 0xff;
        return true;
    case SPURIOUS:
        *bits = 0x3ff;
        return true;
    case COMMAND:
        *bits = 0xffffffff000ccfff;
        return true;
    case LOCAL_VECTORS ... LAST_VECTOR:
        *bits = apic_vector_writable(msr - LOCAL_VECTORS);
        return true;
    case INITIAL_COUNT:
        *bits = UINT32_MAX;
        return true;
    case DIVIDE:
        *bits = 0xb;
        return true;
    }
    return false;
}

bool x2apic_write(struct apic *apic, uint32_t msr, uint64_t value)
{
    uint64_t writable;
    if (!find_writable(msr, &writable) || value & ~writable)
        return false;
    if (msr == SELF) {
        apic_request(apic, value, false);
        return true;
    }
    if (msr == COMMAND)
        apic->command[1] = value >> 32;
    apic_write(apic, OFFSET(msr), value);
    return true;
}
