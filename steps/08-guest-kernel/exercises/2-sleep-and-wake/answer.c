#include "exercise.h"

long sys_wait(const uint64_t *a)
{
    /* Your code: a[0] is the address, a[1] what the word should be. */
    return 0;
}

long sys_wake(const uint64_t *a)
{
    /* Your code: a[0] is the address, a[1] how many to wake. */
    return 0;
}
