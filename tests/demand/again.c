/*
 * A step again and again (again.h), until a run has status 0, or as often as the boot option "runs"
 * says. With the option "no-memory" page_alloc() has no memory at one call: in run 1 at the first
 * one, in run 2 at the second one. With "full" as well, it has none after that call either.
 */
#include "again.h"

#include "options.h"
#include "virtio_blk.h"

static uint64_t allocations;

void *__real_page_alloc(unsigned order);

void *__wrap_page_alloc(unsigned order)
{
    bool is_the_one = ++allocations == kept.runs, is_after = allocations > kept.runs;
    if ((is_the_one || (is_after && boot_flag("full"))) && boot_flag("no-memory"))
        return NULL;
    return __real_page_alloc(order);
}

int main(void)
{
    uint64_t runs = 0;
    int status;
    if (boot_number("runs", &runs))
        return 1;
    do {
        status = run_again();
        printf("run %lu: status %d, %lu requests\n", kept.runs, status, virtio_blk_stats.requests);
    } while (runs ? kept.runs < runs : status);
    return status;
}
