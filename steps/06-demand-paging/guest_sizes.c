#include "guest_sizes.h"

#include "vcpu.h"
#include ARCH_HEADER(demand)

static guest_start *start;
static const struct flash *flash_of_guest;

static void start_with_sizes(struct vcpu *vcpu, uint64_t entry)
{
    start(vcpu, entry);
    vcpu_set_register(vcpu, RAM_SIZE_REGISTER, vcpu->guest->ram.size);
    vcpu_set_register(vcpu, FLASH_SIZE_REGISTER, flash_of_guest->file.size);
}

void guest_tell_sizes(struct guest *guest, const struct flash *flash)
{
    start = guest->start;
    flash_of_guest = flash;
    guest->start = start_with_sizes;
}
