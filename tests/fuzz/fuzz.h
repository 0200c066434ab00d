/*
 * Shared by the parts of the fuzzer. A stream is one short life of a guest: its memory and its
 * registers come out of a seed, and it runs until it is stopped or its slice of time is over.
 */
#pragma once

#include "memory_map.h"
#include "random.h"
#include "../host_registers/host_registers.h"

enum mode { ANY_WORDS, WEIGHTED, CALLS, DEVICES, MODES };

/* --- random.c --- */

/* An address: mostly one that is, or is close to, an edge of something. */
uint64_t random_address(void);
/* A byte of the guest's memory: GPA. */
uint64_t random_guest_address(void);

/* Instructions of 32 bits out of a table: fixed bits, and bits that are random. The weights are 256
 * together at most. */
struct pattern {
    uint32_t weight, fixed, random;
};
/* Fills a page with words: any, or out of the table; in mode CALLS with a loop, two words long. */
void random_words(uint8_t *page, enum mode mode, const uint32_t call_loop[2],
                  const struct pattern *patterns, unsigned count);

/* --- console.c --- */

extern bool mute; /* nothing is printed */

/* Says in which stream a panic was. Each main() has its own. */
void print_seed(void);

/* --- memory.c: the guest's pages, between pages that nobody may touch --- */

#define GUEST_PAGES  16
#define CODE_PAGES   12 /* and after them: tables, data */
#define GUEST_MEMORY (GUEST_PAGES * PAGE_SIZE)
#define TABLE_GPA    (GUEST_BASE + CODE_PAGES * PAGE_SIZE)

/* Allocates and maps it all. On demand, all is the guest's RAM, which gives it. */
error memory_init(struct guest *guest, bool on_demand);

/* Remembers how the tables look: once all is mapped. */
void memory_remember(void);

/* Where the guest's page number n lies: HPA. */
uint8_t *guest_page(unsigned n);

/* With step 6: takes some of the guest's pages away, so that its accesses have to bring them back;
 * and at the end of a stream, brings back the rest. Without it they do nothing. */
error memory_promise(void);
error memory_give_all(void);

/* What has changed that no guest may change; OK when nothing has. */
error memory_check(void);

/* --- ARCH.c --- */

/* Fills a page of the guest's with instructions; in mode CALLS with a loop of hypercalls. */
void fill_code(uint8_t *page, enum mode mode);
/* Fills the pages from TABLE_GPA on with page tables of the guest's own, right and wrong ones. */
void fill_tables(void);

/* The guest's registers, the mode that it starts in, and where. Called after vcpu_load(). */
void set_registers(struct vcpu *vcpu, enum mode mode);
/* The next hypercall's number and arguments. */
void set_call(struct vcpu *vcpu);

/* What A and D are in an entry of a stage-2 table: the CPU sets them. */
extern const uint64_t accessed_and_dirty;
