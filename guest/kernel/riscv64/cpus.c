/* RISC-V: the other harts, by calls of the SBI. */
#include "kernel.h"

void other_start(void); /* boot.S */

/* SBI 2.0, 3: a0 is an error, or 0. */
static int64_t sbi_call(uint64_t extension, uint64_t first, uint64_t second, uint64_t third)
{
    register uint64_t a0 __asm__("a0") = first, a1 __asm__("a1") = second;
    register uint64_t a2 __asm__("a2") = third;
    register uint64_t a6 __asm__("a6") = 0, a7 __asm__("a7") = extension;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
    return a0;
}

/* 9.1: hart_start */
#define SBI_HSM 0x48534d

void cpu_start(unsigned n, void *top)
{
    int64_t problem =
        sbi_call(SBI_HSM, machine.cpus[n], to_physical((void *)other_start), (uint64_t)top);
    if (problem)
        panic("hart %lu does not start: error %ld", machine.cpus[n], -problem);
}

/* 7.1: send_ipi, to a mask of harts, which begins at a hart */
#define SBI_IPI 0x735049

void cpu_interrupt(unsigned n)
{
    sbi_call(SBI_IPI, 1, machine.cpus[n], 0);
}
