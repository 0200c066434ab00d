/* Local APICs against a guest that does anything in any order: what is offered to a CPU is always
 * what the manual says, what is sent comes to those that are meant, and the timer interrupts when
 * it should, and no more often. */
#include "unit.h"

#include "no_asm.h"

#include "apic_machine.h"
#include "x86_64_interrupts.h"

#undef volatile

/* --- What must be --- */

static void check(struct apic *apic, int intr)
{
    apic_settle(apic);
    int requested = apic_highest(apic->requests), served = apic_highest(apic->in_service);
    int priority = apic->priority >> 4, wanted = NO_VECTOR;
    if (served / 16 > priority)
        priority = served / 16;
    if (requested / 16 > priority)
        wanted = requested;
    bool of_8259 = intr != NO_VECTOR && (apic->lvt[LVT_LINT0] & 0x10700) == 0x700;
    const struct vmcb *vmcb = &apic->vcpu->vmcb;
    uint64_t offer = vmcb->virtual_interrupts;
    CHECK_EQUAL(!!(offer & V_IRQ), of_8259 || wanted != NO_VECTOR);
    if (offer & V_IRQ)
        CHECK_EQUAL(offer >> V_VECTOR_SHIFT, of_8259 ? intr : wanted);
    if (of_8259 && wanted != NO_VECTOR) /* else nobody would offer the other one */
        CHECK(vmcb->intercept_1 & INTERCEPT_VINTR);
    CHECK(!(apic->requests[0] & 0xffff) && !(apic->in_service[0] & 0xffff));
    CHECK(apic->spurious & SPURIOUS_ENABLE || apic->lvt[LVT_TIMER] & LVT_MASKED);
}

/* Its timer's deadlines; not more in a second than it may cause. */
static void pass_time(uint64_t cycles)
{
    uint64_t end = now + cycles, before = now;
    unsigned interrupts = 0;
    for (; timer_at != NEVER && timer_at * CYCLES < end; interrupts++) {
        if (timer_at * CYCLES > now)
            now = timer_at * CYCLES;
        timer_at = NEVER;
        deadlines_run(vcpus);
    }
    now = end;
    CHECK(interrupts <= CPUS * (4 + (end - before) / (CYCLES * machine.timer_hz / 20000)));
}

static uint32_t random_word(void)
{
    const uint32_t words[] = {0,
                              UINT32_MAX,
                              1u << unit_random(32),
                              unit_random(256),
                              0x40000 | unit_random(256),
                              0x20000 | unit_random(256),
                              unit_random(1ul << 32),
                              0x1ff};
    return words[unit_random(8)];
}

/* The CPU takes what it is offered. Returns the vector, if it is one of the APIC's own. */
static int takes(struct apic *apic, int *intr)
{
    int vector = apic->offers_8259 ? NO_VECTOR : apic->offered;
    if (!(apic->vcpu->vmcb.virtual_interrupts & V_IRQ))
        return NO_VECTOR;
    vcpu_withdraw_interrupt(apic->vcpu);
    if (vector == NO_VECTOR)
        intr_withdraw(vcpus), *intr = NO_VECTOR; /* as the 8259s do */
    return vector;
}

/* One thing that a guest or its devices can do. Whether it may have been an EOI. */
static bool do_any(struct apic *apic, int *intr)
{
    unsigned offset = unit_random(0x100) * 0x10 + (unit_random(8) ? 0 : unit_random(4) * 4);
    unsigned what = unit_random(8);
    switch (what) {
    case 0 ... 1:
        page->write(page, unit_random(4) ? offset % 0x400 : offset, 4, random_word());
        break;
    case 2:
        page->read(page, offset, 4);
        break;
    case 3:
        page->write(page, 0xb0, 4, 0);
        break;
    case 4:
        intr_offer(vcpus, *intr = unit_random(256));
        break;
    case 5:
        intr_withdraw(vcpus), *intr = NO_VECTOR;
        break;
    case 6:
        pass_time(1ul << unit_random(36));
        break;
    default:
        apic_timer_set_deadline(apic, unit_random(2) ? now + (1ul << unit_random(40)) : ~0ul);
    }
    return what < 2 || what == 3;
}

