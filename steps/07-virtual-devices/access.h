/*
 * An access of a guest that neither stage 2 nor the map of ports allows: whether it reads or
 * writes, where, and how many bytes. The architecture's file decodes the access, from what the CPU
 * says about the exit or from the instruction. Its header adds what the rest of the instruction
 * needs.
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
    uint64_t value; /* what the guest writes; or what it reads, once a device has answered */
    struct access_rest rest;
};

/* --- ARCH_access.c --- */

/* Decodes the access that made the guest exit. False if that is not possible: then the guest gets a
 * fault. The hypervisor never guesses. */
bool access_decode(struct vcpu *vcpu, const struct vm_exit *exit, struct access *access);

/* Does the rest of the instruction: puts the value that was read into its place, and moves the pc
 * past the instruction. */
void access_finish(struct vcpu *vcpu, const struct vm_exit *exit, const struct access *access);

/* Makes the guest's CPU take the fault with which the guest's machine answers an access to nothing.
 */
void inject_access_fault(struct vcpu *vcpu, const struct vm_exit *exit);

/* Whether the machine answers an access to nothing in this space with a fault. If not, the guest
 * reads all ones. */
bool space_faults(enum space space);
