/* What the firmware left us: a CPU in long mode and start_info. */
#include "cpu_pages.h"
#include "image.h"
#include "machine.h"
#include "memory_map.h"
#include "panic.h"
#include "pvh.h"

#include "string.h"

/* --- The clock --- */

#define PM_TIMER_HZ   3579545
#define PM_TIMER_MASK 0xffffff /* 24 bits: it wraps after 4.6 s */

/* Two CPUs at once would count the same time twice: in step 11 it is called by the one that has the
 * host's lock. */
uint64_t time_counter(void)
{
    static uint64_t ticks;
    uint64_t now = in32(PORT_PM_TIMER);
    ticks += (now - ticks) & PM_TIMER_MASK;
    return ticks;
}

/* --- The image --- */

#define IMAGE_TABLE_END ((char *)(PAGE_SIZE * 512)) /* what image_pages translates, from 0 on */

extern uint64_t image_pages[]; /* boot.S */

static void set_pages(char *from, char *to, uint64_t bits)
{
    for (char *at = from; at < to; at += PAGE_SIZE)
        image_pages[(uintptr_t)at / PAGE_SIZE] = bits ? (uintptr_t)at | bits : 0;
}

/* On this CPU. Another one's TLB has the page only if that CPU has used it. */
void image_guard(const void *page)
{
    image_pages[(uintptr_t)page / PAGE_SIZE] = 0;
    __asm__ volatile("invlpg (%0)" : : "r"(page) : "memory"); /* APM 5.5.2 */
}

/* From here on code cannot be written, nothing else can be executed, and the stacks have an end. */
static void protect_image(void)
{
    image_pages[0] = 0; /* where NULL leads */
    set_pages(image_start, text_end, ENTRY_PRESENT);
    set_pages(text_end, rodata_end, ENTRY_PRESENT | ENTRY_NX);
    set_pages(rodata_end, IMAGE_TABLE_END, ENTRY_RAM);
    set_pages(trap_guard, trap_guard + PAGE_SIZE, 0);
    set_pages(boot_guard, boot_guard + PAGE_SIZE, 0);
    __asm__ volatile("mov %%cr3, %%rax; mov %%rax, %%cr3" : : : "rax", "memory"); /* APM 5.5.2 */
}

/* --- Memory --- */

#define GIB         (1ul << 30)
#define BOOT_MAPPED (4 * GIB)    /* boot.S */
#define TABLES_MAP  (1024 * GIB) /* 40 bits, as many as QEMU's CPUs address */

uint64_t machine_mapped = BOOT_MAPPED;
uint64_t machine_rsdp;

/* Maps the memory above 4 GiB. A CPU without 1 GiB pages uses only the memory below. */
static void map_all(void)
{
    extern uint64_t boot_pml4[], boot_pdpt[];
    if (!(cpuid(CPUID_FEATURES).edx & FEATURES_EDX_1GIB))
        return;
    for (uint64_t at = BOOT_MAPPED; at < TABLES_MAP; at += GIB)
        boot_pdpt[at / GIB] = at | ENTRY_LARGE | ENTRY_RAM;
    boot_pml4[1] = (uintptr_t)&boot_pdpt[512] | ENTRY_TABLE;
    machine_mapped = TABLES_MAP;
}

/* Every x86-64 has rep stos, and newer ones do it by whole cache lines. */
void *memory_zero(void *at, uint64_t size)
{
    uint64_t words = size / sizeof(uint64_t);
    void *end = at;
    __asm__ volatile("rep stosq" : "+D"(end), "+c"(words) : "a"(0ul) : "memory");
    return at;
}

/* Nothing to do: uncached accesses snoop the caches, APM 7.3. */
void memory_clean(const void *at, uint64_t size)
{
}

static void machine_from_start_info(const struct start_info *info)
{
    if (info->magic != START_INFO_MAGIC || info->version < 1)
        panic("boot: no start_info with a memory map (version %u)", info->version);
    map_all();
    const struct memory_map_entry *map = (void *)info->memory_map;
    for (unsigned i = 0; i < info->memory_map_entries; i++) {
        uint64_t end = map[i].base + map[i].size;
        if (map[i].type == MEMORY_RAM && map[i].base < machine_mapped)
            machine_add_ram(map[i].base,
                            (end < machine_mapped ? end : machine_mapped) - map[i].base);
    }
    /* The memory below the image belongs to the firmware. */
    machine_reserve(0, (uintptr_t)image_end);
    machine_rsdp = info->rsdp;

    /* Copied: it may lie in page 0, and start_info, wherever it lies, is then used up. */
    static char command_line[PAGE_SIZE];
    size_t length = info->command_line ? strlen((char *)info->command_line) : 0;
    if (length >= sizeof command_line)
        panic("boot: the command line has %lu bytes, at most %lu are read", length,
              sizeof command_line - 1);
    memcpy(command_line, (char *)info->command_line, length);
    machine.command_line = command_line;
}

/* --- Starting --- */

#define MARK 0x7261747365526574

/* A machine that starts for the second time has been reset: by a triple fault of the hypervisor,
 * because no guest reaches the ports that do it. It must not look like a success (qemu.sh). */
static void fail_after_reset(void)
{
    volatile uint64_t *mark = (uint64_t *)RESET_MARK;
    bool again = *mark == MARK;
    *mark = again ? 0 : MARK;
    if (again)
        panic("boot: the machine was reset, as a triple fault of the hypervisor's does");
}

static void check_cpu(void)
{
    struct cpuid features = cpuid(CPUID_FEATURES);
    if (!(features.ecx & FEATURES_ECX_SVM))
        panic("boot: this CPU has no SVM, so no guest can be entered");
    if (msr_read(MSR_VM_CR) & VM_CR_SVMDIS)
        panic("boot: the firmware has switched this CPU's SVM off");
    if (!(cpuid(CPUID_SVM).edx & SVM_EDX_NP))
        panic("boot: this CPU's SVM has no nested paging, which is how a guest gets its memory");
}

_Noreturn void machine_start(const struct start_info *info)
{
    machine_started = cycle_counter();
    static struct cpu_pages pages;
    this_cpu()->pages = &pages;
    host_traps_init();
    fail_after_reset();
    out8(PORT_PIC_1 + 1, 0xff); /* the two 8259: no interrupts from a PC's old controllers */
    out8(PORT_PIC_2 + 1, 0xff);
    machine_from_start_info(info);
    protect_image();
    machine.timer_hz = PM_TIMER_HZ;
    check_cpu();
    machine_check_clock();
    power_off(main());
}
