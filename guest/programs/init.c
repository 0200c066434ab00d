/*
 * The first process. It runs the command of the file /run; with the word "shell" a shell; else the
 * tour, which is one program after the other. When it ends, the kernel switches the machine off.
 */
#include "user.h"

static char *environment_of_all[] = {"PATH=/bin", NULL};

/* Runs a program; returns how it ended, or an error. */
static int run(char *const *argv)
{
    int status;
    long pid = fork();
    if (!pid) {
        long problem = execve(argv[0], argv, environment_of_all);
        complain("init: %s: %s\n", argv[0], error_text(problem));
        exit(127);
    }
    long ended = pid < 0 ? pid : wait4(pid, &status);
    return ended < 0 ? ended : status;
}

/* --- The tour --- */

#define SIGSEGV 11
#define PIPELINE                                                                                 \
    "echo in a file, in memory >/a; cat /a /motd >/b && cat </b | cat | wc >/c; cat /c; ls /x; " \
    "echo status $?"

static const struct {
    char *argv[4];
    int status; /* what it has to end with */
} parts[] = {
    {{"/bin/args", "one word", "two"}, 0},
    {{"/bin/lazy"}, 0},
    {{"/bin/cow"}, 0},
    {{"/bin/pipe"}, 0},
    {{"/bin/share"}, 0},
    {{"/bin/crash", "null"}, SIGSEGV},
    {{"/bin/crash", "kernel"}, SIGSEGV},
    {{"/bin/crash", "code"}, SIGSEGV},
    {{"/bin/sh", "-c", PIPELINE}, 0},
};

static int tour(void)
{
    for (unsigned i = 0; i < ARRAY_LENGTH(parts); i++) {
        int status = run(parts[i].argv);
        if (status != parts[i].status) {
            complain("init: %s ended with %d, not with %d\n", parts[i].argv[0], status,
                     parts[i].status);
            return 1;
        }
    }
    long unknown = system_call(500, 0, 0, 0, 0, 0, 0);
    printf("init: each crash ended only one process; call 500: error %ld\n", -unknown);
    return unknown != -ENOSYS;
}

/* --- A command --- */

/* What is in the file, without the newline at its end; NULL if there is no such file. */
static char *contents_of(const char *path)
{
    static char text[4096];
    long file = open(path, 0), length = 0, part;
    if (file < 0)
        return NULL;
    while ((part = read(file, text + length, sizeof text - 1 - length)) > 0)
        length += part;
    close(file);
    if (length == sizeof text - 1) {
        complain("init: %s: too long, %lu bytes have room\n", path, sizeof text - 2);
        exit(1);
    }
    while (length && text[length - 1] == '\n')
        text[--length] = '\0';
    return text;
}

int main(int argc, char **argv, char **environment)
{
    if (open("/dev/console", O_RDWR) != 0 || dup3(0, 1) != 1 || dup3(0, 2) != 2)
        return 1;
    char *command = contents_of("/run");
    if (command)
        return run((char *[]){"/bin/sh", "-c", command, NULL}) != 0;
    if (argc == 1)
        return tour();
    if (!strcmp(argv[1], "shell"))
        return run((char *[]){"/bin/sh", NULL}) < 0;
    complain("init: %s: the only word is \"shell\"\n", argv[1]);
    return 1;
}
