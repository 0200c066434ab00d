/* The local APICs of a PC's four CPUs. One or two of them run, the others sleep, and no timer is
 * set. So only what a CPU sends can wake one that sleeps, or make one that runs leave its guest;
 * but the host looks at each CPU of the machine every 50 ms. */
#include "x86_64_cpus.h"

#define ROUNDS 20 /* few: on a busy computer each takes long */

/* The host's timer was set while two CPUs of the guest shared one of the machine: for 1 ms. */
static void wait(void)
{
    for (unsigned turn = 0; turn < 50000; turn++)
        __asm__ volatile("pause");
}

/* CPU 0 does not sleep meanwhile, and nothing that it executes exits. */
static void interrupts_wake(void)
{
    bool woken = true;
    for (uint32_t n = 1; n <= ROUNDS && woken; n++) {
        wait(), send(0x61, 3, 0);
        woken = SOON(cpus[3].came[0x61] == n);
    }
    expect("an interrupt wakes one that sleeps, at once", woken);
}

static void nmis_wake(void)
{
    bool woken = true;
    for (uint32_t n = 1; n <= ROUNDS && woken; n++) {
        wait(), send(0, 3, NMI);
        woken = SOON(cpus[3].came[2] == n);
    }
    expect("and an NMI does", woken);
}

/* IRQ 4 is the UART's line, which is high when the UART has room to write. */
static void raise_line(volatile struct cpu *me)
{
    uint32_t came = cpus[0].came[0x24];
    out(0x20, 0x20), wait(), out(0x3f9, 2);
    me->done = SOON(cpus[0].came[0x24] == came + 1);
    while (cpus[0].came[0x24] == came) /* or CPU 0 would sleep for ever */
        ;
    out(0x3f9, 0);
}

/* CPU 0 sleeps: an interrupt of the 8259s ends each sleep, and nothing else does. */
static void lines_wake(void)
{
    bool woken = true;
    start_pics(0xff);
    out(0x21, 0xef);
    for (uint32_t n = 1; n <= ROUNDS && woken; n++) {
        cpus[1].order = raise_line;
        __asm__ volatile("sti; hlt; cli" : : : "memory");
        woken = SOON(!cpus[1].order) && cpus[1].done;
    }
    out(0x21, 0xff);
    expect("and so does a line that another CPU raises", woken);
}

static void nmis_stop(void)
{
    bool came = true;
    for (uint32_t n = 1; n <= ROUNDS && came; n++) {
        send(0, 1, NMI);
        came = SOON(cpus[1].came[2] == n);
    }
    expect("an NMI comes at once to one that runs", came);
    cpus[1].came[2] = 0;
}

static volatile bool ends;

/* The hypervisor injects a fault each time. */
static void make_faults(volatile struct cpu *me)
{
    bool all = true;
    while (!ends) {
        uint32_t low, high;
        TRY_OUT("rdmsr", "=a"(low), "=d"(high) : "c"(0x12345678));
        all &= fault == 13;
    }
    me->done = all;
}

static void nmis_beside_faults(void)
{
    bool came = true;
    cpus[1].order = make_faults;
    for (uint32_t n = 1; n <= 5 * ROUNDS && came; n++) {
        send(0, 1, NMI);
        came = SOON(cpus[1].came[2] == n);
    }
    ends = true;
    expect("nor is one lost, or takes the place of a fault",
           came && SOON(!cpus[1].order) && cpus[1].done);
}

int start(const void *tree)
{
    (void)tree;
    prepare_cpus();
    tick_8254(); /* and no more: a PC's starts with 18 each second */
    halts = true;
    for (unsigned n = 1; n < CPUS; n++)
        starts(n, PAGE_A);
    interrupts_wake();
    nmis_wake();
    halts = false, send(0x61, 1, 0);
    lines_wake();
    nmis_stop();
    nmis_beside_faults();
    shut_down();
}
