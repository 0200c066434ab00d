/* The guest's program for the graders of this step: it does what it is ordered. */
#include "orders.h"

#include "user.h"

static struct order order;

static long own_call(uint64_t number, const uint64_t *a)
{
    return system_call(order.own_call + number, a[0], a[1], a[2], a[3], 0, 0);
}

static void call_own(void)
{
    for (uint64_t i = 0; i < order.times; i++)
        order.results[i] = own_call(order.number, order.arguments);
}

/*
 * Two processes with one word in common: each writes the other's number into it when it is its own,
 * and waits otherwise. Arguments: the word's address, the own number (0 or 1), how many turns.
 */
static void take_turns(void)
{
    volatile uint32_t *word = (volatile uint32_t *)order.arguments[0];
    uint64_t address = order.arguments[0], mine = order.arguments[1];
    for (uint64_t turn = 0; turn < order.arguments[2]; turn++) {
        while (*word != mine)
            own_call(0, (const uint64_t[]){address, !mine, 0, 0});
        *word = !mine;
        own_call(1, (const uint64_t[]){address, 1, 0, 0});
    }
}

static int64_t obey(const uint64_t *a)
{
    switch (order.what) {
    case ORDER_FORK:
        return fork();
    case ORDER_MAP:
        return (int64_t)map(a[0] * PAGE_SIZE);
    case ORDER_UNMAP:
        return unmap((void *)a[0], a[1] * PAGE_SIZE);
    case ORDER_SLEEP:
        sleep_for(a[0] * 1000000);
        return 0;
    case ORDER_PLACES:
        return (int64_t)obey;
    case ORDER_STORE:
        memcpy((void *)a[0], order.bytes, a[1]);
        return 0;
    case ORDER_LOAD:
        memcpy(order.bytes, (void *)a[0], a[1]);
        return 0;
    case ORDER_TURNS:
        take_turns();
        return 0;
    }
    return 0;
}

int main(int argc, char **argv, char **environment)
{
    for (;;) {
        system_call(ORDER_CALL, (long)&order, 0, 0, 0, 0, 0);
        if (order.what == ORDER_OWN)
            call_own();
        else
            order.results[0] = obey(order.arguments);
    }
}
