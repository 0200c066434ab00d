/*
 * A small Unix-like kernel. It begins here. Its command line is init's argument; without one,
 * and without a command in /run, it shows its own parts first.
 */
#include "file.h"

#define STRACE "strace" /* the kernel's own word: system calls are shown (strace.c) */

struct machine machine;

/* What execve() of init is called with, in a page of the first process's memory. */
struct first_call {
    uint64_t arguments[3]; /* addresses of path and words, 0 */
    char path[sizeof "/bin/init"], words[sizeof machine.words];
};

/* The first process: a task of the kernel until it has a program. */
static void first_process(void)
{
    if (!machine.words[0] && !node_find("/run"))
        tour();
    struct first_call call = {.path = "/bin/init"}, *at = (struct first_call *)USER_START;
    memcpy(call.words, machine.words, sizeof call.words);
    call.arguments[0] = (uint64_t)at->path;
    call.arguments[1] = call.words[0] ? (uint64_t)at->words : 0;
    current->root = space_new();
    if (!current->root ||
        space_add(current->root, USER_START, USER_START + PAGE_SIZE, READ | WRITE) ||
        copy_out(USER_START, &call, sizeof call))
        panic("no memory for init");
    const uint64_t arguments[] = {(uint64_t)at->path, (uint64_t)at->arguments, 0};
    long problem = sys_execve(arguments);
    if (problem)
        panic("%s: error %ld", call.path, -problem);
    process_begins();
}

_Noreturn void kernel_start(uint64_t information, uint64_t cpu)
{
    cpus_init(cpu);
    machine_init(information);
    const char *words = machine.words + strlen(STRACE);
    if (!strncmp(machine.words, STRACE, strlen(STRACE)) && (!*words || *words == ' ')) {
        untraced = 0;
        memmove(machine.words, words + (*words == ' '), strlen(words) + 1);
    }
    traps_init();
    pages_init();
    paging_init();
    devices_make();
    initrd_unpack();
    if (!task_new("init", first_process))
        panic("no memory for init");
    devices_init();
    cpus_start();
    task_exit();
}
