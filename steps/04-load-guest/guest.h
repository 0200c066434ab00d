/* A guest: what belongs to all of its CPUs. */
#pragma once

#include "print.h"
#include "stage2.h"

struct guest;
struct vcpu; /* step 5 */

/*
 * A stretch of a guest's physical addresses. Stage 2 is the only record of what is mapped there;
 * the region says what may be, and who answers an access that stage 2 does not.
 */
struct guest_region {
    const char *name;    /* "RAM" */
    uint64_t base, size; /* GPA, bytes in whole pages */

    /* Maps memory at gpa, in this region, where nothing is mapped; as much as the next size bytes
     * need, or less. NULL when all that there will ever be is mapped from the start. */
    error (*give)(struct guest *guest, struct guest_region *region, uint64_t gpa, uint64_t size);

    struct guest_region *next;
};

/* Makes a vCPU start at that GPA, in one of the CPU's modes (step 5). */
typedef void guest_start(struct vcpu *vcpu, uint64_t entry);

#define GUEST_STARTS 8
#define VCPUS_MOST   8

struct guest {
    struct stage2 stage2;
    unsigned number;                /* from 0 on: the tag of its stage-2 table too */
    unsigned cpus;                  /* how many it has: one before step 11, */
    struct vcpu *vcpus[VCPUS_MOST]; /* which are these (step 5) */
    struct guest_region *regions;   /* in the order of their adding; none overlaps another */
    struct guest_region ram;
    struct guest_line line; /* what it prints */
    error not_given;        /* why a region gave no memory, when one did not */

    uint64_t entry;                  /* GPA of its first instruction */
    guest_start *start;              /* the way in which its image starts */
    struct permissions *permissions; /* x86_64: the ports and MSRs that it may use (step 5) */
    struct device *devices;          /* what answers accesses to what is not memory (step 7) */
    struct device *last_device;      /* the one that answered last (step 7) */
    struct board *board;             /* all of its devices' states (step 7) */
    struct flash *flash;             /* the file that it has as memory; NULL: none (step 6) */
    uint64_t told;                   /* GPA of what its kernel is told of its machine (step 7) */
    bool floating_point;             /* it has it, and its device tree says so (step 8) */
    uint64_t initrd, initrd_size;    /* GPA and bytes of its kernel's first files (step 8) */
    struct power_ports *power_ports; /* x86_64: where it turns itself off (step 9) */
    struct apics *apics;             /* x86_64: its CPUs' interrupt controllers (step 9) */
    uint64_t image_end;              /* GPA after all that its kernel says it needs (step 9) */
    guest_start *more_starts[GUEST_STARTS]; /* after `start`, in this order */

    /* What the format of its kernel asks for before the start; NULL: nothing (step 9). */
    error (*hand_over)(struct guest *guest);
};

/* An empty guest: no memory, no entry. Fails without memory for its stage-2 root. */
error guest_init(struct guest *guest, unsigned number);

/* Adds a region. Fails if it is not in whole pages, or overlaps another. */
error guest_add_region(struct guest *guest, struct guest_region *region);

/* Adds what is done to each of its vCPUs when it starts, after all that was added before. Once:
 * what was added already stays where it is. */
void guest_add_start(struct guest *guest, guest_start *start);

/* The region that has gpa; NULL when none has. */
struct guest_region *guest_region_at(const struct guest *guest, uint64_t gpa);
