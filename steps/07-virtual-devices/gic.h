/*
 * A GICv3 ("GIC Architecture Specification", IHI 0069), as one CPU of the guest sees it, with one
 * security state: the distributor, which has the devices' interrupts (SPIs), and the redistributor,
 * which has the CPU's own (SGIs, which software sends, and PPIs). The third part, the CPU
 * interface, is real: the guest uses the CPU's own. The list registers pass on to it what is
 * pending here.
 *
 * A guest with several CPUs (step 11) has one such structure for each, and one distributor, the
 * first one's. What the guest sets for a device's interrupt is in all of them; it is pending and
 * active in that of the CPU to which it is routed.
 */
#pragma once

#include "devices.h"

/* Bits of `control`, which is GICD_CTLR. */
#define GIC_GROUP0 BIT(0)
#define GIC_GROUP1 BIT(1)

#define GIC_WORDS  3 /* of 32 interrupts: the CPU's own, and 64 of devices */
#define GIC_INTIDS (32 * GIC_WORDS)

#define GIC_DISTRIBUTOR_SIZE   0x10000
#define GIC_REDISTRIBUTOR_SIZE 0x20000

#define GIC_PRIORITIES 256 /* 0 is the most urgent */

/* Bits that another CPU has changed while the vCPU was on its own, and to what. */
struct gic_posts {
    uint32_t bits, values;
};

struct gic {
    struct device device; /* the distributor */
    struct device redistributor;
    struct vcpu *vcpu;
    uint32_t control; /* which groups are on */
    uint32_t waker;   /* GICR_WAKER */

    /* One bit for each interrupt. It is pending if it is latched, or if it is level-triggered and
     * its line is high. */
    uint32_t group1[GIC_WORDS], enabled[GIC_WORDS], latched[GIC_WORDS], active[GIC_WORDS];
    uint32_t line[GIC_WORDS], edge[GIC_WORDS];
    uint32_t routed[GIC_WORDS]; /* to this CPU */
    uint32_t passes[GIC_WORDS]; /* if it is pending, it goes on to the CPU interface */
    uint8_t priority[GIC_INTIDS];
    uint64_t route[GIC_INTIDS];
    uint8_t priority_bits; /* a mask: how many of the eight there are */

    /* What is in the list registers. */
    unsigned lists;            /* how many this CPU has */
    unsigned lists_used;       /* the first ones */
    uint8_t listed[16];        /* which interrupt is in which */
    uint32_t given[GIC_WORDS]; /* pending there, until the guest acknowledges them */
    bool active_unlisted;      /* an active interrupt is in no list register */
    bool timer_taken;          /* the machine's interrupt of the guest's timer is active */

    bool is_posted; /* one of these is not empty: lists_take_back() does it */
    struct gic_posts latched_posts[GIC_WORDS], active_posts[GIC_WORDS];
};

/* Gives the guest the two devices, as after a reset: a redistributor for each of its CPUs, one
 * after the other. Call it after host_timer_init(). */
error gic_init(struct guest *guest, uint64_t distributor, uint64_t redistributors);

/* That CPU of the guest is `vcpu`. */
void gic_connect(struct vcpu *vcpu);

/* Software sends an interrupt, 0 to 15, to this CPU, as one of that group. */
void gic_send(struct gic *gic, unsigned intid, bool group1);

/* The interrupt is not active at this CPU any more. */
void gic_end(struct gic *gic, unsigned intid);

/* The interrupts that are pending, in that word. */
static inline uint32_t gic_pending(const struct gic *gic, unsigned word)
{
    return gic->latched[word] | (gic->line[word] & ~gic->edge[word]);
}

/* The vCPU is not on this CPU: if it is on another, that one takes its list registers back and
 * fills them; or else this one looks whether it still has to wait. */
void gic_leave(struct vcpu *vcpu);

/* Does what other CPUs have posted. */
void gic_take_posts(struct gic *gic);

/* A device's interrupt is routed to that CPU from now on; or to none, if there is no such CPU. */
void gic_route(struct guest *guest, unsigned intid, uint64_t number);

/* Computes `passes` again, after a change of the fields that it follows from. */
void gic_choose(struct gic *gic);

/* --- The list registers: the architecture's --- */

/* Prepares them, and *gic for them. */
void lists_init(struct gic *gic);

/* Empties those of this CPU. */
void lists_empty(void);

/* Takes back into *gic what the guest has done with the interrupts in the list registers. Call it
 * before *gic is read or changed. While another CPU runs the vCPU, that one does it soon. */
void lists_take_back(struct gic *gic);

/* Call it after lists_take_back(), if another CPU runs the vCPU. When this returns, that CPU has
 * left its guest and has taken the list registers back. It enters no guest before this CPU does.
 * Set by step 11. */
extern void (*lists_fetch)(struct gic *gic);

/* Fills the list registers from *gic. Call it after that. If the vCPU is not on this CPU, it is
 * done when it is; and if it waits, it is looked at. */
void lists_fill(struct gic *gic);

/* Empties the list registers, for another guest. Call it after lists_take_back(). */
void lists_clear(struct gic *gic);
