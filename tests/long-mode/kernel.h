/* A kernel that tries, on x86_64 in long mode, what it and its programs may not have: what it is
 * made of. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t u64;

/* --- boot.S --- */

/* Executes what is there, at level 0 or 3, until a trap; returns its vector. The first registers
 * are in before, and what they held at the trap in after. */
int run(u64 level, u64 at, u64 stack, u64 flags);
extern char stubs[], system_call[];
extern u64 before[4], after[4], trap_code, trap_pc, trap_flags, trap_address, calls, started_with;
enum { RAX, RCX, RDX, RBX };

enum { DB = 1, UD = 6, NP = 11, GP = 13, PF = 14, DONE = 0x80 };

/* --- kernel.c --- */

#define ARENA 0x800000
#define STACK 0x900000

void text(const char *s);
void hex(u64 value);
void end_line(void);

/* Counts a check, and prints it if it fails. */
void want(const char *name, const char *what, u64 got, u64 wanted);

/* Executes those bytes, the first of which is their number, and then int 0x80, where the arena is
 * at. */
int try_flags(u64 level, const char *bytes, u64 flags);
int try(u64 level, const char *bytes);
extern u64 arena_at;

/* --- The attempts --- */

void try_table(void);     /* instructions.c */
void try_registers(void); /* registers.c */
void try_calls(void);     /* calls.c */
