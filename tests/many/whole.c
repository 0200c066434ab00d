/*
 * Step 11, in which a CPU that has the whole host looks whether another one is in the midst of an
 * exit that it handles while it shares the host: there, page_alloc() takes longer than usual.
 */
#include "hook.h"
#include "page_alloc.h"
#include "panic.h"

static _Atomic unsigned sharers;

void *__real_page_alloc(unsigned order);
void *__wrap_page_alloc(unsigned order)
{
    bool is_shared = atomic_load(&this_cpu()->shares);
    sharers += is_shared;
    void *block = __real_page_alloc(order);
    for (volatile unsigned n = 0; n < 2000 && is_shared; n++)
        ;
    sharers -= is_shared;
    return block;
}

static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (sharers)
        panic("whole: a CPU shares the host that another one has");
    return real[exit->kind](vcpu, exit);
}

int main(void)
{
    if (!make_and_hook())
        return 1;
    host_is_never_shared = false;
    return run_hooked();
}
