/* AArch64: the host's timer, CNTHP of EL2, through the GICv3. */
#include "timer.h"

#include "aarch64_host_gic.h"
#include "cpu.h"
#include "device_tree.h"
#include "machine.h"

/* The GICv3's registers ("GIC Architecture Specification", IHI 0069), in words. */
enum { GICD_CTLR = 0 };
enum { GICR_TYPER = 2, GICR_WAKER = 5, GICR_IGROUPR0 = 0x10080 / 4, GICR_ISENABLER0 = 0x10100 / 4 };
#define GICR_WORDS         (0x20000 / 4) /* of one CPU */
#define GICD_CTLR_GROUP1   BIT(1)
#define GICD_CTLR_AFFINITY BIT(4)
#define WAKER_SLEEP        BIT(1) /* what we ask for */
#define WAKER_ASLEEP       BIT(2) /* what is */

#define TYPER_LAST BIT(4) /* no other CPU's follows */

/* Each CPU's redistributor. */
static volatile uint32_t *gicrs[CPUS_MOST];

void host_interrupt_enable(unsigned intid)
{
    volatile uint32_t *gicr = gicrs[this_cpu()->number];
    gicr[GICR_IGROUPR0] |= BIT(intid);
    gicr[GICR_ISENABLER0] = BIT(intid);
}

/* The one with this CPU's affinity, 12.11: the upper half of GICR_TYPER, and MPIDR_EL1 without what
 * lies between. NULL if there is none. */
static volatile uint32_t *find_own(volatile uint32_t *gicr)
{
    uint64_t mpidr = sysreg_read(mpidr_el1);
    uint32_t affinity = MPIDR_AFF3(mpidr) << 24 | (mpidr & MPIDR_AFF210);
    for (; gicr[GICR_TYPER + 1] != affinity; gicr += GICR_WORDS) {
        if (gicr[GICR_TYPER] & TYPER_LAST)
            return NULL;
    }
    return gicr;
}

static void wake(volatile uint32_t *gicr)
{
    gicr[GICR_WAKER] &= ~WAKER_SLEEP;
    while (gicr[GICR_WAKER] & WAKER_ASLEEP)
        ;
}

error host_timer_init(void)
{
    struct fdt_node gic;
    uint64_t distributor, redistributor, size;
    if (!device_tree_find("intc", &gic) || !fdt_compatible(&device_tree, &gic, "arm,gic-v3") ||
        !fdt_reg(&device_tree, &gic, 0, &distributor, &size) ||
        !fdt_reg(&device_tree, &gic, 1, &redistributor, &size))
        return error_of("this machine has no GICv3");
    sysreg_write(cnthp_ctl_el2, 0);
    sysreg_write(icc_sre_el2, ICC_SRE);
    __asm__ volatile("isb");
    volatile uint32_t *gicd = (void *)distributor, *gicr = find_own((void *)redistributor);
    if (!gicr)
        return error_of("this CPU has no redistributor in the GICv3");
    gicd[GICD_CTLR] |= GICD_CTLR_GROUP1 | GICD_CTLR_AFFINITY;
    wake(gicr);
    gicrs[this_cpu()->number] = gicr;
    host_interrupt_enable(IRQ_EL2_TIMER);
    sysreg_write(icc_pmr_el1, 0xff); /* no priority is too low */
    sysreg_write(icc_ctlr_el1, ICC_CTLR_EOIMODE);
    sysreg_write(icc_igrpen1_el1, 1);
    return OK;
}

void host_timer_set(uint64_t when)
{
    sysreg_write(cnthp_cval_el2, when);
    sysreg_write(cnthp_ctl_el2, CNT_CTL_ENABLE);
}

/* The timer is off first: while its line is high, an interrupt that is ended comes again. */
void host_timer_acknowledge(void)
{
    sysreg_write(cnthp_ctl_el2, 0);
    __asm__ volatile("isb");
    sysreg_write(icc_dir_el1, IRQ_EL2_TIMER);
}
