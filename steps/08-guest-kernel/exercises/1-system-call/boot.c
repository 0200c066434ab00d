#include "boot.h"

#include "delegation.h"
#include "demand.h"
#include "grade.h"
#include "initrd.h"
#include "load_guest.h"
#include "memory_map.h"
#include "page_alloc.h"

void guest_boot(struct vm *vm, uint64_t ram)
{
    struct guest_layout layout = {GUEST_BASE, ram, GUEST_FLAT_AT, start_elf, start_flat};
    page_alloc_init();
    must(demand_init());
    devices_init();
    must(guest_init(&vm->guest, 0));
    if (!load_guest(&vm->guest, &layout, "/sbin/kernel"))
        must(error_of("no kernel"));
    vm->guest.floating_point = true;
    must(initrd_from_options(&vm->guest));
    must(board_init(&vm->board, &vm->guest, &vm->vcpu));
    must(delegate_to_guest(&vm->guest));
    must(vcpu_init(&vm->vcpu, &vm->guest, 0));
    vcpu_load(&vm->vcpu);
}
