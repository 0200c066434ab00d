/* Images for the test guest, right ones and wrong ones, and what the answer makes of them. */
#pragma once

#include "hex_text.h"
#include "test_guest.h"

#define MOST_DATA 255 /* bytes in a record */
#define ANY_LINE  0

/* Where a guest's RAM may begin (GPA): in the first 64 KiB, or high, and then neither its base nor
 * its end is a multiple of 64 KiB. */
uint64_t low_base(void);
uint64_t high_base(void);

/* --- Making an image, record by record --- */

/* A new text, and a new guest. */
void image_begin(uint64_t base);

/* The same, at a high base, with a few good records. */
void image_begin_good(void);

/* Random bytes, which belong at gpa. */
void image_add_data(uint64_t gpa, unsigned count);

/* An extended address for data at gpa and after it. Then image_added is what is added. */
void image_add_linear(uint64_t gpa);
void image_add_segment(uint64_t gpa);
extern uint64_t image_added;

/* The start address, and the end. */
void image_add_end(uint64_t entry);

/* --- Loading it --- */

/* What guest->start has to be. */
void elf_start(struct vcpu *vcpu, uint64_t entry);

/* The answer loads it, and each byte is where it should be. */
bool image_loads(const char *what);

/* The answer refuses it, names the line, and changes only the guest's memory. */
void image_refuses(unsigned line, const char *what);
