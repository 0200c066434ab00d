/* Shows what a program is started with. */
#include "user.h"

int main(int argc, char **argv, char **environment)
{
    printf("pid %ld: %d arguments", getpid(), argc);
    for (int i = 0; i < argc; i++)
        printf(" '%s'", argv[i]);
    int variables = 0;
    while (environment[variables])
        variables++;
    printf(", %d variable %s\n", variables, variables ? environment[0] : "none");
    return argv[argc] != NULL;
}
