/* RISC-V: registers. */
#pragma once

#include "riscv64_io.h"

#include <stdbool.h>
#include <stdint.h>

/* A program's registers, in the order in which vectors.S saves them. */
struct frame {
    uint64_t pc, ra, sp, gp, tp, t0_to_s1[5], a[8], s2_to_t6[14]; /* x1 to x31, after pc */
    uint64_t status, unused;                                      /* the stack stays aligned */
};

/* The calling convention of Linux. */
#define CALL_NUMBER   a[7]
#define CALL_RESULT   a[0]
#define CALL_ARGUMENT a[0] /* the first of six */

struct fp {
    uint64_t f[32], fcsr;
};

/* What a program starts with. */
static inline void fp_start(struct fp *fp)
{
    *fp = (struct fp){.fcsr = 0};
}

/* RISC-V Privileged S.1.1 */
#define SSTATUS_SIE  (1ul << 1)
#define SSTATUS_SPIE (1ul << 5)
#define SSTATUS_SPP  (1ul << 8) /* the trap came from S-mode */
#define SSTATUS_FS   (3ul << 13)

static inline uint64_t stack_pointer(void)
{
    uint64_t sp;
    __asm__("mv %0, sp" : "=r"(sp));
    return sp;
}

/* Between two looks at a lock: this hart can wait. Zihintpause; older CPUs do nothing. */
static inline void cpu_relax(void)
{
    __asm__ volatile(".word 0x0100000f" : : : "memory"); /* pause */
}

static inline bool frame_is_user(const struct frame *frame)
{
    return !(frame->status & SSTATUS_SPP);
}
