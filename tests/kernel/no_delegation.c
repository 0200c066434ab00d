/* Step 8's main without delegate_to_guest(): step 7, with files for the guest's kernel. */
#include "demand.h"
#include "initrd.h"
#include "page_alloc.h"
#include "print.h"
#include "vm.h"

int main(void)
{
    static struct vm vm;

    printf("Hypervisor ...\n");
    page_alloc_init();
    error problem = demand_init();
    if (problem)
        return report_error("options", problem);
    devices_init();
    if (!vm_load(&vm, 0))
        return 1;
    problem = initrd_from_options(&vm.guest);
    if (problem)
        return report_error("initrd", problem);
    if (!vm_add_devices(&vm))
        return 1;
    return vm_run(&vm);
}
