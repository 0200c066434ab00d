/* AArch64: the other CPUs, by calls of PSCI, and by interrupts that software causes. */
#include "kernel.h"
#include "psci.h"

void other_start(void); /* boot.S */

void cpu_start(unsigned n, void *top)
{
    int64_t problem =
        psci_call(CPU_ON, machine.cpus[n], to_physical((void *)other_start), (uint64_t)top);
    if (problem)
        panic("the CPU 0x%lx does not start: error %ld", machine.cpus[n], -problem);
}

/* IHI 0069 12.2.14: ICC_SGI1R_EL1, INTID 0, to one CPU of 16 with the same affinity above */
void cpu_interrupt(unsigned n)
{
    uint64_t id = machine.cpus[n], list = 1ul << (id & 0xf), range = id >> 4 & 0xf;
    uint64_t above = (id >> 8 & 0xff) << 16 | (id >> 16 & 0xff) << 32 | (id >> 32 & 0xff) << 48;
    __asm__ volatile("dsb ishst" : : : "memory"); /* it sees what was written until now */
    sysreg_write("S3_0_C12_C11_5", list | range << 44 | above);
}
