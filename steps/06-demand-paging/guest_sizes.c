#include "guest_sizes.h"

#include "vcpu.h"
#include ARCH_HEADER(demand)

static void tell_sizes(struct vcpu *vcpu, uint64_t entry)
{
    const struct flash *flash = vcpu->guest->flash;
    vcpu_set_register(vcpu, RAM_SIZE_REGISTER, vcpu->guest->ram.size);
    vcpu_set_register(vcpu, FLASH_SIZE_REGISTER, flash ? flash->file.size : 0);
}

void guest_tell_sizes(struct guest *guest)
{
    guest_add_start(guest, tell_sizes);
}
