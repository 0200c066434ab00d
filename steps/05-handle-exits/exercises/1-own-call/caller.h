/*
 * For graders: a guest that makes one hypercall and then waits. Its code is one page, full of
 * instructions that wait, with a hypercall among them. All its registers are random numbers.
 */
#pragma once

#include "hypercalls.h"

extern struct guest caller_guest;
extern struct vcpu caller_vcpu;

/* Makes the guest. */
void caller_init(void);

/* A call of the table that is refused, not `except`. */
const struct hypercall *choose_refused_call(const struct hypercall *except);

/* Runs the guest from a hypercall of that number to its next exit that ends it. */
void make_call(const struct hypercall *call, uint64_t first, uint64_t second);

/* After make_call(): expects that the guest came to the instruction after its call. */
bool expect_resumed(void);

/* A register's number that the call changed, though it holds no result; -1 if there is none. */
int changed_register(void);

/* What the call answered. */
struct call_result {
    int64_t error; /* 0, or what is wrong */
    uint64_t value;
};
struct call_result call_result(void);

/* After make_call(): the value that the call answered has to be that one, for a reason that begins
 * with what was asked, and ends with a hint. */
void expect_value(uint64_t value, const char *asked, const char *hint);

/* The same: it has to be refused. */
void expect_refusal(const char *asked, const char *hint);
enum { CALL_NOT_SUPPORTED = 1, CALL_REFUSED = 2 }; /* in error, on every architecture */

/* --- The architecture's: ARCH_caller.c --- */

struct caller_code {
    uint8_t call[4], wait[4];           /* instructions */
    unsigned call_length, wait_length;  /* bytes */
    unsigned first_register, registers; /* numbers for vcpu_register() */
    unsigned argument_bits;             /* how long a call's arguments are */
};
extern const struct caller_code caller_code;

/* Whether a grader may choose that row of the table. */
bool may_be_chosen(const struct hypercall *call);

/* The guest's registers say that it makes that call. */
void set_call(struct vcpu *vcpu, const struct hypercall *call, uint64_t first, uint64_t second);

/* Whether that register takes a call's result. */
bool takes_result(unsigned n);

struct call_result read_result(const struct vcpu *vcpu);
