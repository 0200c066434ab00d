/* The local APICs of a PC's four CPUs: their timers, CPUs that sleep, and any access in any order.
 */
#include "x86_64_cpus.h"

/* --- Time --- */

static void read_tsc(volatile struct cpu *me)
{
    me->tsc = tsc();
}

static void start_timer(volatile struct cpu *me)
{
    put(DIVIDE, 0xb), put(LVT_TIMER, 0x20071), put(INITIAL, 1000000);
}

static void stop_timer(volatile struct cpu *me)
{
    put(INITIAL, 0);
}

static void times(void)
{
    bool same = true;
    for (unsigned n = 1; n < CPUS; n++) {
        uint64_t before = tsc();
        ask(n, read_tsc);
        same &= before <= cpus[n].tsc && cpus[n].tsc <= tsc();
    }
    expect("all have the same TSC", same);
    ask(2, start_timer);
    expect("a timer interrupts its own CPU", SOON(cpus[2].came[0x71] >= 10));
    ask(2, stop_timer), settle();
    expect("and no other one", !cpus[0].came[0x71] && !cpus[1].came[0x71] && !cpus[3].came[0x71]);
    cpus[2].came[0x71] = 0;
}

/* --- Sleep --- */

#define ROUNDS 200

static void wait_for(volatile struct cpu *me, unsigned vector, uint32_t count)
{
    __asm__ volatile("cli");
    while (me->came[vector] < count)
        __asm__ volatile("sti; hlt; cli" : : : "memory");
    __asm__ volatile("sti");
}

static void send_back(volatile struct cpu *me)
{
    for (unsigned n = 1; n <= ROUNDS; n++) {
        wait_for(me, 0x62, n);
        send(0x63, 0, 0);
    }
}

static void sleep(void)
{
    cpus[3].order = send_back;
    for (unsigned n = 1; n <= ROUNDS; n++) {
        send(0x62, 3, 0);
        wait_for(&cpus[0], 0x63, n);
    }
    __asm__ volatile("cli");
    expect("two that sleep wake each other, and none is lost",
           SOON(!cpus[3].order) && cpus[3].came[0x62] == ROUNDS && cpus[0].came[0x63] == ROUNDS);
    cpus[3].came[0x62] = cpus[0].came[0x63] = 0;
}

/* --- NMIs --- */

#define NMIS 200

static volatile uint32_t nmis, too_early;
static volatile bool enough;

NMI_HANDLER;
void on_nmi(const char *pc)
{
    too_early += pc == nmi_iret;
    enough = ++nmis >= NMIS; /* the CPU may do nothing else until then */
}

/* The next one always waits. */
static void send_nmis(volatile struct cpu *me)
{
    while (!enough)
        send(0, 0, NMI);
}

static void one_by_one(void)
{
    set_gate(2, nmi_entry);
    cpus[1].order = send_nmis;
    expect("an NMI comes after the IRET of the one before",
           SOON(!cpus[1].order) && nmis >= NMIS && !too_early);
    set_gate(2, all_gates + 16 * 2);
}

/* --- Anything --- */

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13, *seed ^= *seed >> 17, *seed ^= *seed << 5;
    return *seed;
}

/* Any register, any width, any value; any command, but no STARTUP at a page without a program, and
 * no NMI for another CPU: it may just have started, without a table of gates. */
static void any(uint32_t *seed)
{
    uint32_t at = APIC + (next_random(seed) & 0xfff), value = next_random(seed);
    if (at >> 4 == (APIC + ICR) >> 4) {
        at = APIC + ICR;
        if ((value >> 8 & 7) == STARTUP >> 8)
            value = (value & ~0xff) | PAGE_A | (value & 1);
        if ((value >> 8 & 7) == NMI >> 8)
            value = (value & ~TO_OTHERS) | TO_SELF;
    }
    switch (next_random(seed) & 7) {
    case 0:
        __asm__ volatile("movb %b0, (%1)" : : "q"(value), "r"(at == APIC + ICR ? APIC : at));
        break;
    case 1:
        __asm__ volatile("movw %w0, (%1)" : : "r"(value), "r"(at == APIC + ICR ? APIC : at));
        break;
    case 2 ... 3:
        __asm__ volatile("movl (%1), %0" : "=r"(value) : "r"(at));
        break;
    default:
        at = next_random(seed) & 1 ? at & ~0xf : at;
        __asm__ volatile("movl %0, (%1)" : : "r"(value), "r"(at));
    }
}

static volatile uint32_t anything, ends;

static void do_any(volatile struct cpu *me)
{
    uint32_t seed = (cpuid_1().ebx >> 24) * 12345 + me->lives + 1;
    while (!ends) {
        any(&seed);
        anything++;
    }
}

static void all_do_any(void)
{
    uint32_t seed = 1;
    for (unsigned rounds = 0; anything < 5000; rounds++) {
        for (unsigned n = 1; n < CPUS; n++)
            cpus[n].order = do_any;
        any(&seed);
        let_come();
        if (rounds % 100 == 99) {
            put(ICR_HIGH, 0), send(0, 0, INIT | ASSERT | TO_OTHERS);
            send(PAGE_A, 0, STARTUP | ASSERT | TO_OTHERS);
        }
    }
    ends = 1;
    msr_write(APIC_BASE, 0xfee00100), msr_write(APIC_BASE, 0xfee00900); /* as after a reset */
    put(SPURIOUS, 0x1ff);
    send(0, 0, INIT | ASSERT | TO_OTHERS); /* whatever numbers they have now */
    let_come();
    bool all = true;
    for (unsigned n = 1; n < CPUS; n++) {
        all &= starts(n, PAGE_A);
        for (unsigned vector = 0; vector < 256; vector++)
            cpus[n].came[vector] = 0;
    }
    cpus[0].came[0x61] = 0;
    send(0x61, 0, TO_ALL), settle();
    expect("after anything all CPUs start, and are interrupted", all && came_to(0x61, "1111"));
}

int start(const void *tree)
{
    (void)tree;
    prepare_cpus();
    for (unsigned n = 1; n < CPUS; n++)
        starts(n, PAGE_A);
    times();
    sleep();
    one_by_one();
    all_do_any();
    shut_down();
}
