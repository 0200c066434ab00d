/* Step 7: a guest that finds a machine: devices, interrupts, and time of its own. */
#include "board.h"
#include "demand.h"
#include "flash.h"
#include "guest_sizes.h"
#include "line_editing.h"
#include "page_alloc.h"
#include "print.h"
#include "start.h"

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;
    static struct flash flash;
    static struct board board;

    printf("Hypervisor ...\n");
    page_alloc_init();
    error problem = demand_init();
    if (problem)
        return report_error("options", problem);
    devices_init();
    if (!guest_from_options(&guest, 0))
        return 1;
    guest.line.control = edit_line;
    problem = flash_from_options(&flash, &guest);
    if (problem)
        return report_error("flash", problem);
    guest_tell_sizes(&guest, &flash);
    problem = board_init(&board, &guest, &vcpu);
    if (!problem)
        problem = device_add_flash(&guest, &flash);
    if (problem)
        return report_error("board", problem);
    int status = run_to_end(&guest, &vcpu);
    print_memory(&guest, &flash);
    print_devices(&guest);
    return status;
}
