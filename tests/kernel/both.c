/* Two processes that only spin, at one place. */
#include "user.h"

__attribute__((noinline)) _Noreturn void spin(void);

_Noreturn void spin(void)
{
    for (;;)
        ;
}

int main(int argc, char **argv, char **environment)
{
    fork();
    spin();
}
