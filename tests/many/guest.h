/*
 * What the guests of these tests share, which have several CPUs: --vcpus. The first runs main(), as
 * in every guest in C; each other one begins in run_other(), on a stack of its own, when cpu_on()
 * has named other_entry and its own number as the argument.
 */
#pragma once

#include "print.h"

#include <stdbool.h>

#define PAGE      4096ul
#define CPUS_MOST 8

/* What is not the same on the three machines: where RAM starts, the page of --share-page, and the
 * answers to cpu_on(). */
#if defined __riscv
#define RAM    0x80000000ul
#define SHARED 0x0f000000ul
enum { IS_ON_ALREADY = -6, NO_SUCH_CPU = -3, NOT_ITS_MEMORY = -5 };
#elif defined __aarch64__
#define RAM    0x40000000ul
#define SHARED 0x0b000000ul
enum { IS_ON_ALREADY = -4, NO_SUCH_CPU = -2, NOT_ITS_MEMORY = -9 };
#else
#define RAM    0ul
#define SHARED 0xfe000000ul
enum { IS_ON_ALREADY = -4, NO_SUCH_CPU = -2, NOT_ITS_MEMORY = -9 };
#endif
#define RAM_BYTES (16ul << 20)        /* --guest-mem 16M */
#define FREE      (RAM + (4ul << 20)) /* the guest's image lies below */

/* What each other CPU does. When it returns, the CPU turns itself off. */
void run_other(unsigned long number);

/* --- ARCH.S --- */

extern char other_entry[];

/* Turns the CPU of that number on. 0, or one of the answers above. */
long cpu_on(unsigned long number, unsigned long entry, unsigned long argument);

/* Turns off this CPU. It returns only if it is refused. */
long cpu_off(void);

enum { IS_ON = 0, IS_OFF = 1 };
long cpu_state(unsigned long number);

/* Starts the machine again. */
_Noreturn void reset(void);

/* From now on this CPU's faults do so too; on x86_64 after ipi_init(). */
void faults_reset(void);

/* Interrupts between CPUs, which are off in the CPU itself: it waits for one, and takes it. */
void ipi_init(unsigned long number);
void ipi_send(unsigned long number);
void ipi_wait(void);

/* --- By C alone --- */

static inline uint32_t add_to(volatile uint32_t *word, uint32_t n)
{
    return __atomic_fetch_add(word, n, __ATOMIC_SEQ_CST);
}

/* The tests look for what is printed here. */
static inline void expect(bool is_so, const char *what, long value)
{
    if (is_so)
        return;
    print("wrong: ");
    print(what);
    print(" ");
    print_number(value);
    print("\n");
    shut_down();
}

static inline void turn_on(unsigned long number)
{
    long answer = cpu_on(number, (unsigned long)other_entry, number);
    expect(!answer, "answer of cpu_on", answer);
}

/* All CPUs from 0 to count - 1 wait for each other. */
static inline void meet(unsigned count)
{
    static volatile uint32_t come;
    uint32_t place = add_to(&come, 1);
    while (come < place - place % count + count)
        ;
}
