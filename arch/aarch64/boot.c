/* What QEMU left us: a CPU at EL2 and a device tree. */
#include "device_tree.h"
#include "image.h"
#include "machine.h"
#include "panic.h"
#include "string.h"

/* --- The image --- */

#define IMAGE_TABLE_SIZE (PAGE_SIZE * 512) /* bytes that image_pages translates */

extern uint64_t image_pages[]; /* boot.S */

static void set_pages(char *from, char *to, uint64_t bits)
{
    for (char *at = from; at < to; at += PAGE_SIZE)
        image_pages[(uintptr_t)at / PAGE_SIZE % 512] = bits ? (uintptr_t)at | bits : 0;
}

/* From here on code cannot be written, nothing else can be executed, and the stacks have an end. */
static void protect_image(void)
{
    const uint64_t page = ENTRY_RAM | ENTRY_PAGE;
    set_pages(image_start, text_end, page | ENTRY_READ_ONLY);
    set_pages(text_end, rodata_end, page | ENTRY_READ_ONLY | ENTRY_XN);
    set_pages(rodata_end, image_start + IMAGE_TABLE_SIZE, page | ENTRY_XN);
    set_pages(trap_guard, trap_guard + PAGE_SIZE, 0);
    set_pages(boot_guard, boot_guard + PAGE_SIZE, 0);
    sysreg_write(sctlr_el2, SCTLR_EL2_ON | SCTLR_WXN);
    __asm__ volatile("dsb nsh\n tlbi alle2\n dsb nsh\n isb" : : : "memory");
}

void page_guard(void *page)
{
    set_pages(page, (char *)page + PAGE_SIZE, 0);
    __asm__ volatile("dsb ishst\n tlbi alle2is\n dsb ish\n isb" : : : "memory");
}

/* --- Memory --- */

#define DCZID_BLOCK(reg) (4ul << (0xf & (reg))) /* bytes that dc zva clears at once */
#define DCZID_NONE       BIT(4)                 /* dc zva is not allowed */

/* C5.3.8. dc zva needs the MMU, which is on, and memory that is cached. */
void *memory_zero(void *at, uint64_t size)
{
    uint64_t dczid = sysreg_read(dczid_el0), block = DCZID_BLOCK(dczid);
    char *p = at, *end = p + size;
    if (dczid & DCZID_NONE)
        return memset(at, 0, size);
    for (; p < end; p += 2 * block) /* a page has two at least */
        __asm__ volatile("dc zva, %0\n dc zva, %1" : : "r"(p), "r"(p + block) : "memory");
    return at;
}

#define CTR_DMINLINE(reg) ((reg) >> 16 & 0xf) /* words of the smallest cache line, log2 */

/* D7.5: writes each line back to the point of coherency, where uncached reads see it. */
void memory_clean(const void *at, uint64_t size)
{
    uint64_t line = 4ul << CTR_DMINLINE(sysreg_read(ctr_el0));
    uintptr_t end = (uintptr_t)at + size;
    for (uintptr_t a = (uintptr_t)at & -line; a < end; a += line)
        __asm__ volatile("dc civac, %0" : : "r"(a) : "memory");
    memory_barrier();
}

/* --- Starting --- */

static bool has_cycle_counter(void)
{
    unsigned counters = ID_AA64DFR0_PMUVER(sysreg_read(id_aa64dfr0_el1));
    return counters != PMUVER_NONE && counters != PMUVER_OTHER;
}

/* What this CPU must have in addition to EL2. */
static void check_cpu(void)
{
    static const uint8_t address_bits[] = {32, 36, 40, 42, 44, 48, 52, 56};
    unsigned range = sysreg_read(id_aa64mmfr0_el1) & ID_AA64MMFR0_PARANGE;
    if (range < sizeof address_bits && address_bits[range] < VTCR_GPA_BITS)
        panic("boot: this CPU has %u physical address bits, our stage-2 tables translate %d",
              address_bits[range], VTCR_GPA_BITS);

    if (!has_cycle_counter())
        panic("boot: this CPU has no cycle counter (FEAT_PMUv3)");
}

/* The cycle counter counts from here on, at EL2 too, and all 64 bits of it: from 0, and so
 * machine_started is that. */
static void start_cycle_counter(void)
{
    if (!has_cycle_counter())
        return; /* check_cpu() says so, once a failure can power the machine off */
    sysreg_write(pmccfiltr_el0, PMCCFILTR_NSH);
    sysreg_write(pmcntenset_el0, PMCNTEN_CYCLES);
    sysreg_write(pmcr_el0, PMCR_E | PMCR_C | PMCR_LC);
}

/* The first CPU has protected the image. */
void cpu_set_up(uint64_t cycles)
{
    sysreg_write(sctlr_el2, SCTLR_EL2_ON | SCTLR_WXN);
    start_cycle_counter();
    sysreg_write(pmccntr_el0, cycles);
    __asm__ volatile("isb");
}

_Noreturn void machine_start(const void *blob)
{
    start_cycle_counter();
    machine_from_device_tree(blob);
    machine.timer_hz = sysreg_read(cntfrq_el0);

    uint64_t el = CURRENT_EL(sysreg_read(CurrentEL));
    if (el != 2)
        panic("boot: the CPU starts at EL%lu, not at EL2, so no guest can be entered", el);
    protect_image();
    check_cpu();
    machine_check_clock();
    power_off(main());
}
