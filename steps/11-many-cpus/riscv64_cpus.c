/* RISC-V: harts, by the SBI's calls that OpenSBI and our own firmware answer. */
#include "cpus.h"

#include "device_tree.h"
#include "riscv64_sbi.h"
#include "timer.h"

/* --- Which there are --- */

unsigned cpus_of_machine(uint64_t ids[CPUS_MOST])
{
    struct fdt_node node = {0};
    unsigned count = 1;
    uint64_t hart;
    ids[0] = this_cpu()->id;
    while (count < CPUS_MOST && device_tree_next_cpu(&node, &hart)) {
        if (hart != ids[0])
            ids[count++] = hart;
    }
    return count;
}

/* --- Their start --- */

extern char cpu_entry[]; /* riscv64_cpus.S */

static int64_t sbi_call(uint64_t extension, uint64_t function, uint64_t first, uint64_t second,
                        uint64_t third)
{
    register uint64_t a0 __asm__("a0") = first, a1 __asm__("a1") = second;
    register uint64_t a2 __asm__("a2") = third;
    register uint64_t a6 __asm__("a6") = function, a7 __asm__("a7") = extension;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
    return a0;
}

bool cpu_start(struct cpu *cpu)
{
    return !sbi_call(SBI_HSM, 0, cpu->id, (uintptr_t)cpu_entry, (uintptr_t)cpu);
}

/* cpu_entry has set stvec. */
void cpu_init_traps(void)
{
}

error cpu_init_interrupts(void)
{
    csr_set(sie, SIE_SSIE);
    return OK;
}

/* --- Interrupts between them --- */

void cpu_interrupt(const struct cpu *cpu)
{
    sbi_call(SBI_IPI, 0, 1, cpu->id, 0);
}

const enum exit_kind kick_kind = EXIT_INTERRUPT;

bool exit_is_kick(const struct vm_exit *exit)
{
    if (exit->cause != (SCAUSE_INTERRUPT | IRQ_S_SOFTWARE))
        return false;
    csr_clear(sip, SIE_SSIE);
    return true;
}

/* The timer of a guest that was here may have been left on: wfi would end at once, again and again.
 */
void cpu_wait(void)
{
    csr_write(vsie, 0);
    __asm__ volatile("wfi" : : : "memory");
    csr_clear(sip, SIE_SSIE);
    host_timer_acknowledge();
}

/* It sleeps for some microseconds: QEMU, whose host may have fewer CPUs than the machine, then runs
 * another CPU. With -icount it does so only when this one waits, and pause is not enough. */
void cpu_relax(void)
{
    csr_write(stimecmp, time_counter() + machine.timer_hz / 50000);
    __asm__ volatile("wfi" : : : "memory");
    host_timer_set(this_cpu()->timer_at);
}

/* --- The TLB --- */

/* H.3.2: without a VMID hfence.gvma is for all, and hfence.vvma for the one in hgatp. */
void cpu_flush(struct vcpu *vcpu)
{
    __asm__ volatile(".insn r 0x73, 0, 0x31, x0, x0, x0" : : : "memory"); /* hfence.gvma */
    hfence_vvma_all();
    instruction_fence();
}
