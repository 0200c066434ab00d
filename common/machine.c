#include "machine.h"

#include "cpu.h"
#include "panic.h"

struct machine machine = {.command_line = ""};
uint64_t machine_started;

struct cpu *cpus[CPUS_MOST] = {(struct cpu *)boot_cpu};
unsigned cpus_count = 1;
void (*cpu_kick)(struct cpu *cpu), (*cpu_hold)(struct cpu *cpu);

void machine_add_ram(uint64_t base, uint64_t size)
{
    if (machine.ram_ranges == ARRAY_LENGTH(machine.ram))
        panic("machine: RAM is in more than %u pieces", machine.ram_ranges);
    if (size)
        machine.ram[machine.ram_ranges++] = (struct memory_range){base, base + size};
}

void machine_reserve(uint64_t base, uint64_t size)
{
    uint64_t end = base + size;
    for (unsigned i = 0, ranges = machine.ram_ranges; i < ranges; i++) {
        struct memory_range *ram = &machine.ram[i];
        if (end <= ram->base || base >= ram->end)
            continue;
        if (end < ram->end)
            machine_add_ram(end, ram->end - end);
        ram->end = base > ram->base ? base : ram->base;
    }
}
