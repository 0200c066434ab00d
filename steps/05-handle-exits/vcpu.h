/*
 * The guest's CPU while the guest does not run, and the switch between the two worlds. The
 * machine's header gives struct vcpu and
 *
 *   void world_switch(struct vcpu *)                     into the guest, and back at its next exit
 *   void exit_decode(struct vcpu *, struct vm_exit *)    what the machine says of it, into *exit
 */
#pragma once

#include "exits.h"
#include "load_guest.h"

struct vcpu;
/* exit_decode's part for every exit that is no hypercall. Of *exit, cause and pc are there. */
void decode_rarer(struct vcpu *vcpu, struct vm_exit *exit);

#include ARCH_HEADER

/* How a guest's time ends. */
enum guest_end {
    GUEST_GOES_ON, /* it does not */
    GUEST_SHUT_DOWN,
    GUEST_ASKS_FOR_RESET,
    GUEST_STOPPED, /* by us: vcpu->why_stopped says why */
};

/* What is done about one kind of exit. When the guest goes on, its pc is where it does. */
struct exit_row {
    enum guest_end (*handle)(struct vcpu *vcpu, struct vm_exit *exit);
    uint64_t count; /* exits of this kind so far */
};

/* Runs the guest until one of its exits ends it; returns how. Every row has a handler. */
enum guest_end run_guest(struct vcpu *vcpu, struct exit_row table[EXIT_KINDS]);

/* --- handlers.c --- */

/* For the kinds that nothing else is done about. */
enum guest_end stop_guest(struct vcpu *vcpu, struct vm_exit *exit);

enum guest_end stop_waiting_guest(struct vcpu *vcpu, struct vm_exit *exit);
enum guest_end stop_at_end_of_slice(struct vcpu *vcpu, struct vm_exit *exit);

/* Prints the exit that ended the guest, how it ended, and the counts. Returns the exit status. */
int report_end(struct vcpu *vcpu, enum guest_end end, const struct exit_row table[EXIT_KINDS]);

/* Prints registers in columns. */
struct register_value {
    const char *name;
    uint64_t value;
};
void print_registers(const struct register_value *registers, unsigned count);

/* Shows `length` bytes at gpa as the guest's output, a page of them at most. Returns how many;
 * -1 when they are not all the guest's to read. */
int64_t guest_console_write(struct vcpu *vcpu, uint64_t gpa, uint64_t length);

/* Puts what waits on the console at gpa, `length` bytes at most. Returns as the other does. */
int64_t guest_console_read(struct vcpu *vcpu, uint64_t gpa, uint64_t length);

/* --- The machine's --- */

/* Points the CPU at the guest: its memory, its first instruction, what of it traps. */
void vcpu_init(struct vcpu *vcpu, const struct guest *guest);

/* Does what a hypercall asks for; for the row of EXIT_HYPERCALL. */
enum guest_end answer_hypercall(struct vcpu *vcpu, struct vm_exit *exit);

/* Gives the guest a register that it may have after all; for the row of EXIT_REGISTER. */
enum guest_end answer_register(struct vcpu *vcpu, struct vm_exit *exit);

/* Tells a guest what CPU it has; for the row of EXIT_IDENTIFY. */
enum guest_end answer_identify(struct vcpu *vcpu, struct vm_exit *exit);

/* Prints the exit's cause in words, for a hypercall the call and its arguments. */
void print_exit(const struct vcpu *vcpu, const struct vm_exit *exit);

/* Prints the guest's registers. */
void print_vcpu(const struct vcpu *vcpu, const struct vm_exit *exit);

/* Makes the host's timer end the guest's slice after that many milliseconds. */
error start_slice(uint64_t milliseconds);
