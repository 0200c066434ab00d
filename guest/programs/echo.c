/* Prints its arguments. */
#include "user.h"

int main(int argc, char **argv, char **environment)
{
    for (int i = 1; i < argc; i++) {
        if (!write_all(1, argv[i], strlen(argv[i])) || (i + 1 < argc && !write_all(1, " ", 1)))
            return 1;
    }
    return !write_all(1, "\n", 1);
}
