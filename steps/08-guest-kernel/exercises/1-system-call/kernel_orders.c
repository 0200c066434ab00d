/* The part of the graders that is in the guest's kernel. The linker puts system_call() below here
 * in front of the kernel's own. */
#include "orders.h"

#include "kernel.h"
#include "own_calls.h"

void __real_system_call(struct frame *frame);
void __wrap_system_call(struct frame *frame);

/* ARCH_report.S: a hypercall, with the physical address of an order. */
void report_order(uint64_t order, uint64_t pid);

static struct order orders[PROCESSES];
static uint64_t calls;

_Static_assert(sizeof(struct order) == ORDER_DISTANCE, "an order is in one page");

/* A page of another process becomes this one's, too. */
static long share_page(uint64_t pid, uint64_t there, uint64_t here)
{
    void *page = NULL;
    for (unsigned i = 0; i < MAX_TASKS; i++) {
        if (tasks[i] && tasks[i]->pid == (int)pid)
            page = space_at(tasks[i]->root, there, WRITE);
    }
    space_remove(current->root, here, here + PAGE_SIZE);
    pte *entry = walk(current->root, here, true);
    if (!page || !entry || !page_share(page))
        return -ENOMEM;
    *entry = pte_page(to_physical(page), READ | WRITE | USER);
    flush_page(here);
    return 0;
}

static void nudge(void)
{
    for (unsigned i = 0; i < MAX_TASKS; i++) {
        if (tasks[i] && tasks[i]->state == SLEEPING)
            wake(tasks[i]->waits_for);
    }
}

static bool others_run(void)
{
    for (unsigned i = 0; i < MAX_TASKS; i++) {
        if (tasks[i] && tasks[i] != current && tasks[i]->state == READY)
            return true;
    }
    return false;
}

/* The next tick may come before the others have done their work, so one sleep is not enough. */
static void settle(uint64_t ticks)
{
    for (uint64_t i = 0; i < ticks && others_run(); i++)
        sleep(&orders, 1);
}

/* What only the kernel can do for the program. */
static void complete(struct order *order)
{
    if (order->what == ORDER_SHARE)
        order->results[0] =
            share_page(order->arguments[0], order->arguments[1], order->arguments[2]);
    if (order->what == ORDER_NUDGE)
        nudge();
    if (order->what == ORDER_SETTLE)
        settle(order->arguments[0]);
    if (order->what == ORDER_PLACES)
        order->results[1] = (int64_t)orders;
}

static long next_order(uint64_t address)
{
    struct order *order = &orders[current->pid - 1];
    if (current->pid > PROCESSES || copy_in(order, address, sizeof *order))
        panic("orders: pid %d", current->pid);
    complete(order);
    order->what = ORDER_NONE;
    order->switches = counts.switches;
    order->calls = calls;
    report_order(to_physical(order), current->pid);
    for (unsigned i = 0; i < PROCESSES; i++) {
        if (orders[i].what)
            wake(&orders[i]);
    }
    while (!order->what)
        sleep(order, 0);
    return copy_out(address, order, sizeof *order);
}

void __wrap_system_call(struct frame *frame)
{
    uint64_t number = frame->CALL_NUMBER, arguments[6];
    uint64_t own = number - orders[0].own_call;
    for (unsigned i = 0; i < ARRAY_LENGTH(arguments); i++)
        arguments[i] = (&frame->CALL_ARGUMENT)[i];
    if (number == ORDER_CALL) {
        frame->CALL_RESULT = next_order(arguments[0]);
    } else if (orders[0].own_call && own < own_calls_count) {
        calls++;
        frame->CALL_RESULT = own_calls[own](arguments);
    } else {
        __real_system_call(frame);
    }
}
