/* RISC-V: PLIC, 16550A, Goldfish RTC, and the guest's timer. */
#include "fuzz_devices.h"
#include "riscv64_sbi.h"
#include "string.h"

struct deadline *const board_deadlines[] = {&board.uart.input.look, &board.rtc.deadline,
                                            &board.timers[0].deadline};
const unsigned board_deadline_count = ARRAY_LENGTH(board_deadlines);

#define ENABLED   (GUEST_PLIC + 0x2080)
#define THRESHOLD (GUEST_PLIC + 0x201000)
#define CLAIM     (GUEST_PLIC + 0x201004)

const uint64_t board_registers[] = {
    GUEST_PLIC,        GUEST_PLIC + 4 * UART_LINE,
    ENABLED,           GUEST_PLIC + 0x1000,
    THRESHOLD,         CLAIM,
    GUEST_UART,        GUEST_UART + 1,
    GUEST_UART + 0xf8, GUEST_RTC,
    GUEST_RTC + 8,     FINISHER,
    GUEST_BASE - 8,    0x10001000, /* where the machine has its disk */
};
const unsigned board_register_count = ARRAY_LENGTH(board_registers);

/* --- Code: bases are x0 to x15, values x16 to x31 --- */

static const struct pattern patterns[] = {
    {24, 0x00000803, 0x00f7b780}, /* loads: signed, of all sizes, and not */
    {16, 0x00004803, 0x00f79780}, {4, 0x00006803, 0x00f78780},
    {44, 0x01000023, 0x00f7b780}, /* stores */
    {4, 0x40004000, 0xbc1cbc1c},  /* two of 16 bits, which may lose a base */
    {1, 0x0100282f, 0x0ef79780},  /* atomics */
    {24, 0x00000813, 0xfff00780}, /* li, lui, slli */
    {12, 0x00000837, 0xfffff780}, {4, 0x00081813, 0x03f78780},
    {8, 0x10016073, 0},          /* csrsi sstatus, SIE */
    {2, 0x10481073, 0x00078000}, /* sie, sip, stimecmp */
    {4, 0x10482073, 0x00078000},  {2, 0x14482073, 0x00079000},
    {4, 0x14d81073, 0x00078000},  {3, 0xc0102873, 0x00000780}, /* rdtime */
    {3, 0x10500073, 0},                                        /* wfi, sret, ecall */
    {1, 0x10200073, 0},           {3, 0x00000073, 0},
    {2, 0xf01ff06f, 0x0fc00000}, /* back, up to 256 bytes */
    {2, 0x0000006f, 0x03c00000}, /* and on */
};

void board_fill_code(uint8_t *page)
{
    random_words(page, WEIGHTED, NULL, patterns, ARRAY_LENGTH(patterns));
}

/* In most streams a trap leads there: it skips an instruction, and interrupts are off. */
#define VECTOR (GUEST_BASE + (CODE_PAGES - 1) * PAGE_SIZE)
static const uint32_t handler[] = {
    0x14102ff3, /* csrr x31, sepc */
    0x004f8f93, /* addi x31, x31, 4 */
    0x141f9073, /* csrw sepc, x31 */
    0x02000f93, /* li x31, SSTATUS_SPIE */
    0x100fb073, /* csrc sstatus, x31 */
    0x10200073, /* sret */
};

void machine_set_registers(struct vcpu *vcpu, enum mode mode)
{
    if (mode != DEVICES) {
        for (unsigned n = random_below(20); n; n--)
            vcpu->x[1 + random_below(31)] = device_address();
        return;
    }
    for (unsigned n = 1; n < 32; n++)
        vcpu->x[n] = n < 16 ? device_address() : random_value();
    vcpu->x[A6] = 0;
    vcpu->x[A7] = SBI_TIME;
    vcpu->pc = GUEST_BASE + random_below(CODE_PAGES * PAGE_SIZE / 4) * 4;
    csr_write(vstvec, random_below(4) ? VECTOR : random_guest_address() & ~3ul);
    memcpy(guest_page(CODE_PAGES - 1), handler, sizeof handler);
    csr_write(vsepc, vcpu->pc);
}

/* --- The board --- */

error machine_give(struct guest *guest)
{
    return OK;
}

void machine_put_back(const struct board *left)
{
}

static void write32(uint64_t address, uint32_t value)
{
    board_write(SPACE_MEMORY, address, 4, value);
}

void machine_prepare(struct vcpu *vcpu)
{
    for (unsigned line = UART_LINE; line <= RTC_LINE; line++)
        write32(GUEST_PLIC + 4 * line, random_below(9));
    write32(ENABLED, random_below(4) ? UINT32_MAX : random_value());
    write32(THRESHOLD, random_below(4) ? 0 : random_value());
    board_write(SPACE_MEMORY, GUEST_UART + 2, 1, random_below(2) ? 1 : random_value());
    board_write(SPACE_MEMORY, GUEST_UART + 1, 1, random_value());
    write32(GUEST_RTC + 0x10, 1);
    write32(GUEST_RTC + 0xc, random_value());
    write32(GUEST_RTC + 0x8, random_value());
    csr_write(vsie, random_below(4) ? UINT64_MAX : random_bits());
    if (random_below(2))
        csr_set(vsstatus, SSTATUS_SIE);
    if (vcpu->henvcfg & HENVCFG_STCE && random_below(2))
        csr_write(vstimecmp, time_counter() + vcpu->htimedelta + random_below(4096));
}
