/*
 * The local APIC of a CPU: its interrupt controller, between the 8259s, other CPUs and a timer of
 * its own on one side, and the CPU on the other. "APM vol. 2", chapter 16; what AMD's manual lacks,
 * the timer's TSC-deadline mode, is in Intel's "Software Developer's Manual" (SDM), vol. 3 11.5.4.
 */
#pragma once

#include "deadlines.h"
#include "devices.h"

/* The entries of the local vector table, 16.4: what the interrupts of the APIC's own sources are.
 */
enum apic_source { LVT_TIMER, LVT_THERMAL, LVT_COUNTERS, LVT_LINT0, LVT_LINT1, LVT_ERROR, LVTS };
enum { LVT_MASKED = 1 << 16, LVT_LEVEL = 1 << 15 };
#define LVT_TIMER_MODE(lvt) ((lvt) >> 17 & 3)
enum { TIMER_ONE_SHOT, TIMER_PERIODIC, TIMER_TSC_DEADLINE };

/* 16.5, Table 16-4, and bits 8 to 10 of an entry of the table */
enum delivery {
    DELIVER_FIXED,
    DELIVER_LOWEST,
    DELIVER_SMI,
    DELIVER_NMI = 4,
    DELIVER_INIT,
    DELIVER_STARTUP,
    DELIVER_8259, /* ExtINT: the vector is the 8259s' */
};
#define DELIVERY(word) ((enum delivery)((word) >> 8 & 7))

/* 16.4.6, bits of the ESR */
enum { ERROR_SENT_VECTOR = 1 << 5, ERROR_RECEIVED_VECTOR = 1 << 6, ERROR_REGISTER = 1 << 7 };

#define SPURIOUS_ENABLE (1 << 8) /* 16.4.7: without it all entries of the table are masked */

#define NO_VECTOR (-1)

/* An instruction that the guest executed, which is the same when the pc is: as for VMMCALL. */
struct known_instruction {
    uint64_t pc, length;
};

struct apic {
    struct vcpu *vcpu;
    unsigned id;
    bool on; /* in APIC_BASE. Without it the 8259s lead to the CPU, as if there were no APIC */
    bool extended;                                   /* it is an x2APIC: its registers are MSRs */
    uint32_t priority, logical_id, format, spurious; /* TPR, LDR, DFR, SVR */
    uint32_t command[2];                             /* ICR */
    uint32_t lvt[LVTS];
    uint32_t errors, errors_shown; /* since the last write to the ESR; the ESR */
    uint32_t requests[8], in_service[8], triggered[8]; /* IRR, ISR, TMR: a bit a vector */

    /* What is offered to the CPU: a vector of IRR, or if offers_8259 what INTR was given. */
    int offered; /* NO_VECTOR: nothing */
    bool offers_8259;
    int intr;       /* what the 8259s offer; NO_VECTOR: nothing */
    bool intr_tell; /* they have to be told when it is taken */

    struct known_instruction end, arm; /* those that end an interrupt, and set the timer */

    /* An NMI ends, and another may come, with IRET. */
    bool nmi_in_service, nmi_waits;
    uint64_t iret_at; /* the pc of that IRET, which may not be executed yet; NO_PC: none */
    struct deadline nmi;

    /* Step 11: INIT has come while it runs, and after that STARTUP with this page, or NO_VECTOR. */
    struct deadline reset;
    int startup;

    uint32_t divide, initial; /* the timer's registers */
    uint64_t expires; /* cycle_counter() when the count is 0 next, or TSC of the guest; 0: off */
    uint64_t reached, distance; /* when it interrupted last, and how long after the time before */
    bool expired_in_vain;       /* then: the interrupt of the time before had not been taken yet */
    struct deadline timer;
};

/* All APICs of a guest: its vCPU number n has the one of that number. */
struct apics {
    struct device device; /* the registers, of the CPU that accesses them; first member */
    struct apic *user;    /* that CPU's: all have the same page */
    unsigned count;
    struct apic of[VCPUS_MOST];
};

/* --- apic.c --- */

/* Gives each of the guest's CPUs an APIC. The first CPU's is set up as by a PC's firmware: the
 * 8259s lead through it to the CPU. Fails without memory. */
error apic_init(struct guest *guest);

/* The CPU's; NULL before apic_init() and vcpu_init(). */
struct apic *apic_of(const struct vcpu *vcpu);

/* All of it as after a reset, 16.3.3, except whether it is on. */
void apic_reset(struct apic *apic);

