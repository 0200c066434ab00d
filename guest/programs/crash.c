/* Does what a program must not, and dies of it. */
#include "paging.h"
#include "user.h"

static void overflow(volatile char *caller)
{
    volatile char more[1024];
    more[0] = *caller;
    if (!more[0])
        overflow(more);
}

int main(int argc, char **argv, char **environment)
{
    const char *what = argc > 1 ? argv[1] : "";
    char c = 0;
    if (!strcmp(what, "null"))
        *(volatile char *)8 = 1;
    else if (!strcmp(what, "kernel"))
        c = *(volatile char *)KERNEL_BASE;
    else if (!strcmp(what, "code"))
        *(volatile char *)main = 1;
    else if (!strcmp(what, "jump"))
        ((void (*)(void))argv)();
    else if (!strcmp(what, "stack"))
        overflow(&c);
    else
        complain("crash: null, kernel, code, jump or stack\n");
    return 1 + c;
}
