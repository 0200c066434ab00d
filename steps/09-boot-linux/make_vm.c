/* A machine for a kernel: its memory, its first files, its devices, and what its format asks for.
 */
#include "delegation.h"
#include "hand_over.h"
#include "initrd.h"
#include "restart.h"

bool vm_make(struct vm *vm)
{
    if (!vm_load(vm, vm->number))
        return false;
    vm->guest.floating_point = true;
    error problem = initrd_from_options(&vm->guest);
    if (problem)
        return !report_error("initrd", problem);
    if (!vm_add_devices(vm))
        return false;
    problem = delegate_to_guest(&vm->guest);
    if (!problem)
        problem = hand_over(&vm->guest);
    return !problem || !report_error("kernel", problem);
}
