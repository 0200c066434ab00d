/* Step 7: a guest that finds a machine: devices, interrupts, and time of its own. */
#include "demand.h"
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
    return vm_load(&vm, 0) && vm_add_devices(&vm) ? vm_run(&vm) : 1;
}
