/* What the answer makes of an entry, and how the guest of that entry traps. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A register that the answer is given. */
struct entry_value {
    const char *name;
    uint64_t mode; /* its bits that say the guest's mode: these may change */
    const char *hint;
    uint64_t before, after;
};

/* --- check.c --- */

/* Whether this guest was in user mode before. */
extern bool user_already;

/* Call when after is filled. Returns if the guest can be entered with what the answer wrote. With a
 * problem, it cannot. */
void check_values(const char *problem);

/* Some of these bits, at least one: so no fixed number is right by chance. */
uint64_t random_some(uint64_t bits);

/* --- ARCH_check.c: it also stands between enter_guest() and leave_host() --- */

/* The guest's address comes first; a value without a name is the end. */
extern struct entry_value entry_values[];

/* Expects that the guest, which has trapped, was in user mode. */
void expect_user_mode(void);
