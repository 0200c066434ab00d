/*
 * Shared by the tests of x86_64's decoder: a guest's CPU, whose instruction and memory are here,
 * and a device that keeps what is written to it.
 */
#pragma once

#include <stdlib.h>
#include <string.h>

#include "unit.h"

#include "no_asm.h"

#include "devices.h"

/* Where a linear address leads: a GPA that is neither it nor an offset. */
#define GPA_OF(linear) ((linear) + 0x7000000000)

extern struct vcpu vcpu;
extern struct vm_exit vm_exit;

/* Whether linear addresses lead to no GPA; or to that of the exit, whatever they are. */
extern bool leads_nowhere, leads_anywhere;

/* Whether the guest's own tables let it read only. */
extern bool read_only;

/* Its instruction: as many bytes as can be fetched at its pc. */
extern const uint8_t *code;
extern unsigned code_length;

/* The device's memory, and what was done to it: 'r' and 'w', in order. */
extern uint64_t memory_value;
extern char accesses[8];

/* If not NULL, what the hypervisor finds mapped at any GPA. */
extern uint8_t *mapped;

/* A vCPU in 16-, 32- or 64-bit code, with random registers, flat segments, and random bases. */
void any_vcpu(unsigned code_bytes);

/* An exit at that linear address, to read or to write. */
void exit_at(uint64_t linear, bool write);

/* Does the instruction as the handlers of step 7 do; false if it is not decoded. */
bool emulate(struct access *access);

/* --- The tests: test_x86_64_decode.c and test_x86_64_exits.c --- */

void test_each_instruction(void);
void test_each_cut_short(void);
void test_exits_of_another_kind(void);
void test_another_gpa(void);
void test_read_only(void);
void test_limits(void);
void test_mapped_memory(void);
