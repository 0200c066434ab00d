/* AArch64: the host's timer, CNTHP of EL2, through the GICv3. */
#include "timer.h"

#include "aarch64_host_gic.h"
#include "device_tree.h"
#include "machine.h"

/* The GICv3's registers ("GIC Architecture Specification", IHI 0069), in words. */
enum { GICD_CTLR = 0 };
enum { GICR_WAKER = 5, GICR_IGROUPR0 = 0x10080 / 4, GICR_ISENABLER0 = 0x10100 / 4 };
#define GICD_CTLR_GROUP1   BIT(1)
#define GICD_CTLR_AFFINITY BIT(4)
#define WAKER_SLEEP        BIT(1) /* what we ask for */
#define WAKER_ASLEEP       BIT(2) /* what is */

static volatile uint32_t *gicd, *gicr; /* distributor and redistributor */

void host_interrupt_enable(unsigned intid)
{
    gicr[GICR_IGROUPR0] |= BIT(intid);
    gicr[GICR_ISENABLER0] = BIT(intid);
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
    gicd = (void *)distributor;
    gicr = (void *)redistributor;

    gicd[GICD_CTLR] |= GICD_CTLR_GROUP1 | GICD_CTLR_AFFINITY;
    gicr[GICR_WAKER] &= ~WAKER_SLEEP;
    while (gicr[GICR_WAKER] & WAKER_ASLEEP)
        ;
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
