/*
 * Hypercalls: one table of calls with their names and handlers. What is printed, what is refused
 * and what a guest finds when it asks which calls there are follows from it. The architecture's
 * file has the table: riscv64_sbi.c, aarch64_psci.c, x86_64_vmmcall.c.
 */
#pragma once

#include "handlers.h"

/* Does what the call asks for, and puts the result where the guest looks for it. */
typedef enum guest_action hypercall_handler(struct vcpu *vcpu);

/* What a call needs beside its vCPU: step 11 */
enum own_call { CALL_NEEDS_HOST, CALL_NEEDS_NOTHING, CALL_NEEDS_CONSOLE };

struct hypercall {
    /* slide: call */
    uint64_t extension; /* SBI: its number; 0 where a call has one number only */
    uint64_t number;    /* the call's */
    const char *name;   /* "DBCN console_write"; NULL for numbers that no specification names */
    hypercall_handler *handle;
    uint64_t arguments; /* how many */
    /* end */
    enum own_call own;
};

/* A call that is named, and refused. */
#define REFUSED(name, arguments) name, not_supported, arguments

/* The table, in the order of (extension, number). */
extern struct hypercall hypercalls[];
extern const unsigned hypercalls_count;

/* The call of those numbers; unknown_call if the table has none. */
const struct hypercall *hypercall_find(uint64_t extension, uint64_t number);
extern const struct hypercall unknown_call;

/* Sets the handler of a call that is in the table: from now on it is supported. */
void hypercall_offer(uint64_t extension, uint64_t number, hypercall_handler *handle);

/* The call needs no more than that, beside its vCPU. */
void hypercall_is_own(uint64_t extension, uint64_t number, enum own_call own);

/* Whether the call does anything but say that it is not supported. */
bool hypercall_supported(const struct hypercall *call);

/* Handles a call that is not vcpu->last_call. */
hypercall_handler handle_other_call;

/* Prints "NAME(0x1, 0x2)". */
void print_hypercall(const struct vcpu *vcpu, const struct hypercall *call);

/* --- The architecture's --- */

/* The call that the vCPU makes; unknown_call if it is none. */
const struct hypercall *hypercall_of(const struct vcpu *vcpu);

/* Its n-th argument, from 0 on. */
uint64_t hypercall_argument(const struct vcpu *vcpu, unsigned n);

/* Refuses the call: "not supported", in the architecture's way. */
hypercall_handler not_supported;
