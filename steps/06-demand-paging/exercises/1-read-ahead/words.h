/*
 * For the graders of this step: exercise 5.1's guest also reads and writes words of its memory, one
 * at a time. Its code is in pages that belong to no region.
 */
#pragma once

#include "../../../05-handle-exits/exercises/1-own-call/caller.h"

/* Makes the guest, with RAM at that GPA that is only promised. */
void words_init(uint64_t ram, uint64_t size);

/* The guest reads the word at gpa, or writes it. False if it was stopped on the way. */
bool guest_reads(uint64_t gpa, uint32_t *word);
bool guest_writes(uint64_t gpa, uint32_t word);

/* The exits of the last of them, without the one that ended it: its faults. A guest that faults
 * again and again is stopped. */
extern uint64_t word_faults;
#define WORD_FAULTS_MAX 100

/* Why the last of them did not come to its end. */
const char *why_not(void);

/* What the architecture's header gives: instructions, and the registers that they use. */
struct word_code {
    uint8_t load[4], store[4];
    unsigned length;        /* bytes of each */
    unsigned address, word; /* numbers for vcpu_register() */
};
