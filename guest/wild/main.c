/*
 * Uses addresses where there is nothing, in each way that its architecture has, and says what it
 * gets: a fault, which its handler takes, or a value.
 */
#include "interrupts.h"
#include "line.h"

/* ARCH.S: functions, each of which makes one access at `where`, without the stack, and returns what
 * it has read. The table ends with an empty row. */
struct attempt {
    const char *what;
    unsigned long (*make)(unsigned long where);
    unsigned long where;
};
extern const struct attempt attempts[];

static const char *fault;

static struct frame *take(struct frame *frame)
{
    fault = fault_name(frame);
    return_from_faulting(frame);
    return frame;
}

int main(void)
{
    unsigned made = 0, faults = 0;
    traps_init();
    take_faults(take);
    for (; attempts[made].what; made++) {
        fault = 0;
        unsigned long value = attempts[made].make(attempts[made].where);
        faults += !!fault;
        line_add(attempts[made].what);
        line_add(fault ? fault : value == -1ul ? "all ones" : "done");
        line_print();
    }
    line_add_number(made);
    line_add(" accesses, ");
    line_add_number(faults);
    line_add(" faults");
    line_print();
    shut_down();
}
