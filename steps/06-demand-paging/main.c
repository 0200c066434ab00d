/* Step 6: a guest whose memory is only promised. Faults give it: zeroed RAM, or pages of a file. */
#include "demand.h"
#include "flash.h"
#include "guest_sizes.h"
#include "page_alloc.h"
#include "print.h"
#include "start.h"

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;
    static struct flash flash;

    printf("Hypervisor ...\n");
    page_alloc_init();
    error problem = demand_init();
    if (problem)
        return report_error("options", problem);
    if (!guest_from_options(&guest, 0))
        return 1;
    problem = flash_from_options(&flash, &guest);
    if (problem)
        return report_error("flash", problem);
    guest_tell_sizes(&guest);
    int status = run_to_end(&guest, &vcpu);
    print_memory(&guest, &flash);
    return status;
}
