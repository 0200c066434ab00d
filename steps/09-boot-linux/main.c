/* Step 9: a kernel that was not written for us, in the format in which its makers ship it. */
#include "delegation.h"
#include "hand_over.h"
#include "initrd.h"
#include "restart.h"

static bool make(struct vm *vm)
{
    if (!vm_load(vm, 0))
        return false;
    vm->guest.floating_point = true;
    error problem = initrd_from_options(&vm->guest);
    if (problem)
        return !report_error("initrd", problem);
    if (!vm_add_devices(vm))
        return false;
    problem = delegate_to_guest(&vm->guest);
    if (!problem)
        problem = hand_over(&vm->guest); /* what the kernel's format asks for */
    return !problem || !report_error("kernel", problem);
}

int main(void)
{
    static struct vm vm;

    kernel_formats_add();
    return vm_init() ? vm_run_restarting(&vm, make) : 1;
}