/* Whether its registers are in memory. */
static inline bool apic_has_page(const struct apic *apic)
{
    return apic->on && !apic->extended;
}

/* --- apic_page.c --- */

device_read apic_page_read;
device_write apic_page_write;

/* Its registers, by their offsets in the page. */
uint32_t apic_read(struct apic *apic, unsigned offset);
void apic_write(struct apic *apic, unsigned offset, uint32_t value);

/* The bits of that entry of the table that can be written. */
uint32_t apic_vector_writable(enum apic_source source);

/* --- apic_interrupts.c --- */

/* Before the state is looked at or changed, and after that: as i8259_settle() and i8259_offer(). */
void apic_settle(struct apic *apic);
void apic_offer(struct apic *apic);

/* Sets TPR, and CR8 for the guest to read: 16.6.4. */
void apic_set_priority(struct apic *apic, uint8_t priority);

/* PPR, 16.6.4. */
unsigned apic_processor_priority(const struct apic *apic);

/* The highest vector of those 256 bits; NO_VECTOR of none. */
int apic_highest(const uint32_t bits[8]);

/* Whether the CPU has not taken that vector's interrupt yet. Settle before. */
static inline bool apic_is_requested(const struct apic *apic, unsigned vector)
{
    return apic->requests[vector / 32] >> vector % 32 & 1;
}

/* An interrupt of that vector has come. */
void apic_request(struct apic *apic, unsigned vector, bool level);

/* One of its own sources has an interrupt: what the table says about it is done. */
void apic_signal(struct apic *apic, enum apic_source source);

/* An error: a bit of the ESR. */
void apic_error(struct apic *apic, uint32_t error);

/* The interrupt in service that has the highest priority ends. */
void apic_end_of_interrupt(struct apic *apic);

/* --- apic_send.c --- */

/* Sends what its ICR says. */
void apic_send(struct apic *apic);

/* What is sent comes to that one, which is meant: its ICR's first word is `command`. Step 11, in
 * which guests have several CPUs, puts a function before apic_take(). */
extern void (*apic_deliver)(struct apic *to, uint32_t command);
void apic_take(struct apic *to, uint32_t command);

/* Whether a CPU is on; NULL until step 11, because the only CPU is. */
extern bool (*apic_cpu_is_on)(const struct vcpu *vcpu);

/* --- apic_nmi.c --- */

/* From now on IRET ends an NMI. */
void nmi_init(struct apic *apic);

/* An NMI for the CPU. */
void nmi_request(struct apic *apic);

/* Whether one waits, and comes by itself. */
static inline bool nmi_will_come(const struct apic *apic)
{
    return apic->nmi_waits && !apic->nmi_in_service;
}

/* --- apic_timer.c --- */

error apic_timer_init(struct apic *apic);

/* The count that the guest reads; and what it writes: 16.4.1. */
uint32_t apic_timer_count(struct apic *apic);
void apic_timer_set_count(struct apic *apic, uint32_t count);
void apic_timer_set_divide(struct apic *apic, uint32_t divide);
void apic_timer_set_mode(struct apic *apic, uint32_t lvt);

/* The MSR of its TSC-deadline mode: the TSC at which it interrupts; 0: off, and in other modes. */
uint64_t apic_timer_deadline(struct apic *apic);
void apic_timer_set_deadline(struct apic *apic, uint64_t tsc);

/* Interrupts if it is time, and sets the deadline for the next time. To be called after a change of
 * the guest's TSC too. */
void apic_timer_update(struct apic *apic);

/* Whether it will interrupt if nobody changes it. */
bool apic_timer_will_interrupt(const struct apic *apic);

/* --- x86_64_x2apic.c --- */

/* RDMSR and WRMSR of an x2APIC's register. False if they raise #GP. */
bool x2apic_read(struct apic *apic, uint32_t msr, uint64_t *value);
bool x2apic_write(struct apic *apic, uint32_t msr, uint64_t value);

/* Its logical ID, 16.12: the cluster in the upper half, a bit for each of sixteen in the lower. */
static inline uint32_t x2apic_logical_id(const struct apic *apic)
{
    return apic->id >> 4 << 16 | 1u << (apic->id & 15);
}

/* --- x86_64_apic_end.c --- */

/* Lets the kernel end its interrupts fast. */
void apic_end_init(void);

/* --- x86_64_apic_registers.c --- */

/* Lets the guest's CPU show that it has an APIC, and use what of it is not in memory: MSRs, and the
 * task priority as CR8. */
void apic_registers_init(void);
