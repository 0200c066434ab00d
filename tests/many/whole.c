/*
 * Step 11, in which a CPU that has the whole host looks whether another one is in the midst of an
 * exit that it handles while it shares the host: there, page_alloc() takes longer than usual. And
 * no two CPUs of one guest are in such an exit.
 */
#include "hook.h"
#include "page_alloc.h"
#include "panic.h"

static _Atomic unsigned sharers, of_first_guest;

static void take_longer(void)
{
    for (volatile unsigned n = 0; n < 8000; n++)
        ;
}

void *__real_page_alloc(unsigned order);
void *__wrap_page_alloc(unsigned order)
{
    bool is_shared = atomic_load(&this_cpu()->shares);
    sharers += is_shared;
    void *block = __real_page_alloc(order);
    if (is_shared)
        take_longer();
    sharers -= is_shared;
    return block;
}

void __real_decode_other_exit(struct vcpu *vcpu, struct vm_exit *exit);
void __wrap_decode_other_exit(struct vcpu *vcpu, struct vm_exit *exit)
{
    bool counts = atomic_load(&this_cpu()->shares) && !vcpu->guest->number;
    if (counts && of_first_guest++)
        panic("whole: two CPUs of a guest handle their exits at the same time");
    __real_decode_other_exit(vcpu, exit);
    if (counts) {
        take_longer();
        of_first_guest--;
    }
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
