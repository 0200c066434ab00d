/*
 * A small shell: programs with arguments, 'quotes' and "quotes", a | b, <in, >out, >>out, a; b,
 * a && b, a || b, $?, # comments, exit. Its input is a line at a time, or the argument of -c.
 */
#include "sh.h"

int status;

static char **environment_of_all;

static void redirect(const char *path, int flags, int to)
{
    long file = open(path, flags);
    if (file < 0) {
        complain("sh: %s: %s\n", path, error_text(file));
        exit(1);
    }
    if (file != to) {
        dup3(file, to);
        close(file);
    }
}

/* In the child: never returns. */
static _Noreturn void execute(struct command *command)
{
    char path[256] = "/bin/";
    char *name = command->words[0];
    if (command->in)
        redirect(command->in, 0, 0);
    if (command->out)
        redirect(command->out, O_WRONLY | O_CREAT | (command->append ? O_APPEND : O_TRUNC), 1);
    if (strlen(name) < sizeof path - 5)
        memcpy(strchr(name, '/') ? path : path + 5, name, strlen(name) + 1);
    long problem = execve(path, command->words, environment_of_all);
    complain("sh: %s: %s\n", name, problem == -ENOENT ? "not found" : error_text(problem));
    exit(problem == -ENOENT ? 127 : 126);
}

/* Starts a command that reads from input, and closes that; *output becomes what the next one reads
 * from, or stays -1 for the last. */
static long start(struct command *command, int input, int *output, bool last)
{
    int ends[2] = {-1, -1};
    long pid = last ? 0 : pipe(ends);
    if (!pid)
        pid = fork();
    if (!pid) {
        if (input >= 0) {
            dup3(input, 0);
            close(input);
        }
        if (!last) {
            dup3(ends[1], 1);
            close(ends[0]);
            close(ends[1]);
        }
        execute(command);
    }
    if (pid < 0)
        complain("sh: %s: %s\n", command->words[0], error_text(pid));
    if (input >= 0)
        close(input);
    if (!last)
        close(ends[1]);
    *output = ends[0];
    return pid;
}

static void run_pipeline(struct pipeline *pipeline)
{
    long pids[MAX_COMMANDS];
    int input = -1, how = 0;
    if (!strcmp(pipeline->commands[0].words[0], "exit"))
        exit(status);
    for (int i = 0; i < pipeline->count; i++)
        pids[i] = start(&pipeline->commands[i], input, &input, i == pipeline->count - 1);
    for (int i = 0; i < pipeline->count; i++) {
        how = 126 << 8;
        if (pids[i] > 0)
            wait4(pids[i], &how);
    }
    status = how & 0x7f ? 128 + (how & 0x7f) : how >> 8 & 0xff;
}

/* Runs all pipelines of a text; $? is 2 if it is not one that the shell understands. */
static void run_text(const char *at)
{
    static struct pipeline pipeline;
    bool wanted = true; /* what && and || say about the next one */
    for (;;) {
        while (*(at = skip(at)) == '\n' || *at == ';')
            at++;
        if (!*at)
            return;
        if (!read_pipeline(&at, &pipeline)) {
            complain("sh: not understood: %s\n", at);
            status = 2;
            return;
        }
        if (wanted)
            run_pipeline(&pipeline);
        bool and = at[0] == '&' && at[1] == '&', or = at[0] == '|' && at[1] == '|';
        wanted = and? !status : or ? status : true;
        at += and || or ? 2 : 0;
    }
}

/* Reads a line and its newline; false at the end of the input. */
static bool read_line(char *line, size_t size)
{
    size_t length = 0;
    while (length < size - 1 && read(0, line + length, 1) == 1) {
        if (line[length++] == '\n')
            break;
    }
    line[length] = '\0';
    return length;
}

int main(int argc, char **argv, char **environment)
{
    static char line[4096];
    environment_of_all = environment;
    if (argc == 3 && !strcmp(argv[1], "-c")) {
        run_text(argv[2]);
        return status;
    }
    if (argc != 1) {
        complain("sh: it has no arguments, or -c COMMAND\n");
        return 2;
    }
    while (write_all(1, "$ ", 2) && read_line(line, sizeof line))
        run_text(line);
    printf("\n");
    return status;
}
