/* A solution of exercise 9.2. */
#include "exercise.h"

/* What the guest reads, while it is lent. */
static uint8_t page[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
static bool lent;

void uart_changed(struct device *uart)
{
    struct stage2 *stage2 = &uart->guest->stage2;
    bool lend = uart_registers(uart, page);
    if (lend && !lent)
        lend = !stage2_map(stage2, uart->base, (uintptr_t)page, PAGE_SIZE, STAGE2_R);
    if (lent && !lend)
        stage2_unmap(stage2, uart->base, PAGE_SIZE);
    lent = lend;
    uart_watch(uart, lent); /* no exit tells that the guest looks for input */
}
