/* RISC-V: registers. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The order in which vectors.S saves them. */
struct frame {
    uint64_t pc;
    uint64_t x[31]; /* x1 to x31 */
    uint64_t status;
    uint64_t unused; /* so that the stack stays aligned */
};

#define SP 1 /* in x[] */
#define A0 9
#define A7 16

struct fp {
    uint64_t f[32];
    uint64_t fcsr;
};

/* What a program starts with. */
static inline void fp_start(struct fp *fp)
{
    *fp = (struct fp){0};
}

/* RISC-V Privileged S.1.1 */
#define SSTATUS_SIE  (1ul << 1)
#define SSTATUS_SPIE (1ul << 5)
#define SSTATUS_SPP  (1ul << 8) /* the trap came from S-mode */
#define SSTATUS_FS   (3ul << 13)

static inline bool frame_is_user(const struct frame *frame)
{
    return !(frame->status & SSTATUS_SPP);
}

static inline uint64_t frame_pc(const struct frame *frame)
{
    return frame->pc;
}

static inline void frame_set_stack(struct frame *frame, uint64_t stack)
{
    frame->x[SP] = stack;
}

/* The calling convention of Linux: the number in a7, arguments from a0 on, the result in a0. */
static inline uint64_t frame_call(const struct frame *frame)
{
    return frame->x[A7];
}

static inline void frame_arguments(const struct frame *frame, uint64_t arguments[6])
{
    for (unsigned i = 0; i < 6; i++)
        arguments[i] = frame->x[A0 + i];
}

static inline void frame_set_result(struct frame *frame, long result)
{
    frame->x[A0] = result;
}

#define csr_read(name)                                     \
    ({                                                     \
        uint64_t value_;                                   \
        __asm__ volatile("csrr %0, " name : "=r"(value_)); \
        value_;                                            \
    })
#define csr_write(name, value) \
    __asm__ volatile("csrw " name ", %0" : : "r"((uint64_t)(value)) : "memory")
#define csr_set(name, bits) \
    __asm__ volatile("csrs " name ", %0" : : "r"((uint64_t)(bits)) : "memory")
#define csr_clear(name, bits) \
    __asm__ volatile("csrc " name ", %0" : : "r"((uint64_t)(bits)) : "memory")
