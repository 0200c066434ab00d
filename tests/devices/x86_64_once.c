/* An interrupt that the hypervisor injects, because the 8259 has to know when it is taken. Its
 * handler takes more than a second, if an instruction counts as 32 ns, with interrupts off: so it
 * never begins again before its end. */
#include "x86_64_pc.h"

enum { PIC = 0x20, PIC2 = 0xa0, UART_IER = 0x3f9 };

uint32_t begins, inside, again;
__asm__("slow: incl begins; cmpl $0, inside; je 1f; incl again; 1: incl inside; push %eax;"
        "mov $20000000, %eax; 2: dec %eax; jnz 2b; pop %eax; decl inside;"
        "push %eax; push %edx; mov $0x3fa, %dx; in %dx, %al; pop %edx; pop %eax; iret");
void slow(void);

int main(void)
{
    static const uint8_t first[] = {0x11, 0x20, 4, 3}, other[] = {0x11, 0x28, 2, 1};
    load_tables();
    for (unsigned i = 0; i < 4; i++)
        out(PIC + !!i, first[i]), out(PIC2 + !!i, other[i]);
    out(PIC2 + 1, 0xff), out(PIC + 1, 0xef);
    set_gate(0x24, slow);
    out(UART_IER, 2); /* "transmitter empty": line 4 is high at once */
    __asm__ volatile("sti; nop; nop; nop; cli" : : : "memory");
    expect("the handler has run", begins == 1 + again);
    expect("it did not begin again before its end", !again);
    return 0;
}
