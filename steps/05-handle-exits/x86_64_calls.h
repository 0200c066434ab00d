/*
 * x86_64: the hypercalls: their names, and who answers them. VMMCALL with the function's number in
 * eax, arguments in ebx, ecx and edx; eax becomes the answer, other registers stay. A PC has no
 * firmware calls for this, so the numbers are those of Arm's PSCI and, for the console, of the SMC
 * Calling Convention's range for a hypervisor's own services:
 *
 *   0x86000001 CONSOLE_WRITE(address, bytes)   shows what lies at a guest-physical address, a page
 *                                              at most; the answer is how many bytes
 *   0x86000002 CONSOLE_READ(address, bytes)    puts there what waits to be read; so is this answer
 *   0x86000003 CONSOLE_WRITE_BYTE(byte)        shows it; the answer is 0
 */
#pragma once

#include "vcpu.h"

typedef enum guest_end call_answer(struct vcpu *vcpu);

struct call {
    const char *name; /* "SYSTEM_OFF" */
    unsigned arguments;
    call_answer *answer;
};

/* Rows of the table: call PSCI_BASE + n is in row n, CONSOLE_BASE + n in CONSOLE_ROW + n. The last
 * row is for all numbers that are none. */
#define PSCI_BASE     0x84000000
#define PSCI_CALLS    0x18
#define CONSOLE_BASE  0x86000001
#define CONSOLE_CALLS 3
enum { CONSOLE_ROW = PSCI_CALLS, NO_CALL = CONSOLE_ROW + CONSOLE_CALLS, CALL_ROWS };
extern const struct call calls[CALL_ROWS];

/* The call of that number; one without a name when there is none. */
const struct call *call_find(uint32_t number);

/* Its n-th argument, from 0 on. */
uint32_t call_argument(const struct vcpu *vcpu, unsigned n);

/* Who answers: x86_64_hypercalls.c. */
call_answer not_offered, version, features, system_off, system_reset;
call_answer console_write, console_read, console_write_byte;
