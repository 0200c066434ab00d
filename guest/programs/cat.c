/* Copies files, or its input, to its output. */
#include "user.h"

static bool copy(int file, const char *name)
{
    static char buffer[4096];
    long length;
    if (file_number(file) && file_number(file) == file_number(1)) {
        complain("cat: %s: the file is its own output\n", name);
        return false;
    }
    while ((length = read(file, buffer, sizeof buffer)) > 0) {
        if (!write_all(1, buffer, length))
            return false;
    }
    if (length < 0)
        complain("cat: %s: %s\n", name, error_text(length));
    return !length;
}

int main(int argc, char **argv, char **environment)
{
    bool good = argc > 1 || copy(0, "input");
    for (int i = 1; i < argc; i++) {
        long file = open(argv[i], 0);
        if (file < 0)
            complain("cat: %s: %s\n", argv[i], error_text(file));
        good &= file >= 0 && copy(file, argv[i]);
        close(file);
    }
    return !good;
}