static void test_any_order(void)
{
    start();
    int none = NO_VECTOR, of_8259 = NO_VECTOR;
    for (unsigned i = 0; i < 200000; i++) {
        struct apic *apic = guest.apics->user = &guest.apics->of[unit_random(CPUS)];
        int taken = unit_random(2) ? takes(apic, &of_8259) : NO_VECTOR;
        bool ended = do_any(apic, &of_8259);
        for (unsigned n = 0; n < CPUS; n++) {
            check(&guest.apics->of[n], n ? none : of_8259);
            vcpus[n].vmcb.event_injection = 0;
        }
        if (taken != NO_VECTOR && !ended)
            CHECK(apic->in_service[taken / 32] >> taken % 32 & 1);
        if (unit_random(100) == 0) /* so that something comes */
            page->write(page, 0xf0, 4, 0x1ff), page->write(page, 0x80, 4, 0),
                page->write(page, 0x350, 4, 0x700);
    }
}

/* --- Who is meant --- */

/* 16.5 and 16.6.1 once more, word for word. */
static bool is_meant(unsigned number, unsigned sender, uint32_t command, unsigned destination)
{
    const struct apic *apic = &guest.apics->of[number];
    unsigned logical = apic->logical_id >> 24;
    switch (command >> 18 & 3) {
    case 1:
        return number == sender;
    case 2:
        return true;
    case 3:
        return number != sender;
    }
    if (!(command & 0x800))
        return destination == 0xff || destination == number;
    if (apic->format == 0xffffffff)
        return logical & destination;
    return (destination / 16 == 15 || destination / 16 == logical / 16) &&
           logical & destination & 15;
}

static void test_destinations(void)
{
    start();
    for (unsigned i = 0; i < 100000; i++) {
        unsigned sender = unit_random(CPUS),
                 destination = unit_random(4) ? unit_random(16) : unit_random(256);
        unsigned vector = 16 + unit_random(240);
        uint32_t command = vector | unit_random(4) << 18 | (unit_random(2) ? 0x800 : 0);
        for (unsigned n = 0; n < CPUS; n++) {
            struct apic *apic = guest.apics->user = &guest.apics->of[n];
            page->write(page, 0xf0, 4, 0x1ff);
            page->write(page, 0xd0, 4, unit_random(1ul << 32));
            page->write(page, 0xe0, 4, unit_random(2) ? 0xffffffff : 0x0fffffff);
            apic->requests[vector / 32] = 0;
        }
        guest.apics->user = &guest.apics->of[sender];
        page->write(page, 0x310, 4, destination << 24);
        page->write(page, 0x300, 4, command);
        for (unsigned n = 0; n < CPUS; n++)
            CHECK_EQUAL(guest.apics->of[n].requests[vector / 32] >> vector % 32 & 1,
                        is_meant(n, sender, command, destination));
    }
}

/* --- The timer --- */

static bool has_come(struct apic *apic)
{
    bool come = apic->requests[3] & 1; /* vector 0x60 */
    takes(apic, &(int){0});
    page->write(page, 0xb0, 4, 0);
    return come;
}

/* A kernel's ticks: the host's timer is set once for each, and each comes in time. */
static void test_ticks(void)
{
    struct apic *apic = start();
    uint64_t tick = 4000 * CYCLES, next = now + tick;
    page->write(page, 0x320, 4, 0x40060);
    for (unsigned i = 0; i < 1000; i++, next += tick) {
        uint64_t was_set_to = timer_at;
        apic_timer_set_deadline(apic, next);
        if (i > 3)
            CHECK_EQUAL(timer_at, was_set_to);
        pass_time(next - now - unit_random(CYCLES));
        CHECK(!has_come(apic));
        pass_time(next + 12 * CYCLES - now);
        CHECK(has_come(apic));
    }
    CHECK_EQUAL(apic_timer_deadline(apic), 0);
}

/* The count is what time says, whatever the divisor is. */
static void test_counts(void)
{
    static const uint8_t divide[] = {0xb, 0, 1, 2, 3, 8, 9, 0xa};
    struct apic *apic = start();
    page->write(page, 0x320, 4, 0x20060);
    for (unsigned i = 0; i < 1000; i++) {
        unsigned shift = unit_random(8);
        uint32_t count = unit_random(1 << 30) + 1;
        page->write(page, 0x3e0, 4, divide[shift]);
        page->write(page, 0x380, 4, count);
        uint64_t passed = unit_random(4ul * count << shift);
        now += passed;
        CHECK_EQUAL(page->read(page, 0x390, 4), count - (passed >> shift) % count);
        CHECK_EQUAL(apic->requests[3] & 1, passed >> shift >= count);
        page->write(page, 0x380, 4, 0);
        while (has_come(apic))
            ;
    }
}

int main(void)
{
    machine.timer_hz = 1000000;
    RUN(test_any_order);
    RUN(test_destinations);
    RUN(test_ticks);
    RUN(test_counts);
    return unit_end("apic");
}
