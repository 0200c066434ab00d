/* Prints what its kernel says of the CPU: AT_HWCAP of the auxiliary vector, after the environment.
 */
#include "user.h"

#define AT_HWCAP 16

int main(int argc, char **argv, char **environment)
{
    while (*environment)
        environment++;
    for (const long *pair = (const long *)(environment + 1); pair[0]; pair += 2) {
        if (pair[0] == AT_HWCAP)
            printf("AT_HWCAP %lx\n", pair[1]);
    }
    return 0;
}
