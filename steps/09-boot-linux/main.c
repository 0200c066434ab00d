/* Step 9: a kernel that was not written for us, in the format in which its makers ship it. */
#include "delegation.h"
#include "hand_over.h"
#include "initrd.h"
#include "vm.h"

int main(void)
{
    static struct vm vm;

    kernel_formats_add();
    if (!vm_init() || !vm_load(&vm, 0))
        return 1;
    vm.guest.floating_point = true;
    error problem = initrd_from_options(&vm.guest);
    if (problem || !vm_add_devices(&vm))
        return problem ? report_error("initrd", problem) : 1;
    problem = delegate_to_guest(&vm.guest);
    if (!problem)
        problem = hand_over(&vm.guest); /* what the kernel's format asks for */
    return problem ? report_error("kernel", problem) : vm_run(&vm);
}
