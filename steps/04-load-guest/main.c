/* Step 4: a guest from the disk, entered one-way. */
#include "enter_guest.h"
#include "load_guest.h"
#include "options.h"
#include "page_alloc.h"
#include "panic.h"
#include "print.h"

int main(void)
{
    static const struct guest_layout layout = {
        .base = 0x100000,
        .size = 2 << 20,
        .flat_at = 0x100000,
    };
    static struct guest guest;
    struct stage2_place place;

    printf("Booting hypervisor...\n");
    page_alloc_init();
    if (guest_init(&guest, 0))
        panic("step 4: no memory for a stage-2 root");
    if (!load_guest(&guest, &layout, boot_option("guest", "/sbin/spin")))
        return 1;
    stage2_lookup(&guest.stage2, guest.entry, &place);
    printf("map: %08lx -> %08lx\n", guest.entry, place.hpa);
    printf("entering the guest at 0x%lx\n", guest.entry);
    enter_guest(guest.entry, guest.stage2.root);
}

/* This step handles no traps: the guest's first one ends the run. */
void guest_trapped(void)
{
    print_trap();
    power_off(1);
}
