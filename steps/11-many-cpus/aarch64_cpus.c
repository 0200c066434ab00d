/* AArch64: CPUs, by PSCI's calls that the machine's firmware answers (here QEMU itself). */
#include "cpus.h"

#include "aarch64_host_gic.h"
#include "aarch64_lists.h"
#include "device_tree.h"
#include "image.h"
#include "timer.h"

/* --- Which there are --- */

/* A CPU's affinity: MPIDR_EL1 without the bits between. */
#define MPIDR_AFFINITY (0xfful << 32 | MPIDR_AFF210)

unsigned cpus_of_machine(uint64_t ids[CPUS_MOST])
{
    struct fdt_node node = {0};
    unsigned count = 1;
    uint64_t affinity;
    ids[0] = sysreg_read(mpidr_el1) & MPIDR_AFFINITY;
    while (count < CPUS_MOST && device_tree_next_cpu(&node, &affinity)) {
        if (affinity != ids[0])
            ids[count++] = affinity;
    }
    return count;
}

/* --- Their start --- */

#define PSCI_CPU_ON 0xc4000003

extern char cpu_entry[]; /* aarch64_cpus.S */

static uint64_t first_cycles; /* of the first CPU, when it starts the other */

static int64_t smc(uint64_t function, uint64_t first, uint64_t second, uint64_t third)
{
    register uint64_t x0 __asm__("x0") = function, x1 __asm__("x1") = first;
    register uint64_t x2 __asm__("x2") = second, x3 __asm__("x3") = third;
    __asm__ volatile("smc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : : "memory");
    return x0;
}

/* PSCI 5.6: the block is what cpu_entry finds in x0. */
bool cpu_start(struct cpu *cpu)
{
    page_guard((char *)cpu + PAGE_SIZE);
    page_guard((char *)cpu + 3 * PAGE_SIZE);
    first_cycles = cycle_counter();
    return !smc(PSCI_CPU_ON, cpu->id, (uintptr_t)cpu_entry, (uintptr_t)cpu);
}

/* cpu_entry has set VBAR_EL2. The cycles that two CPUs count can be compared, nearly. */
void cpu_init_traps(void)
{
    cpu_set_up(first_cycles);
}

static void fetch(struct gic *gic);

error cpu_init_interrupts(void)
{
    lists_fetch = fetch;
    lists_empty();
    host_interrupt_enable(IRQ_KICK);
    host_interrupt_enable(IRQ_GIC);
    host_interrupt_enable(IRQ_VIRTUAL_TIMER);
    return OK;
}

/* --- Interrupts between them --- */

/* ICC_SGI1R_EL1: which interrupt, and to whom: a bit for each of 16 CPUs, and the rest of their
 * affinity. */
#define SGI_TO(id)                                                                      \
    (((id) >> 32 & 0xff) << 48 | ((id) >> 16 & 0xff) << 32 | ((id) >> 8 & 0xff) << 16 | \
     ((id) >> 4 & 0xf) << 44 | BIT((id)&0xf))

/* What was written before is there when the interrupt comes. */
void cpu_interrupt(const struct cpu *cpu)
{
    memory_barrier();
    sysreg_write(icc_sgi1r_el1, SGI_TO(cpu->id) | IRQ_KICK << 24);
    __asm__ volatile("isb");
}

const enum exit_kind kick_kind = EXIT_INTERRUPT;

bool exit_is_kick(const struct vm_exit *exit)
{
    if (exit->interrupt != IRQ_KICK)
        return false;
    sysreg_write(icc_dir_el1, IRQ_KICK);
    return true;
}

/* The timers are off first: while the line of one is high, its interrupt comes again. That of a
 * guest may have been left on. */
void cpu_wait(void)
{
    sysreg_write(cntv_ctl_el0, 0);
    __asm__ volatile("dsb sy\n wfi" : : : "memory");
    sysreg_write(cnthp_ctl_el2, 0);
    __asm__ volatile("isb");
    for (uint64_t intid; (intid = sysreg_read(icc_iar1_el1)) < IRQ_SPECIAL;) {
        sysreg_write(icc_eoir1_el1, intid);
        sysreg_write(icc_dir_el1, intid);
    }
}

/* Whose list registers the CPU that has the host's lock wants. */
static struct gic *_Atomic wanted;

static void fetch(struct gic *gic)
{
    atomic_store(&wanted, gic);
    while (atomic_load(&wanted))
        cpu_relax();
}

/* This CPU waits for another one. If that one wants its list registers, takes them back, because no
 * other CPU can read them; and fills them. So what was posted is done once. */
static void give_what_is_wanted(void)
{
    struct gic *gic = atomic_load(&wanted);
    if (!gic || !vcpu_is_here(gic->vcpu))
        return;
    vcpu_take_posted(gic->vcpu);
    atomic_store(&wanted, NULL);
}

/* It sleeps for some microseconds: QEMU, whose host may have fewer CPUs than the machine, then runs
 * another CPU; with -icount too. */
void cpu_relax(void)
{
    give_what_is_wanted();
    host_timer_set(time_counter() + machine.timer_hz / 50000);
    __asm__ volatile("isb\n wfi" : : : "memory");
    host_timer_set(this_cpu()->timer_at);
}

/* --- The TLB --- */

/* C5.5: ALLE1 is for both stages and for all VMIDs, on this CPU. */
void cpu_flush(struct vcpu *vcpu)
{
    __asm__ volatile("dsb nshst\n tlbi alle1\n dsb nsh\n isb" : : : "memory");
}
