/* x86_64: the end of a slice of time. */
#include "fuzz.h"

#include "string.h"

/* An exit leaves the timer's interrupt where it is, in the APIC, and only taking it clears it
 * there: so for once the host has a vector for it, and opens its ears for one instruction. */
#define IDT_ENTRIES  256
#define TIMER_VECTOR 0xe0
#define APIC_EOI     0x0b0

struct __attribute__((packed)) table_register {
    uint16_t limit;
    uint64_t base;
};

__attribute__((interrupt)) static void take_interrupt(void *frame)
{
    *(volatile uint32_t *)(APIC + APIC_EOI) = 0;
}

static void add_gate(void)
{
    static _Alignas(16) uint64_t idt[IDT_ENTRIES][2];
    struct table_register idtr;
    uintptr_t handler = (uintptr_t)take_interrupt;
    __asm__ volatile("sidt %0" : "=m"(idtr));
    memcpy(idt, (void *)idtr.base, idtr.limit + 1);
    idt[TIMER_VECTOR][0] = (handler >> 16 & 0xffff) << 48 | 0x8eul << 40 |
                           (uint64_t)SELECTOR_CODE << 16 | (handler & 0xffff);
    idt[TIMER_VECTOR][1] = handler >> 32;
    idtr = (struct table_register){sizeof idt - 1, (uintptr_t)idt};
    __asm__ volatile("lidt %0" : : "m"(idtr));
}

void end_slice(void)
{
    static bool ready;
    if (!ready)
        add_gate();
    ready = true;
    *apic(APIC_TIMER_START) = 0;
    __asm__ volatile("stgi; nop; clgi" : : : "memory");
}
