/* AArch64: GICv3, PL011, PL031, and the guest's timer. */
#include "aarch64_lists.h"
#include "fuzz_devices.h"
#include "string.h"

struct deadline *const board_deadlines[] = {&board.uart.input.look, &board.rtc.deadline};
const unsigned board_deadline_count = ARRAY_LENGTH(board_deadlines);

#define SGI      (GUEST_GICR + 0x10000) /* the redistributor's second frame */
#define GROUP    0x80                   /* in both */
#define SET_ON   0x100
#define PENDING  0x200
#define ACTIVE   0x300
#define PRIORITY 0x400

const uint64_t board_registers[] = {
    GUEST_GICD,          GUEST_GICD + GROUP, GUEST_GICD + SET_ON, GUEST_GICD + PENDING,
    GUEST_GICD + ACTIVE, GUEST_GICD + 0x420, GUEST_GICD + 0xc00,  GUEST_GICD + 0x6100,
    GUEST_GICD + 0xffe0, GUEST_GICR,         SGI + GROUP,         SGI + SET_ON,
    SGI + 0x180,         SGI + PENDING,      SGI + 0x280,         SGI + ACTIVE,
    SGI + 0x380,         SGI + PRIORITY,     SGI + 0xc00,         GUEST_UART,
    GUEST_UART + 0x38,   GUEST_UART + 0xfe0, GUEST_RTC,           GUEST_RTC + 0x10,
    GUEST_GICD - 8,      GUEST_BASE - 8,     0x0a000000, /* where the machine has its disk */
};
const unsigned board_register_count = ARRAY_LENGTH(board_registers);

/* --- Code: bases are x0 to x15, values x16 to x30 --- */

static const struct pattern patterns[] = {
    {72, 0x39000010, 0xc0c03def}, /* loads and stores */
    {8, 0x38000010, 0xc0c1fdef},  /* of other kinds: no syndrome says what they do */
    {32, 0x12800010, 0xe07fffef}, /* movn, movz, movk */
    {4, 0x531f0010, 0x807f020f},  /* shifts */
    {40, 0xd518c810, 0x002007ef}, /* the GIC's CPU interface */
    {6, 0xd538cc10, 0x0000000f},  /* of that, IAR1 and EOIR1 */
    {6, 0xd518cc30, 0x0000000f},  {4, 0xd5184610, 0x0020000f}, /* PMR */
    {8, 0xd51be310, 0x002000ef},                               /* the timer, */
    {2, 0xd53be050, 0x0000000f},                               /* what time it is */
    {8, 0xd50342ff, 0x00000d00},                               /* daifclr, daifset */
    {2, 0xd50342df, 0x00000d00},  {4, 0xd503207f, 0},          /* wfi, wfe, eret, hvc */
    {1, 0xd503205f, 0},           {2, 0xd69f03e0, 0},
    {1, 0xd4000002, 0},           {3, 0x17ffffc0, 0x0000003f}, /* back, and on */
    {3, 0x14000001, 0x0000000f},
};

void board_fill_code(uint8_t *page)
{
    random_words(page, WEIGHTED, NULL, patterns, ARRAY_LENGTH(patterns));
}

static uint64_t random_code(void)
{
    return GUEST_BASE + random_below(CODE_PAGES * PAGE_SIZE / 4) * 4;
}

/* In most streams an exception leads there: it skips an instruction, and interrupts are off. */
#define VECTORS (GUEST_BASE + (CODE_PAGES - 1) * PAGE_SIZE)
static const uint32_t handler[] = {
    0xd538403e, /* mrs x30, elr_el1 */
    0x910013de, /* add x30, x30, #4 */
    0xd518403e, /* msr elr_el1, x30 */
    0xd538401e, /* mrs x30, spsr_el1 */
    0xb27a0fde, /* orr x30, x30, #SPSR_DAIF */
    0xd518401e, /* msr spsr_el1, x30 */
    0xd69f03e0, /* eret */
};

void machine_set_registers(struct vcpu *vcpu, enum mode mode)
{
    if (mode != DEVICES) {
        for (unsigned n = random_below(20); n; n--)
            vcpu->x[random_below(31)] = device_address();
        return;
    }
    for (unsigned n = 0; n < 31; n++)
        vcpu->x[n] = n < 16 ? device_address() : random_value();
    vcpu->pc = random_code();
    sysreg_write(vbar_el1, random_below(4) ? VECTORS : random_code() & ~0x7fful);
    for (unsigned n = 0; n < 16; n++)
        memcpy(guest_page(CODE_PAGES - 1) + n * 0x80, handler, sizeof handler);
    sysreg_write(elr_el1, random_code());
    sysreg_write(spsr_el1, SPSR_EL1H);
    sysreg_write(sctlr_el1, SCTLR_EL1_RES1);
    sysreg_write(spsr_el2, SPSR_EL1H | (random_bits() & SPSR_DAIF));
}

/* --- The board --- */

error machine_give(struct guest *guest)
{
    return OK;
}

void machine_put_back(const struct board *left)
{
    lists_init(&board.gic);
    if (left->gic.timer_taken)
        sysreg_write(icc_dir_el1, IRQ_VIRTUAL_TIMER);
}

static void write32(uint64_t address, uint32_t value)
{
    board_write(SPACE_MEMORY, address, 4, value);
}

static uint32_t mostly_ones(void)
{
    return random_below(4) ? UINT32_MAX : random_value();
}

void machine_prepare(struct vcpu *vcpu)
{
    write32(GUEST_GICD, random_below(4) ? 3 : random_value());
    for (unsigned word = 1; word < GIC_WORDS; word++) {
        write32(GUEST_GICD + GROUP + 4 * word, mostly_ones());
        write32(GUEST_GICD + SET_ON + 4 * word, mostly_ones());
    }
    write32(SGI + GROUP, mostly_ones());
    write32(SGI + SET_ON, mostly_ones());
    for (unsigned n = random_below(6); n; n--) /* some are pending, active, more or less urgent */
        write32((random_below(2) ? SGI : GUEST_GICD + 4) + (random_below(2) ? PENDING : ACTIVE) +
                    4 * random_below(2),
                random_value());
    for (unsigned n = random_below(4) * 8; n; n--)
        write32(SGI + PRIORITY + 4 * random_below(8), random_bits());
    write32(GUEST_UART + 0x38, mostly_ones());
    write32(GUEST_RTC + 0x10, 1);
    write32(GUEST_RTC + 4, random_value());
    uint64_t vmcr =
        sysreg_read(ich_vmcr_el2) & (ICH_VMCR_CBPR | ~(VMCR_PMR_MASK << VMCR_PMR_SHIFT));
    uint64_t mask = random_below(4) ? 0xff : random_below(256);
    sysreg_write(ich_vmcr_el2, vmcr | mask << VMCR_PMR_SHIFT | random_below(4));
    sysreg_write(cntv_cval_el0, random_below(2) ? random_below(60000) : random_value());
    sysreg_write(cntv_ctl_el0, random_below(4));
}
