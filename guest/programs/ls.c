/* Lists folders. */
#include "user.h"

static int list(const char *path)
{
    static char buffer[1024];
    long folder = open(path, O_DIRECTORY), length = folder;
    while (folder >= 0 && (length = getdents64(folder, buffer, sizeof buffer)) > 0) {
        struct entry *entry;
        for (long at = 0; at < length; at += entry->size) {
            entry = (struct entry *)(buffer + at);
            printf("%s%s\n", entry->name, entry->kind == 4 ? "/" : "");
        }
    }
    if (length == -ENOTDIR)
        printf("%s\n", path);
    else if (length < 0)
        complain("ls: %s: %s\n", path, error_text(length));
    close(folder);
    return length < 0 && length != -ENOTDIR;
}

int main(int argc, char **argv, char **environment)
{
    int failed = argc > 1 ? 0 : list("/");
    for (int i = 1; i < argc; i++) {
        if (argc > 2)
            printf("%s:\n", argv[i]);
        failed |= list(argv[i]);
    }
    return failed;
}
