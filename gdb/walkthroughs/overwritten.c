/* For `./run.sh walkthrough overwritten ARCH`: step 5, but the hypervisor also shares memory with
 * the guest, guest/touch, and keeps a log of the guest's calls. The log has a bug. */
#include "handlers.h"
#include "page_alloc.h"
#include "panic.h"
#include "start.h"

#define SHARED_BASE  0xc0000000 /* GPA */
#define SHARED_ORDER 9          /* 2^9 pages are 2 MiB, one entry of a table */
#define LOG_LENGTH   256

/* The guest's last calls: when each was made, and at which pc. They fill one page. */
struct log {
    uint64_t time[LOG_LENGTH];
    uint64_t pc[LOG_LENGTH];
};
static struct log *log;
static unsigned next_line;

static enum guest_action log_call(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (next_line > LOG_LENGTH)
        next_line = 0;
    log->time[next_line] = exit->exited_at;
    log->pc[next_line] = exit->pc;
    next_line++;
    return handle_hypercall(vcpu, exit);
}

/* Allocates the first page of a free block of two: then the second one is the next to be allocated.
 * Otherwise the size of the image would decide what the bug overwrites. */
static void *page_with_free_neighbour(void)
{
    uintptr_t page;
    do
        page = (uintptr_t)page_alloc(0);
    while (page & PAGE_SIZE);
    return (void *)page;
}

static error share_memory(struct guest *guest)
{
    static struct guest_region shared = {
        .name = "shared memory", .base = SHARED_BASE, .size = PAGE_SIZE << SHARED_ORDER};
    uint64_t hpa = (uintptr_t)page_alloc(SHARED_ORDER);
    log = page_with_free_neighbour();
    if (!hpa || !log)
        return error_of("no memory to share");
    TRY(guest_add_region(guest, &shared));
    return stage2_map(&guest->stage2, shared.base, hpa, shared.size, STAGE2_R | STAGE2_W);
}

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;

    page_alloc_init();
    if (!guest_from_options(&guest, 0))
        return 1;
    error problem = share_memory(&guest);
    if (problem)
        panic("main: %s", problem);
    exit_handlers[EXIT_HYPERCALL] = log_call;
    return run_to_end(&guest, &vcpu);
}
