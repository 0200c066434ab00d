#include "exercise.h"

long sys_record(const uint64_t *a)
{
    /* Your code: a[0] is what to do, a[1] the place, a[2] the address, a[3] how many bytes. */
    return -ENOSYS;
}
