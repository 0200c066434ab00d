/* x86_64: registers. */
#pragma once

/* In a frame's vector: exceptions, interrupts, and SYSCALL, which has none. */
#define VECTOR_IRQ      32
#define VECTOR_TIMER    48 /* of the local APIC */
#define VECTOR_CPU      49 /* from another CPU */
#define VECTOR_SPURIOUS 63
#define VECTORS         64
#define VECTOR_CALL     0x100

/* Selectors of segments: boot.S has the first two, traps.c all. */
#define KERNEL_CODE 0x08
#define KERNEL_DATA 0x10
#define USER_DATA   0x1b
#define USER_CODE   0x23
#define TSS         0x28

#define TRAMPOLINE 0x8000 /* physical: the page where other CPUs start, APM vol. 2 16.5 */

#define MSR_FS        0xc0000100 /* APM vol. 2 4.5.3: the base of FS */
#define MSR_KERNEL_GS 0xc0000102 /* that of GS after SWAPGS */

#ifndef __ASSEMBLER__

#include "x86_64_io.h"

#include <stdbool.h>
#include <stdint.h>

/* A program's registers, in the order in which vectors.S saves them: those of system calls first;
 * from pc on as the CPU does it. */
struct frame {
    uint64_t rdi, rsi, rdx, r10, r8, r9, rax, rcx, r11, rbx, rbp, r12, r13, r14, r15;
    uint64_t vector, error;
    uint64_t pc, cs, flags, sp, ss;
};

/* The calling convention of Linux. */
#define CALL_NUMBER   rax
#define CALL_RESULT   rax
#define CALL_ARGUMENT rdi /* the first of six */

/* As FXSAVE has it (APM vol. 2 11.4.4), and the base of FS, which the kernel does not use either.
 */
struct fp {
    uint16_t control, unused1[11];
    uint32_t mxcsr, unused2[121];
    uint64_t fs;
} __attribute__((aligned(16)));

/* What a program starts with: as after FNINIT, and all exceptions of SSE masked. */
static inline void fp_start(struct fp *fp)
{
    *fp = (struct fp){.control = 0x37f, .mxcsr = 0x1f80};
}

static inline uint64_t stack_pointer(void)
{
    uint64_t sp;
    __asm__("mov %%rsp, %0" : "=r"(sp));
    return sp;
}

static inline uint64_t msr_read(uint32_t msr)
{
    uint32_t low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return low | (uint64_t)high << 32;
}

static inline void msr_write(uint32_t msr, uint64_t value)
{
    __asm__ volatile("wrmsr"
                     :
                     : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
                     : "memory");
}

/* Between two looks at a lock: this CPU can wait. */
static inline void cpu_relax(void)
{
    __asm__ volatile("pause" : : : "memory");
}

static inline bool frame_is_user(const struct frame *frame)
{
    return frame->cs & 3;
}

#endif
