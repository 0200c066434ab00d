/* What memory on demand costs: step 6, whose guest (guest/pages) uses one page of RAM after the
 * other. */
#include "bench.h"

#include "demand.h"
#include "flash.h"
#include "guest_sizes.h"
#include "start.h"
#include "virtio_blk.h"

#define PAGES 64 /* of flash: more than the 32 that always stay */

static struct guest guest;
static struct vcpu vcpu;
static struct flash flash;

/* Without the wait for the disk, and on average: the FAT is read now and then. */
static error read_flash(void)
{
    uint64_t cost = 0, waited = virtio_blk_stats.waited;
    for (uint64_t i = 0; i < PAGES; i++) {
        error problem;
        uint64_t gpa = flash.region.base + i * PAGE_SIZE;
        cost += COST(problem = flash.region.give(&guest, &flash.region, gpa, 1));
        TRY(problem);
    }
    cost -= virtio_blk_stats.waited - waited;
    printf("flash: a page read: %lu\n", cost / PAGES);
    bool taken;
    printf("flash: a page taken back: %lu\n", COST(taken = flash_take_back()));
    return taken ? OK : error_of("no page was taken back");
}

/* On average over the ring: from an exit to the switch back into the guest, and from one exit to
 * the next, which has the switch out and in as well, and the guest's loop of 15 instructions or
 * fewer. */
static void print_faults(void)
{
    uint64_t faults = 0, handled = 0, all = 0;
    const struct vm_exit *exit = vcpu.ring.last->next;
    for (; exit != vcpu.ring.last; exit = exit->next) {
        if (exit->kind == EXIT_DEMAND && exit->next->kind == EXIT_DEMAND) {
            faults++;
            handled += exit->resumed_at - exit->exited_at;
            all += exit->next->exited_at - exit->exited_at;
        }
    }
    void *page = demand_page();
    uint64_t zeroed = COST(memory_zero(page, PAGE_SIZE));
    uint64_t cleaned = COST(memory_clean(page, PAGE_SIZE));
    faults += !faults;
    printf("demand fault: %lu\n", handled / faults - zeroed - cleaned);
    printf("demand fault, with both switches: %lu\n", all / faults - zeroed - cleaned);
    printf("demand fault, with all: %lu\n", all / faults);
}

int main(void)
{
    page_alloc_init();
    error problem = demand_init();
    if (problem || !guest_from_options(&guest, 0))
        return report_error("bench", problem ? problem : "no guest");
    problem = flash_from_options(&flash, &guest);
    if (!problem)
        problem = read_flash();
    if (problem)
        return report_error("bench", problem);
    guest_tell_sizes(&guest);
    int status = run_to_end(&guest, &vcpu);
    print_faults();
    return status;
}
