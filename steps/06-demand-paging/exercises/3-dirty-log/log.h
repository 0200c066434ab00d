/* For the grader: the guest's RAM, and what should be in the answer's log. */
#pragma once

#include "../1-read-ahead/words.h"

#define USED_PAGES 24

extern uint64_t ram_base, ram_pages;
/* Pages of RAM, by number, that the guest uses first: its first and its last page, and others. */
extern uint64_t used[USED_PAGES];
/* GPA of a page outside the RAM that the guest may read. */
extern uint64_t read_only;

/* Makes the guest, which writes into its used pages. */
void log_init(void);

/* 512 pages of RAM that one entry can map, and that nothing is mapped in: the number of the first.
 * Others each time. */
uint64_t next_block(void);

uint64_t page_gpa(uint64_t page);

/* The guest writes into that page, after so many faults. From then on it should be in the log.
 * Misses the point if that goes otherwise. */
bool expect_write(uint64_t page, uint64_t faults, const char *hint);

/* Those pages should be in the log. */
void should_be_in_log(uint64_t page, uint64_t pages);

/* Nothing should be in the log. */
void log_is_empty(void);

/* Collects the log, and misses the point if it is not what it should be. */
bool expect_log(const char *hint);
