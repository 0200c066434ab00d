/*
 * The second translation: from the guest's physical addresses (GPA) to the machine's (HPA).
 *
 * One walker serves the three architectures. The architecture's header says what an entry looks
 * like, how many levels there are and how large the root is, by these names:
 *
 *   STAGE2_LEVELS, STAGE2_GPA_BITS, stage2_prot_valid           what the architecture can do
 *   entry_present, entry_is_table, entry_address, entry_prot    what an entry says
 *   entry_for_table, entry_for_leaf                             make an entry
 *
 * A height is the number of levels below a table: 0 is the last one, whose entries are pages.
 */
#pragma once

#include "error.h"
#include "machine.h"

/* What a guest may do with its memory; and (step 7) that it is no memory, but a device's registers:
 * accesses to them are not cached, and the hypervisor makes none for the guest. */
enum { STAGE2_R = 1, STAGE2_W = 2, STAGE2_X = 4, STAGE2_DEVICE = 8 };
#define STAGE2_RWX (STAGE2_R | STAGE2_W | STAGE2_X)

#include ARCH_HEADER(stage2)

#define STAGE2_BLOCK_SIZE (PAGE_SIZE << 9) /* bytes: an entry at height 1 */

struct stage2 {
    stage2_entry *root; /* HPA */
    unsigned tag;       /* tells this guest's translations from others in the TLB: see the fence */
    struct flush_request *flush_requests; /* x86_64: see its fence */
};

/* An empty table for the guest with that tag: its number, from 0 on. Fails without memory for the
 * root. */
error stage2_init(struct stage2 *stage2, unsigned tag);

/* Frees every table, and drops every cached translation. The caller frees the memory that was
 * mapped. */
void stage2_destroy(struct stage2 *stage2);

/*
 * The next three functions take bytes, in whole pages, and change the whole range or nothing. They
 * fail if an address or the size is not a multiple of a page, if the range goes beyond the
 * guest-physical addresses, and if no memory is left for a table.
 */

/* Maps gpa.. to hpa.. with prot, in 2 MiB blocks where both are aligned. Also fails if a page is
 * mapped already, or if the architecture has no such prot. */
error stage2_map(struct stage2 *stage2, uint64_t gpa, uint64_t hpa, uint64_t size, unsigned prot);

/* Removes the mapping and frees tables that are then empty. Also fails if a page is not mapped. */
error stage2_unmap(struct stage2 *stage2, uint64_t gpa, uint64_t size);

/* Changes the rights to prot. Also fails if a page is not mapped, or if the architecture has no
 * such prot. */
error stage2_protect(struct stage2 *stage2, uint64_t gpa, uint64_t size, unsigned prot);

/* Maps one page (height 0) or aligned block (height 1) as stage2_map() does; in the time of one
 * walk where the tables are there already. */
error stage2_map_leaf(struct stage2 *stage2, uint64_t gpa, uint64_t hpa, unsigned height,
                      unsigned prot);

/* What a guest-physical address is mapped to. */
struct stage2_place {
    uint64_t hpa;  /* of that very byte */
    uint64_t left; /* bytes from there to the end of the page or block, or of the gap */
    unsigned prot;
};

/* Looks gpa up as the hardware does; false if it is not mapped, and then only place->left is set.
 */
bool stage2_lookup(const struct stage2 *stage2, uint64_t gpa, struct stage2_place *place);

/* Draws that walk, one line a level. */
void stage2_draw(const struct stage2 *stage2, uint64_t gpa);

/* --- Provided by the architecture's file --- */

/* Call after changing tables that a guest may have used: drops its cached translations. On AArch64
 * every CPU's; on the other two this CPU's. */
void stage2_fence(const struct stage2 *stage2);

/* Drops those of the other CPUs, with the help of these: step 11 sets it. NULL: there are none. */
extern void (*stage2_flush_everywhere)(const struct stage2 *stage2);

/* The level's name in the manual, for a height. */
const char *stage2_level_name(unsigned height);

/* Prints an entry in words: "leaf 80305000 r-x A D", "table 80306000", "not valid". */
void print_entry(stage2_entry entry, unsigned height);

/* --- Shared by stage2.c and stage2_walk.c --- */

#define STAGE2_TOP (STAGE2_LEVELS - 1) /* the root's height */

/* Bytes that one entry of a table at that height covers. */
static inline uint64_t entry_span(unsigned height)
{
    return PAGE_SIZE << 9 * height;
}

/* The entry for gpa in a table at that height. The root may have more entries than 512. */
static inline stage2_entry *entry_of(stage2_entry *table, unsigned height, uint64_t gpa)
{
    uint64_t entries = height == STAGE2_TOP ? STAGE2_ROOT_SIZE / sizeof *table : 512;
    return &table[gpa >> (PAGE_SHIFT + 9 * height) & (entries - 1)];
}

/* The table below an entry. */
static inline stage2_entry *table_below(stage2_entry entry)
{
    return (stage2_entry *)entry_address(entry);
}
