/* Step 5: runs a guest until it is done. What is done about its exits: handlers.c. */
#include "page_alloc.h"
#include "print.h"
#include "start.h"

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;

    printf("Hypervisor ...\n");
    page_alloc_init();
    return guest_from_options(&guest, 0) ? run_to_end(&guest, &vcpu) : 1;
}
