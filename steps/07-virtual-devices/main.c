/* Step 7: a guest that finds a machine: devices, interrupts, and time of its own. */
#include "vm.h"

int main(void)
{
    static struct vm vm;

    return vm_init() && vm_load(&vm, 0) && vm_add_devices(&vm) ? vm_run(&vm) : 1;
}
