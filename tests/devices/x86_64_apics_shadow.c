/* MOV SS holds interrupts back for one instruction, as STI does. If that is HLT, and interrupts are
 * off, only an NMI ends it, even if the timer's interrupt comes between the two. An instruction
 * takes 16 ns here, so in one of these turns it does. */
#include "x86_64_cpus.h"

#define TIMER_NS 20000
#define LEAST    (TIMER_NS / 16 / 2)
#define MOST     (TIMER_NS / 16)

static volatile uint32_t begun, ended;
static volatile bool enough;

NMI_HANDLER;
extern char after_hlt[];
void on_nmi(const char *pc)
{
    ended += pc == after_hlt;
}

static void send_nmis(volatile struct cpu *me)
{
    while (!enough) {
        if (ended != begun)
            send(0, 0, NMI);
    }
}

/* After so many instructions. */
static void halt_after(unsigned n)
{
    begun++;
    put(INITIAL, TIMER_NS);
    __asm__ volatile("shr $1, %0; jnc 1f; nop; 1: dec %0; jnz 1b;"
                     "mov %%ss, %0; mov %0, %%ss; hlt; after_hlt:"
                     : "+r"(n)
                     :
                     : "memory");
}

int start(const void *tree)
{
    (void)tree;
    prepare_cpus();
    take_interrupts();
    starts(1, PAGE_A);
    set_gate(2, nmi_entry);
    cpus[1].order = send_nmis;
    put(DIVIDE, 0xb), put(LVT_TIMER, 0x71);
    __asm__ volatile("cli");
    for (unsigned n = LEAST; n < MOST; n++)
        halt_after(n), let_come();
    expect("only an NMI ends HLT after MOV SS with interrupts off", ended == begun);
    enough = true;
    expect("the timer interrupted each time", cpus[0].came[0x71] == begun);
    shut_down();
}
