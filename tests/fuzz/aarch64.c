/* AArch64: instructions, registers and PSCI calls at random. */
#include "smccc.h"

#include "fuzz.h"

const uint64_t accessed_and_dirty = 0; /* no CPU sets them, VTCR_EL2.HA is 0 */

/* --- Instructions --- */

static const struct pattern patterns[] = {
    {4, 0x00000000, 0xffffffff},  /* anything */
    {10, 0x39000000, 0xc0c3ffff}, /* loads and stores: unsigned offset, close to the register */
    {8, 0x38000000, 0xc0ffffff},  /* other offsets, and atomics */
    {6, 0x28000000, 0xc1ffffff},  /* pairs */
    {4, 0x08000000, 0xc0ffffff},  /* exclusive, ordered */
    {1, 0x18000000, 0xc00003ff},  /* literals */
    {5, 0x11000000, 0xe0ffffff},  /* arithmetic and logic */
    {2, 0x12000000, 0xe07fffff},  {3, 0x12800000, 0xe07fffff}, /* movn, movz, movk */
    {3, 0x0b000000, 0xe0ffffff},  {3, 0x0a000000, 0xe0ffffff},
    {2, 0x1ac00000, 0xe0ffffff},  {2, 0x13000000, 0xe07fffff},
    {2, 0x10000000, 0xe00003ff}, /* adr, adrp */
    {3, 0x54000000, 0x000003ef}, /* branches, forwards */
    {3, 0x34000000, 0x810003ff},  {2, 0x36000000, 0x81f803ff},
    {1, 0x14000000, 0x8000001f},  {1, 0x14000000, 0x83ffffff}, /* and anywhere */
    {1, 0xd61f0000, 0x006003e0},                               /* br, blr, ret */
    {3, 0xd69f03e0, 0},                                        /* eret */
    {3, 0xd5100000, 0x002fffff},                               /* any system register */
    {8, 0xd5180000, 0x0020ffff},                               /* those of EL1 */
    {2, 0xd51c0000, 0x0020ffff},                               /* those of EL2 */
    {2, 0xd51be000, 0x00200fff},                               /* timers */
    {1, 0xd518c000, 0x00200fff},                               /* vectors; interrupts */
    {3, 0xd5182018, 0x00000007}, /* ttbr0_el1 from x24 to x31: set_registers() */
    {2, 0xd518205a, 0},          /* tcr_el1 from x26 */
    {3, 0xd5181019, 0},          /* sctlr_el1 from x25 */
    {2, 0xd500401f, 0x00070fe0}, /* msr of an immediate */
    {4, 0xd5080000, 0x0027ffff}, /* caches, TLBs, translation */
    {2, 0xd503201f, 0x00000fe0}, /* hints: wfe, yield, and */
    {2, 0xd503207f, 0},          /* wfi */
    {2, 0xd503301f, 0x00000fe0}, /* barriers */
    {1, 0xd4000001, 0x001fffe0}, /* svc, hvc, smc with a number */
    {1, 0xd4000002, 0x001fffe0},  {1, 0xd4000003, 0x001fffe0},
    {3, 0xd4000002, 0},          /* hvc #0 */
    {1, 0xd4000003, 0},          /* smc #0 */
    {1, 0xd4200000, 0x001fffe0}, /* brk, hlt, dcps */
    {1, 0xd4400000, 0x001fffe0},  {1, 0xd4a00000, 0x001fffe3},
    {1, 0x0e000000, 0x71ffffff}, /* vectors, floating point */
    {1, 0x1e000000, 0xe0ffffff},  {1, 0x3c000000, 0xc3ffffff},
};

#define HVC       0xd4000002
#define SMC       0xd4000003 /* not for guests: QEMU itself would answer it */
#define JUMP_BACK 0x17ffffff /* b .-4 */

void fill_code(uint8_t *page, enum mode mode)
{
    uint32_t call = random_below(8) ? HVC : SMC;
    random_words(page, mode, (const uint32_t[]){call, JUMP_BACK}, patterns, ARRAY_LENGTH(patterns));
}

/* --- The guest's own tables: 4 KiB granule, 39 bits --- */

