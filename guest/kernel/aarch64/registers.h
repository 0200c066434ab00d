/* AArch64: registers. */
#pragma once

#include "aarch64_io.h"

#include <stdbool.h>
#include <stdint.h>

/* A program's registers, in the order in which vectors.S saves them: SP_EL0, ELR_EL1, SPSR_EL1. */
struct frame {
    uint64_t x[31], sp, pc, status;
};

/* The calling convention of Linux. */
#define CALL_NUMBER   x[8]
#define CALL_RESULT   x[0]
#define CALL_ARGUMENT x[0] /* the first of six */

/* And the program's own pointer, which the kernel does not use either. */
struct fp {
    uint64_t q[32][2], fpcr, fpsr, tpidr, unused;
};

/* What a program starts with. */
static inline void fp_start(struct fp *fp)
{
    *fp = (struct fp){.fpcr = 0};
}

/* Armv8-A C5.2.19 */
#define SPSR_EL0   0 /* AArch64, interrupts on */
#define SPSR_M     0xf
#define SPSR_FLAGS (0xful << 28)

static inline uint64_t stack_pointer(void)
{
    uint64_t sp;
    __asm__("mov %0, sp" : "=r"(sp));
    return sp;
}

/* Between two looks at a lock: this CPU can wait. */
static inline void cpu_relax(void)
{
    __asm__ volatile("yield" : : : "memory");
}

static inline bool frame_is_user(const struct frame *frame)
{
    return (frame->status & SPSR_M) == SPSR_EL0;
}
