/*
 * An access of a guest that nothing in stage 2, or in its map of ports, answers: what it reads or
 * writes, where, how much. The architecture's file decodes it, from what the CPU says of the exit
 * or from the instruction; its header adds what the instruction needs when it is finished.
 */
#pragma once

#include "handlers.h"

enum space {
    SPACE_MEMORY, /* of a GPA */
    SPACE_PORTS,  /* x86_64's second address space */
};

#include ARCH_HEADER(access)

struct access {
    enum space space;
    uint64_t address; /* GPA or port */
    unsigned size;    /* bytes: 1, 2, 4 or 8 */
    bool write;
    uint64_t value; /* what the guest writes; or what it reads, once a device has said it */
    struct access_rest rest;
};

/* --- ARCH_access.c --- */

/* Decodes the access that made the guest exit. False if that is not possible: then the guest gets a
 * fault, and never a guess. */
bool access_decode(struct vcpu *vcpu, const struct vm_exit *exit, struct access *access);

/* Does the rest of the instruction: puts what was read where it belongs, and moves the pc on. */
void access_finish(struct vcpu *vcpu, const struct vm_exit *exit, const struct access *access);

/* The guest's CPU takes the fault with which its machine answers an access to nothing. */
void inject_access_fault(struct vcpu *vcpu, const struct vm_exit *exit);

/* What the machine answers in a space where nothing is: a fault, or all ones. */
bool space_faults(enum space space);
