/* Step 7: a guest gets a machine: devices, interrupts, and its own time. */
#include "vm.h"

int main(void)
{
    static struct vm vm;

    return vm_init() && vm_load(&vm, 0) && vm_add_devices(&vm) ? vm_run(&vm) : 1;
}
