/*
 * A small Unix-like kernel. It begins here; kernel words: none is the tour, "shell" is a shell. If
 * the initrd has a file /run, init runs the command in it.
 */
#include "console.h"
#include "file.h"
#include "memory.h"
#include "process.h"
#include "string.h"
#include "tour.h"
#include "traps.h"

#define INIT      "/bin/init"
#define MAX_WORDS 16

struct machine machine;

/* Cuts the command line into words, and puts a NULL after them. */
static void split(char *line, const char *words[MAX_WORDS + 1])
{
    unsigned count = 0;
    while (*line && count < MAX_WORDS) {
        while (*line == ' ')
            *line++ = '\0';
        if (*line)
            words[count++] = line;
        while (*line && *line != ' ')
            line++;
    }
    words[count] = NULL;
}

/* The first process: a task of the kernel until it has a program. */
static void first_process(void)
{
    static const char *arguments[MAX_WORDS + 2] = {INIT};
    struct node *run;
    split(machine.words, arguments + 1);
    if (!arguments[1] && node_find(NULL, "/run", &run))
        tour();
    long problem = file_open(-1, "/dev/console", O_RDWR);
    for (unsigned i = 1; i <= 2 && problem >= 0; i++)
        problem = file_copy_to(0, i, 0);
    if (problem >= 0)
        problem = process_exec_first(INIT, arguments);
    if (problem)
        panic("%s: error %ld", INIT, -problem);
    return_to_user(task_frame(current));
}

_Noreturn void kernel_start(uint64_t information)
{
    machine_init(information);
    traps_init();
    pages_init();
    paging_init();
    initrd_unpack();
    devices_make();
    if (!task_new("init", first_process))
        panic("no memory for the first process");
    devices_init();
    task_exit();
}
