/* Step 6 or 8 again and again in one boot: each run finds the hypervisor's data as it was before
 * the first one, and so all memory free. */
#pragma once

#define main run_step
#if __has_include("initrd.h")
#include "../../steps/08-guest-kernel/main.c"
#else
#include "../../steps/06-demand-paging/main.c"
#endif
#undef main

#include "machine.h"
#include "panic.h"
#include "string.h"

/* What a run does not change: how many there were, it included, and a copy of all other data. */
static struct {
    uint64_t runs;
    char copy[256 << 10];
} kept;

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

/* Returns the step's status. */
static int run_again(void)
{
    copy_data(kept.runs++);
    return run_step();
}
