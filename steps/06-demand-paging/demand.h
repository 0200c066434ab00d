/* Memory on demand: at a stage-2 fault a region gives memory, and the guest resumes as if the
 * memory had always been there. */
#pragma once

#include "guest_memory.h"
#include "handlers.h"

/* A stage-2 fault at which memory was given. */
enum { EXIT_DEMAND = EXIT_LATER };

/* Installs the handlers: from now on a stage-2 fault makes its region give memory. Fails if an
 * option is wrong. */
error demand_init(void);

/* Bytes that the guest's regions promise, and bytes of them that are mapped. */
struct guest_memory {
    uint64_t promised, given;
};
struct guest_memory demand_count(const struct guest *guest);

/* Whether another CPU of the guest may have had the same fault first (step 11), so that memory is
 * there now: then the guest tries again, once. */
bool demand_given_elsewhere(const struct vcpu *vcpu, const struct vm_exit *exit);

/* --- For the regions that give memory --- */

/* A zeroed page. When none is free, pages of flash are taken back. NULL if that is not enough. */
void *demand_page(void);

/* Maps the page at gpa, where nothing is mapped. If that fails, it frees the page. */
error demand_map(struct guest *guest, uint64_t gpa, void *page, unsigned prot);

/* Whether nothing of gpa..gpa + size is mapped. */
bool demand_unmapped(const struct guest *guest, uint64_t gpa, uint64_t size);

/* The error when no memory is left for gpa: it says how much is promised, given and free. */
error demand_problem(const struct guest *guest, uint64_t gpa);

/* demand_ram.c: reads the option "fault-block". */
error demand_ram_init(void);
