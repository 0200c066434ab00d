/* Processes that put and get records, for the grader of exercise 8.1. */
#pragma once

#include "record.h"

#include <stdbool.h>

#define PAGE   4096
#define HEAD   sizeof(struct record_head)
#define POISON 0xa5

extern uint64_t pages;              /* three of the first process's memory: after them is none */
extern uint64_t code, kernel;       /* addresses of its code, and of the kernel's memory */
extern uint8_t bytes[RECORD_BYTES]; /* what was last put */

/* Before each point: false after a miss. */
bool records_ready(void);

/* The call, by that process. */
int64_t put(unsigned pid, uint64_t place, uint64_t address, uint64_t count);
int64_t get(unsigned pid, uint64_t place, uint64_t address, uint64_t count);

bool expect_result(int64_t is, int64_t right, const char *what);

/* Random bytes, which are stored in the first process's memory too; and bytes that are POISON. */
void new_bytes(uint64_t address, unsigned count);
void poison(uint64_t address, unsigned count);

/* Puts so many new bytes. */
void put_new(uint64_t place, unsigned count);

/* That place holds the first `count` of bytes, put by the process `by`, and pid gets it. */
void expect_record(unsigned pid, uint64_t place, unsigned by, unsigned count, const char *what);

unsigned some_count(void);
uint64_t some_place(void); /* not the last two */
