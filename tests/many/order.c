/*
 * Step 11, which at its tenth exit takes two locks: in their order, or with the boot option
 * "order=wrong" the other way round.
 */
#include "hook.h"
#include "options.h"
#include "string.h"

static struct lock early = {.name = "early", .order = LOCK_CONSOLE};
static struct lock late = {.name = "late", .order = LOCK_PAGES};

static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    static unsigned exits;
    bool is_wrong = !strcmp(boot_option("order", ""), "wrong");
    if (++exits == 10) {
        lock_take(is_wrong ? &late : &early, this_cpu());
        lock_take(is_wrong ? &early : &late, this_cpu());
        printf("order: both taken\n");
        lock_give(&early);
        lock_give(&late);
    }
    return real[exit->kind](vcpu, exit);
}

int main(void)
{
    lock_add(&early);
    lock_add(&late);
    return make_and_hook() ? run_hooked() : 1;
}
