/* x86_64: the two 8259, and the descriptors that an interrupt needs. */
#include "script.h"

#include "memory_map.h"
#include "random.h"
#include "string.h"

#define VECTOR    0x20 /* of line 0; the others follow */
#define LINES     16
#define IDT       0x100  /* in the tables */
#define GATE      0x8e00 /* of an interrupt, APM 4.8.4: present, 32 bits */
#define FLAT_CODE 0x00cf9b000000ffff
#define FLAT_DATA 0x00cf93000000ffff

extern char script_guest_handler[];

/* --- The interrupt controller --- */

/* Those that can be level-triggered. */
unsigned choose_line(void)
{
    static const uint8_t lines[] = {3, 5, 6, 7, 9, 10, 11, 12, 14, 15};
    return lines[random_below(sizeof lines)];
}

/* "Initialization Command Words" 1 to 4 of a chip, and what it masks. */
static void start_chip(uint16_t port, uint8_t vector, uint8_t cascade, uint8_t mask)
{
    script_add(SCRIPT_OUT, 1, port, 0x11);
    script_add(SCRIPT_OUT, 1, port + 1, vector);
    script_add(SCRIPT_OUT, 1, port + 1, cascade);
    script_add(SCRIPT_OUT, 1, port + 1, 1);
    script_add(SCRIPT_OUT, 1, port + 1, mask);
}

/* Line 2 is the second chip's. ELCR, at 0x4d0, says that the line is a level. */
void script_interrupts(unsigned line)
{
    uint16_t open = 1u << line | (line < 8 ? 0 : 1u << 2);
    start_chip(PORT_PIC_1, VECTOR, 1 << 2, ~open);
    start_chip(PORT_PIC_2, VECTOR + 8, 2, ~open >> 8);
    script_add(SCRIPT_OUT, 1, 0x4d0 + line / 8, 1 << line % 8);
}

void prepare_script(struct vcpu *vcpu, void *data)
{
    uint64_t handler = SCRIPT_CODE + (script_guest_handler - script_guest_start);
    const uint64_t gdt[] = {0, FLAT_CODE, FLAT_DATA};
    const uint32_t gate[] = {SELECTOR_CODE << 16 | (handler & 0xffff),
                             (handler & 0xffff0000) | GATE};
    char *tables = (char *)data + DATA_TABLES;
    memcpy(tables, gdt, sizeof gdt);
    for (unsigned n = VECTOR; n < VECTOR + LINES; n++)
        memcpy(tables + IDT + n * sizeof gate, gate, sizeof gate);
    vcpu->vmcb.gdtr.base = SCRIPT_DATA + DATA_TABLES;
    vcpu->vmcb.gdtr.limit = sizeof gdt - 1;
    vcpu->vmcb.idtr.base = SCRIPT_DATA + DATA_TABLES + IDT;
    vcpu->vmcb.idtr.limit = (VECTOR + LINES) * sizeof gate - 1;
}

/* --- The clock --- */

#define MEASURED 1000  /* microseconds */
#define CLOSE    20000 /* a part of a second: between two clocks that are read at once */
#define TRIES    100

static uint64_t read_clocks(uint64_t *time)
{
    uint64_t cycles;
    unsigned tries = TRIES;
    do {
        *time = time_counter();
        cycles = cycle_counter();
    } while (time_counter() - *time > machine.timer_hz / CLOSE && --tries);
    return cycles;
}

/* The guest reads the TSC, whose rate nothing says. */
uint64_t guest_ticks(uint64_t microseconds)
{
    static uint64_t cycles, ticks; /* in the time that was measured */
    uint64_t start, end;
    if (!ticks) {
        cycles = read_clocks(&start);
        while (time_counter() - start < machine.timer_hz * MEASURED / 1000000)
            ;
        cycles = read_clocks(&end) - cycles;
        ticks = end - start;
    }
    return microseconds * machine.timer_hz / 1000000 * cycles / ticks;
}

/* --- The UART --- */

void script_uart(uint8_t byte)
{
    script_add(SCRIPT_OUT, 1, PORT_UART, byte);
}
