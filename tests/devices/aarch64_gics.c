/* AArch64: a device's interrupt at one CPU of a guest, while another CPU routes it elsewhere, or
 * asks the distributor about it, or ends it. CPU 1 acknowledges nothing unless it is told to. */
#include "aarch64_gic.h"

#define ROUNDS 30
enum { INTID = 50 };

/* --- CPU 1 --- */

static volatile uint32_t orders, done; /* it has done so many of these: */
static volatile enum { ACKNOWLEDGE, END, SPLIT } order;
static volatile bool acknowledged;

__attribute__((used, aligned(16))) static char stack[4096];
__attribute__((used)) void other(void);
__asm__("other_cpu: ldr x1, =stack + 4096; mov sp, x1; b other");
extern char other_cpu[];

void other(void)
{
    sysreg_write(PMR, 0xff);
    sysreg_write(IGRPEN1, 1);
    sysreg_write(ICC, 0);
    for (done = 1;; done++) {
        while (orders < done)
            ;
        if (order == ACKNOWLEDGE)
            acknowledged = acknowledges(INTID);
        else if (order == END)
            end(INTID);
        else
            sysreg_write(ICC, 2);
    }
}

static void tell(unsigned what)
{
    order = what;
    orders++;
    while (done <= orders)
        ;
}

static bool other_acknowledges(void)
{
    tell(ACKNOWLEDGE);
    return acknowledged;
}

static void start_other(void)
{
    register uint64_t x0 __asm__("x0") = 0xc4000003, x1 __asm__("x1") = 1; /* CPU_ON */
    register uint64_t x2 __asm__("x2") = (uintptr_t)other_cpu, x3 __asm__("x3") = 0;
    __asm__ volatile("hvc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : : "memory");
    while (!done)
        ;
}

/* --- CPU 0 --- */

static void route(uint64_t to)
{
    write32(GICD + IROUTER + 8 * INTID, to);
}

/* CPU 1 runs for some time, with what the hypervisor gave it. */
static void settle(void)
{
    for (volatile unsigned turns = 0; turns < 10000; turns++)
        ;
}

/* When this returns, CPU 1 has been given what is pending. */
static bool is_pending(void)
{
    return spis(ISPENDR) & SPI(INTID);
}

static bool is_active(void)
{
    return spis(ISACTIVER) & SPI(INTID);
}

static void routes(void)
{
    unsigned here = 0, there = 0, once = 0;
    for (unsigned n = 0; n < ROUNDS; n++) {
        route(1), settle();
        set_spis(ISPENDR, SPI(INTID));
        route(0);
        here += acknowledges(INTID);
        end(INTID);
        set_spis(ISPENDR, SPI(INTID));
        route(1);
        there += acknowledges(NONE) && other_acknowledges();
        tell(END), route(0);
        once += acknowledges(NONE) && !other_acknowledges();
        set_spis(ICPENDR, SPI(INTID));
    }
    expect("pending at CPU 1, and routed to CPU 0: it comes there", here == ROUNDS);
    expect("and the other way round", there == ROUNDS);
    expect("ended at CPU 1, and routed to CPU 0: it does not come again", once == ROUNDS);
}

static void questions(void)
{
    unsigned pending = 0, active = 0, ended = 0, set = 0;
    for (unsigned n = 0; n < ROUNDS; n++) {
        route(1), settle();
        set_spis(ISPENDR, SPI(INTID));
        pending += is_pending() && !is_active();
        active += other_acknowledges() && is_active() && !is_pending();
        tell(END);
        ended += !is_active() && !is_pending();
        set_spis(ISACTIVER, SPI(INTID));
        bool on = is_active() && is_active();
        set_spis(ICACTIVER, SPI(INTID));
        set += on && !is_active() && !is_active();
    }
    expect("pending at CPU 1", pending == ROUNDS);
    expect("active at CPU 1, as soon as it has acknowledged", active == ROUNDS);
    expect("neither, as soon as CPU 1 has ended it", ended == ROUNDS);
    expect("what CPU 0 sets and clears stays so", set == ROUNDS);
}

/* With EOImode on both CPUs: what CPU 1 does by ICC_EOIR1_EL1 ends nothing. */
static void ends(void)
{
    unsigned active = 0, ended = 0, again = 0;
    tell(SPLIT);
    sysreg_write(ICC, 2);
    for (unsigned n = 0; n < ROUNDS; n++) {
        route(1), settle();
        set_spis(ISPENDR, SPI(INTID));
        bool taken = is_pending() && other_acknowledges();
        tell(END), set_spis(ISPENDR, SPI(INTID));
        active += taken && is_pending() && !other_acknowledges() && is_active();
        sysreg_write(DIR, INTID);
        ended += !is_active() && is_pending();
        again += other_acknowledges();
        tell(END);
        sysreg_write(DIR, INTID);
    }
    expect("active at CPU 1 until it is ended by ICC_DIR_EL1", active == ROUNDS);
    expect("which CPU 0 can do", ended == ROUNDS);
    expect("and then it comes to CPU 1 again", again == ROUNDS);
}

int start(const void *tree)
{
    (void)tree;
    gic_start(0x80);
    write32(GICD + ICFGR + 12, ~0u); /* INTIDs 48 to 63 are edge-triggered */
    start_other();
    routes();
    questions();
    ends();
    shut_down();
}
