/* Step 8: a guest's kernel that runs programs. The kernel handles their exceptions itself. */
#include "delegation.h"
#include "initrd.h"
#include "vm.h"

int main(void)
{
    static struct vm vm;

    if (!vm_init() || !vm_load(&vm, 0))
        return 1;
    vm.guest.floating_point = true;
    error problem = initrd_from_options(&vm.guest);
    if (problem)
        return report_error("initrd", problem);
    if (!vm_add_devices(&vm))
        return 1;
    problem = delegate_to_guest(&vm.guest);
    if (problem)
        return report_error("kernel", problem);
    return vm_run(&vm);
}
