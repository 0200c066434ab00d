#include "vm.h"

#include "demand.h"
#include "guest_sizes.h"
#include "line_editing.h"
#include "page_alloc.h"
#include "start.h"

bool vm_init(void)
{
    printf("Hypervisor ...\n");
    page_alloc_init();
    error problem = demand_init(); /* step 6: a stage-2 fault gives memory, */
    if (problem)
        return !report_error("options", problem);
    devices_init(); /* or lets a device answer */
    return true;
}

bool vm_load(struct vm *vm, unsigned number)
{
    if (!guest_from_options(&vm->guest, number))
        return false;
    if (vm->cpus)
        vm->guest.cpus = vm->cpus;
    vm->guest.line.control = edit_line;
    error problem = flash_from_options(&vm->flash, &vm->guest);
    if (problem)
        return !report_error("flash", problem);
    guest_tell_sizes(&vm->guest);
    return true;
}

bool vm_add_devices(struct vm *vm)
{
    error problem = board_init(&vm->board, &vm->guest, &vm->vcpu);
    if (!problem)
        problem = device_add_flash(&vm->guest, &vm->flash, &vm->flash_writes);
    return !problem || !report_error("board", problem);
}

int vm_run(struct vm *vm)
{
    int status = run_to_end(&vm->guest, &vm->vcpu);
    print_memory(&vm->guest, &vm->flash);
    print_devices(&vm->guest);
    return status;
}
