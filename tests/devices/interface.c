/* AArch64: what a guest sees of the registers of its GIC's CPU interface that the hypervisor keeps
 * for it. */
#include "interrupts.h"

#include "aarch64_io.h"
#include "print.h"

#define PMR   "S3_0_C4_C6_0"
#define BPR0  "S3_0_C12_C8_3"
#define DIR   "S3_0_C12_C11_1"
#define RPR   "S3_0_C12_C11_3"
#define SGI1R "S3_0_C12_C11_5"
#define IAR1  "S3_0_C12_C12_0"
#define EOIR1 "S3_0_C12_C12_1"
#define BPR1  "S3_0_C12_C12_3"
#define CTLR  "S3_0_C12_C12_4"

#define GICR_PRIVATE    0x080b0000ul
#define SGI             3
#define SGI_TO_SELF     (SGI << 24 | 1)
#define EOIMODE         2
#define VALUES_OF_CTLR  3 /* CBPR and EOImode */
#define PRIORITY_OF_SGI 0x50

static void show(const char *name, uint64_t value)
{
    print(name);
    print(" ");
    print_number(value);
    print("\n");
}

/* An interrupt is taken, and is active until ICC_DIR_EL1 ends it, if ICC_EOIR1_EL1 only drops its
 * priority. */
static void take_one(void)
{
    sysreg_write(SGI1R, SGI_TO_SELF);
    show("taken", sysreg_read(IAR1));
    show("priority", sysreg_read(RPR));
    sysreg_write(EOIR1, SGI);
    show("dropped to", sysreg_read(RPR));
    sysreg_write(SGI1R, SGI_TO_SELF);
    show("while active", sysreg_read(IAR1));
    sysreg_write(DIR, SGI);
    show("after its end", sysreg_read(IAR1));
    sysreg_write(EOIR1, SGI);
    sysreg_write(DIR, SGI);
}

int start(const void *tree);

int start(const void *tree)
{
    static const uint64_t masks[] = {0xfff, 0x57, 0, 0xff};
    static const uint64_t points[] = {8, 0x100000000, -1ull, 3};
    traps_init();
    write32(GICR_PRIVATE + 0x80, 1 << SGI); /* GICR_IGROUPR0: group 1 */
    write8(GICR_PRIVATE + 0x400 + SGI, PRIORITY_OF_SGI);
    write32(GICR_PRIVATE + 0x100, 1 << SGI); /* and on */
    for (unsigned i = 0; i < sizeof masks / sizeof *masks; i++) {
        sysreg_write(PMR, masks[i]);
        show("mask", sysreg_read(PMR));
    }
    for (unsigned i = 0; i < sizeof points / sizeof *points;
         i++) { /* QEMU takes them as they are */
        sysreg_write(BPR1, points[i]);
        show("split", sysreg_read(BPR1) - sysreg_read(BPR0));
    }
    sysreg_write(CTLR, -1ull);
    show("control", sysreg_read(CTLR) & VALUES_OF_CTLR);
    take_one();
    sysreg_write(CTLR, 0);
    show("control", sysreg_read(CTLR) & VALUES_OF_CTLR);
    show("bits of priority", (sysreg_read(CTLR) >> 8 & 7) + 1);
    take_one();
    return 0;
}
