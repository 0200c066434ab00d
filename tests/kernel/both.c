/* Two processes that only spin, at one place; with an argument, the first one then asks for umask.
 */
#include "user.h"

#define A_WHILE 300000000 /* ns */

__attribute__((noinline)) _Noreturn void spin(void);

_Noreturn void spin(void)
{
    for (;;)
        ;
}

int main(int argc, char **argv, char **environment)
{
    if (!fork() || argc == 1)
        spin();
    sleep_for(A_WHILE);
    system_call(SYS_umask, 0, 0, 0, 0, 0, 0);
    spin();
}
