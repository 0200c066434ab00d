/* Memory on demand: a stage-2 fault gives it, and the guest runs on as if it had been there. */
#pragma once

#include "guest_memory.h"
#include "handlers.h"

/* A stage-2 fault that was answered with memory. */
enum { EXIT_DEMAND = EXIT_LATER };

/* From now on stage-2 faults in regions that give memory are answered. Fails if an option is wrong.
 */
error demand_init(void);

/* Bytes that the guest's regions promise, and bytes of them that are mapped. */
struct guest_memory {
    uint64_t promised, given;
};
struct guest_memory demand_count(const struct guest *guest);

/* --- What regions that give memory stand on --- */

/* A zeroed page. When none is free, pages of flash are taken back. NULL if that is not enough. */
void *demand_page(void);

/* Maps the page at gpa, where nothing is mapped. If that fails, the page is free again. */
error demand_map(struct guest *guest, uint64_t gpa, void *page, unsigned prot);

/* Whether nothing of gpa..gpa + size is mapped. */
bool demand_unmapped(const struct guest *guest, uint64_t gpa, uint64_t size);

/* The sentence for a guest that gets no memory at gpa: what is promised, given and free. */
error demand_problem(const struct guest *guest, uint64_t gpa);

/* demand_ram.c: reads the option "fault-block". */
error demand_ram_init(void);
