/*
 * A virtual CPU: a guest's CPU while the guest does not run, and the switch between the two worlds.
 * The architecture's header gives struct vcpu, whose registers are its own, but which has
 * everywhere
 *
 *   struct guest *guest; unsigned number;    whose CPU it is, and which: from 0 on
 *   struct cpu *on_cpu;                      vcpu_load() has put its registers into that CPU
 *   void (*load_more)(struct vcpu *)         loads what a later step gives it; NULL: nothing
 *   const struct hypercall *last_call;       the call that it made last
 *   const char *why_stopped;                 said by the handler that stops the guest
 *   struct exit_ring ring;                   its exits
 *
 * and what has to be inlined:
 *
 *   void world_switch(struct vcpu *)                     into the guest, and back at its next exit
 *   bool exit_is_hypercall(const struct vcpu *, struct vm_exit *)
 *       what the CPU says of the exit first, into *exit; if true, that is all
 *   bool exit_is_interrupt(const struct vm_exit *)       after that: the host's, so the guest did
 * nothing bool call_is(const struct vcpu *, uint64_t extension, uint64_t number)    see
 * hypercalls.h bool from_guest_kernel(const struct vcpu *)          whether the guest's kernel
 * makes the call void skip_hypercall(struct vcpu *)                   moves the pc past a hypercall
 */
#pragma once

#include "cpu.h"
#include "exits.h"
#include "guest.h"

/* What a handler decides about the guest. */
enum guest_action {
    GUEST_RESUMES,   /* the guest runs on, at the pc in its vCPU */
    GUEST_PREEMPTED, /* it could run on, but another one may run first (step 10) */
    GUEST_WAITS,     /* for an interrupt; the pc is past the instruction (step 10) */
    GUEST_TURNS_OFF, /* this CPU of it, until another one turns it on (step 11) */
    GUEST_SHUTDOWN,
    GUEST_RESET,
    GUEST_STOPPED, /* by us: vcpu->why_stopped says why */
};

/* Decodes every exit except a hypercall. exit->cause and exit->pc are set already. */
void decode_other_exit(struct vcpu *vcpu, struct vm_exit *exit);

#include ARCH_HEADER(vcpu)

/* What the CPU says of an exit, into *exit. The hypercall has to be fast, and is decoded in the
 * loop itself. */
static inline void exit_decode(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (!exit_is_hypercall(vcpu, exit))
        decode_other_exit(vcpu, exit);
}

/* Whether its registers are in the CPU that this runs on. */
static inline bool vcpu_is_here(const struct vcpu *vcpu)
{
    return vcpu->on_cpu == this_cpu();
}

/* --- A vCPU, from reset to running: vcpu.c and ARCH_vcpu.c --- */

/* Makes the guest's vCPU of that number: its ring, and its registers as after a reset. */
error vcpu_init(struct vcpu *vcpu, struct guest *guest, unsigned number);

/* As vcpu_init(), for a guest that starts again: only the ring of exits is kept. */
error vcpu_renew(struct vcpu *vcpu);

/* Makes what the guest needs for one more vCPU. */
error vcpu_join_guest(struct vcpu *vcpu);

/* Gives every register in the structure its first value, and says what traps. Memory only: a vCPU
 * can be reset while another one is on the CPU. It starts at the guest's entry, in its mode. */
void vcpu_reset(struct vcpu *vcpu);

/* The last part of a reset: what the guest's image and its steps ask for. */
void vcpu_start(struct vcpu *vcpu);

/* Puts the vCPU on this CPU: all of the structure, except what the switch itself moves. */
void vcpu_load(struct vcpu *vcpu);

/* The modes in which images start: struct guest's `start`. */
guest_start start_elf, start_flat;

/* Runs the vCPU, which is loaded, until a handler says something other than GUEST_RESUMES; returns
 * that. It can be run again: it resumes. */
enum guest_action run_vcpu(struct vcpu *vcpu);

/* --- What handlers need of a vCPU: ARCH_fetch.c --- */

/* The general register of that number, as instructions have it; the zero register reads 0. */
uint64_t vcpu_register(const struct vcpu *vcpu, unsigned n);
void vcpu_set_register(struct vcpu *vcpu, unsigned n, uint64_t value);

/* Moves the pc past the instruction that caused the exit, whatever its length. */
void skip_instruction(struct vcpu *vcpu, const struct vm_exit *exit);

/* Finds the GPA of one of the guest's virtual addresses, by the guest's own tables; false if they
 * have none: on RISC-V *gpa is then that of the entry where the walk ended. */
bool guest_translate(struct vcpu *vcpu, uint64_t address, uint64_t *gpa);

/* Reads the instruction at that pc, `size` bytes at most. Returns how many could be read. */
unsigned guest_fetch(struct vcpu *vcpu, uint64_t pc, void *bytes, unsigned size);
