/* What the hardware makes of a table, and the guest that runs in the page. */
#pragma once

#define MARK_IN  64  /* bytes from the guest's start: it copies the word there ... */
#define MARK_OUT 128 /* ... to here */

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

enum entry_kind { NO_ENTRY, TABLE, LEAF };

/* --- ARCH_check.c --- */

struct table_format {
    unsigned levels, gpa_bits;
    uint64_t root_entries;
};
extern const struct table_format format;

/* Height 0 is the last level. */
enum entry_kind entry_kind(uint64_t entry, unsigned height);

/* Of the table or page to which an entry leads, HPA. */
uint64_t entry_address(uint64_t entry);

/* What is wrong with an entry, NULL if nothing is: with a table's, with a leaf of all rights. */
const char *table_problem(uint64_t entry);
const char *leaf_problem(uint64_t entry);

/* The answer's root. */
uint64_t *build_table(uint64_t gpa, uint64_t hpa);

/* --- ARCH_guest.S: copies its mark, then makes a hypercall. It runs at any address --- */

extern char guest_start[], guest_end[];
#endif
