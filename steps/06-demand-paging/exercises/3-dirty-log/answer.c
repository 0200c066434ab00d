#include "exercise.h"

error dirty_log_start(struct guest *guest)
{
    /* Your code: what is mapped loses the right to be written, and your handler comes before the
     * one that the table has for EXIT_STAGE2_FAULT. */
    return OK;
}

error dirty_log_collect(struct guest *guest, uint64_t *bitmap, uint64_t *count)
{
    *count = 0;
    return OK;
}

error dirty_log_stop(struct guest *guest)
{
    return OK;
}
