/*
 * For the grader: the guest's memory. Its pages are neighbours in guest-physical addresses, but not
 * in the machine's, where other pages lie between them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define BUFFER_PAGES 8

/* Gives the caller's guest its pages; memory_page_gpa(n) is where page n is. */
void memory_init(void);
uint64_t memory_page_gpa(unsigned n);

/* Fills the memory again, and from here on notes what is written to it. */
void memory_start(void);

/* How many bytes of the source were taken since then. */
uint64_t bytes_taken(void);

/* Whether gpa.. holds the source's first bytes, so many as said. With cached false it is what a
 * guest with its caches off sees: what has been cleaned. */
bool memory_is_filled(uint64_t gpa, uint64_t length, bool cached);

/* Bytes outside of gpa..gpa + length that have changed. */
uint64_t bytes_changed_outside(uint64_t gpa, uint64_t length);
