/* x86_64: what the machine has, and its end. */
#include "kernel.h"
#include "uart.h"

/* What a PVH loader leaves (Xen, public/arch-x86/hvm/start_info.h) */
struct start_info {
    uint32_t magic, version, flags, modules;
    uint64_t module_list, command_line, rsdp, memory_map;
    uint32_t ranges;
};

struct module {
    uint64_t base, size, command_line, unused;
};

struct memory {
    uint64_t base, size;
    uint32_t type, unused;
};

enum { MAGIC = 0x336ec578, RAM = 1 }; /* RAM: a type of memory */

uint64_t measure_clock(void);  /* devices.c */
void find_cpus(uint64_t rsdp); /* cpus.c */

void machine_init(uint64_t information)
{
    const struct start_info *info = to_virtual(information);
    uart_init();
    if (info->magic != MAGIC)
        panic("there is no start_info");
    const struct memory *map = to_virtual(info->memory_map);
    for (unsigned i = 0; i < info->ranges; i++) {
        if (map[i].type == RAM && map[i].base <= to_physical(image_start))
            machine.ram = (struct range){map[i].base, map[i].base + map[i].size};
    }
    const struct module *initrd = to_virtual(info->module_list);
    if (info->modules)
        machine.initrd = (struct range){initrd->base, initrd->base + initrd->size};
    const char *words = to_virtual(info->command_line);
    for (unsigned i = 0; info->command_line && words[i] && i < sizeof machine.words - 1; i++)
        machine.words[i] = words[i];
    find_cpus(info->rsdp);
    machine.clock_hz = measure_clock();
    uint32_t a = 1, b, c, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
    machine.capabilities = d;
}

enum { POWER = 0x604, POWER_OFF = 0x2000, RESET = 0xcf9, HARD_RESET = 6 };  /* q35 */
enum { SYSTEM_OFF = 0x84000008, SYSTEM_RESET, SYSTEM_RESET2 = 0x84000012 }; /* PSCI */
enum { WARM_RESET = 0 }; /* the argument of the last one */

static void call(uint32_t function, uint64_t type)
{
    __asm__ volatile("vmmcall" : "+a"(function) : "b"(type) : "memory");
}

/* Under Worldswitch by a hypercall, with a failure a warm reset where there is one; else as the
 * machine does it. */
_Noreturn void power_off(int status)
{
    uint32_t a = 0x40000000, name[3];
    __asm__ volatile("cpuid" : "+a"(a), "=b"(name[0]), "=c"(name[1]), "=d"(name[2]));
    if (!memcmp(name, "Worldswitch", sizeof name)) {
        call(status ? SYSTEM_RESET2 : SYSTEM_OFF, WARM_RESET);
        call(SYSTEM_RESET, 0); /* there is no warm one */
    }
    if (status)
        __asm__ volatile("outb %b0, %w1" : : "a"(HARD_RESET), "d"(RESET));
    else
        __asm__ volatile("outw %w0, %w1" : : "a"(POWER_OFF), "d"(POWER));
    for (;;)
        __asm__ volatile("cli; hlt");
}
