/* Faults of every kind, each in a child. */
#include "odd.h"
#include "paging.h"
#include "user.h"

int main(int argc, char **argv, char **environment)
{
    int died = 0, went_on = 0;
    for (unsigned i = 0; odd_instructions[i]; i++) {
        int status = 0;
        long pid = fork();
        if (!pid) {
            odd_instructions[i]();
            exit(0);
        }
        if (pid < 0 || wait4(pid, &status) != pid)
            return 1;
        died += status != 0;
        went_on += !status;
    }
    printf("odd: %d died, %d went on\n", died, went_on);
    return 0;
}
