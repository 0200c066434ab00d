/*
 * Step 6 again and again in one boot. Each run finds the hypervisor's data as it was before the
 * first one, and so all memory free. They end with the first run that has status 0, or after as
 * many as the boot option "runs" says. With the option "no-memory" page_alloc() has no memory at
 * one call: at the first one in run 1, at the second one in run 2.
 */
#define main run_step
#include "../../steps/06-demand-paging/main.c"
#undef main

#include "machine.h"
#include "options.h"
#include "panic.h"
#include "string.h"
#include "virtio_blk.h"

/* What a run does not change: its number, and a copy of all other data. */
static struct {
    uint64_t run;
    char copy[256 << 10];
} kept;

static uint64_t allocations;

void *__real_page_alloc(unsigned order);

void *__wrap_page_alloc(unsigned order)
{
    if (++allocations == kept.run && boot_flag("no-memory"))
        return NULL;
    return __real_page_alloc(order);
}

/* All data is before the stacks. */
static void copy_data(bool back)
{
    char *const parts[][2] = {{rodata_end, (char *)&kept}, {(char *)(&kept + 1), trap_guard}};
    char *copy = kept.copy;
    for (unsigned i = 0; i < ARRAY_LENGTH(parts); i++) {
        size_t size = parts[i][1] - parts[i][0];
        if (size > (size_t)(kept.copy + sizeof kept.copy - copy))
            panic("again: more than %lu bytes of data", sizeof kept.copy);
        memcpy(back ? parts[i][0] : copy, back ? copy : parts[i][0], size);
        copy += size;
    }
}

int main(void)
{
    uint64_t runs = 0;
    int status;
    if (boot_number("runs", &runs))
        return 1;
    copy_data(false);
    do {
        copy_data(true);
        kept.run++;
        status = run_step();
        printf("run %lu: status %d, %lu allocations, %lu requests\n", kept.run, status, allocations,
               virtio_blk_stats.requests);
    } while (runs ? kept.run < runs : status);
    return status;
}
