#include "exercise.h"

long sys_renameat2(const uint64_t *a)
{
    /* Your code: a[0] and a[1] are the old path, a[2] and a[3] the new one. */
    return -ENOSYS;
}
