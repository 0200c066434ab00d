/* Step 2: allocates and frees pages, and enters step 1's guest with an allocated root. */
#include "demo.h"
#include "enter_guest.h"
#include "page_alloc.h"
#include "panic.h"
#include "print.h"

int main(void)
{
    printf("Booting hypervisor...\n");
    page_alloc_init();
    if (!show_allocator())
        return 1;

    void *root = page_alloc(order_of(STAGE2_ROOT_SIZE));
    if (!root)
        panic("step 2: no memory for a stage-2 root");
    show_alloc("a stage-2 root", root);
    enter_guest(UNMAPPED_ENTRY, root);
}

void guest_trapped(void)
{
    print_trap();
    power_off(trapped_at(UNMAPPED_ENTRY) ? 0 : 1);
}
