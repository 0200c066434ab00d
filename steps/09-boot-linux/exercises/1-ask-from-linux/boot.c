#include "boot.h"

#include "delegation.h"
#include "grade.h"
#include "hand_over.h"
#include "initrd.h"

void linux_load(struct vm *vm)
{
    kernel_formats_add();
    if (!vm_load(vm, 0))
        must(error_of("Linux cannot be loaded"));
    vm->guest.floating_point = true;
    must(initrd_from_options(&vm->guest));
    if (!vm_add_devices(vm))
        must(error_of("no devices for Linux"));
    must(delegate_to_guest(&vm->guest));
}

void linux_start(struct vm *vm)
{
    must(hand_over(&vm->guest));
    must(vcpu_init(&vm->vcpu, &vm->guest, 0));
    vcpu_load(&vm->vcpu);
}

static bool swallow(struct guest_line *line, char c)
{
    return true;
}

void linux_hush(struct vm *vm)
{
    vm->guest.line.control = swallow;
}
