/*
 * Tags (VMIDs, ASIDs), by which the TLB keeps the guests' translations apart. A CPU has only so
 * many. They are given out one after the other, to each guest that comes onto the CPU without one;
 * when all have been given out, a new turn begins: the TLB is emptied, and every guest needs a tag
 * of the new turn.
 */
#pragma once

#include "scheduler.h"

/* The turn that has begun last. A guest whose share's tag_turn is another has no tag. */
extern unsigned tags_turn;

/* Before the first guest runs: reads the option "tags", for fewer than the CPU has. */
error tags_init(void);

/* Gives the share's guest a tag. Its vCPU is off the CPU: restoring it loads the tag. */
void tag_take(struct share *share);

/* --- ARCH_tags.c --- */

/* How many tags this CPU has for guests: 0 up to that, less one. */
unsigned tags_of_cpu(void);

/* Drops all that the TLB has of guests whose tags are below that, before `next` is entered. */
void tags_flush(unsigned count, struct vcpu *next);

/* The vCPU runs with its guest's tag from now on. */
void vcpu_set_tag(struct vcpu *vcpu);

/* Drops what this CPU's TLB has with the tag of the vCPU, which runs here next: another of the same
 * guest's vCPUs may have left it, or this one before it ran on another CPU. */
void tag_flush_here(struct vcpu *vcpu);