#define BLOCK_SIZE  (1ul << 30)
#define TABLE       3 /* the low bits of an entry */
#define BLOCK       1
#define BLOCK_FLAGS (BIT(10) | 3 * BIT(8)) /* AF, inner shareable */
#define TABLE_PAGES (GUEST_PAGES - CODE_PAGES)

/* A block of a gigabyte, one to one; a table; or anything. */
static uint64_t random_entry(unsigned i)
{
    uint64_t bits = random_bits();
    switch (bits >> 60) {
    case 0:
        return random_bits();
    case 1:
        return (random_address() & ~0xffful) | (bits & 0xfff);
    case 2:
        return (random_guest_address() & ~0xffful) | TABLE;
    default:
        return i * BLOCK_SIZE | BLOCK_FLAGS | BLOCK;
    }
}

void fill_tables(void)
{
    for (unsigned n = CODE_PAGES; n < GUEST_PAGES; n++) {
        uint64_t *entries = (uint64_t *)guest_page(n);
        for (unsigned i = 0; i < 512; i++)
            entries[i] = random_entry(i);
    }
}

/* --- Registers --- */

#define TCR_39_BITS (25 | 25 << 16)
#define SCTLR_M     BIT(0)
#define SPSR_EL0T   0

static uint64_t good_ttbr(void)
{
    return TABLE_GPA + random_below(TABLE_PAGES) * PAGE_SIZE;
}

/* What patterns[] has in it for paging, and registers of EL1's. */
static void set_el1(struct vcpu *vcpu)
{
    vcpu->x[24] = good_ttbr();
    vcpu->x[25] = SCTLR_EL1_RES1 | SCTLR_M | (random_below(2) ? random_bits() : 0);
    vcpu->x[26] = TCR_39_BITS | (random_below(4) ? 0 : random_bits());
    vcpu->x[27] = good_ttbr();
    if (random_below(2)) /* else the first exception of its own ends it */
        sysreg_write(vbar_el1, random_guest_address() & ~0x7fful);
    if (random_below(4) == 0) { /* with its paging on */
        sysreg_write(ttbr0_el1, good_ttbr());
        sysreg_write(ttbr1_el1, good_ttbr());
        sysreg_write(tcr_el1, vcpu->x[26]);
        sysreg_write(sctlr_el1, SCTLR_EL1_RES1 | SCTLR_M);
    }
    if (random_below(8) == 0)
        sysreg_write(spsr_el2, SPSR_EL0T | SPSR_DAIF);
}

void set_registers(struct vcpu *vcpu, enum mode mode)
{
    for (unsigned i = 0; i < 31; i++)
        vcpu->x[i] = random_below(2) ? random_guest_address() & ~15ul : random_address();
    if (mode == CALLS || random_below(2))
        set_call(vcpu);
    if (mode != CALLS)
        set_el1(vcpu);
    vcpu->pc = mode == CALLS ? GUEST_BASE : random_guest_address() & ~3ul;
    sysreg_write(sp_el0, random_address());
    sysreg_write(sp_el1, random_guest_address() & ~15ul);
    sysreg_write(elr_el1, random_guest_address());
    sysreg_write(spsr_el1, random_below(2) ? SPSR_EL1H : random_bits());
}

void set_call(struct vcpu *vcpu)
{
    static const uint32_t ranges[] = {0x80000000, 0x80003fff, 0x80008000, 0x84000050,
                                      0xc5000020, 0x86000001, 0x8600ff00, 0xc6000001};
    for (unsigned i = 1; i <= 4; i++)
        vcpu->x[i] = random_below(2) ? random_below(4) : random_address();
    vcpu->x[0] = PSCI_BASE + random_below(PSCI_CALLS + 4);
    if (random_below(3) == 0)
        vcpu->x[0] = ranges[random_below(ARRAY_LENGTH(ranges))] + random_below(6) - 1;
    if (random_below(4) == 0)
        vcpu->x[0] = random_below(2) ? vcpu->x[0] ^ SMC_64BIT : random_bits();
    if (random_below(4) == 0) { /* the console: from where, and how many bytes */
        vcpu->x[0] = 0x86000001 + random_below(2) + random_below(2) * SMC_64BIT;
        vcpu->x[1] = random_address();
        vcpu->x[2] = random_below(2) ? random_below(64) : random_address();
    }
}
