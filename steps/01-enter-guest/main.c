/* Step 1: enters a guest that owns no memory at all, and reports how it dies. */
#include "enter_guest.h"
#include "machine.h"
#include "print.h"

/* All zero: no guest-physical address is mapped. */
static _Alignas(STAGE2_ROOT_SIZE) char empty_root[STAGE2_ROOT_SIZE];

int main(void)
{
    printf("Booting hypervisor...\n");
    enter_guest(UNMAPPED_ENTRY, empty_root);
}

void guest_trapped(void)
{
    print_trap();
    power_off(trapped_at(UNMAPPED_ENTRY) ? 0 : 1);
}
