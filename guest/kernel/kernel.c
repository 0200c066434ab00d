/*
 * A small Unix-like kernel. It begins here. The words of its command line are init's arguments;
 * without any, and without a command in /run, it shows its own parts first.
 */
#include "file.h"

#define INIT      "/bin/init"
#define ARGUMENTS 16

struct machine machine;

/* Writes init's arguments into its memory, as execve() takes them: addresses, 0, and the strings.
 */
static void write_arguments(uint64_t at)
{
    uint64_t pointers[ARGUMENTS + 1] = {at + sizeof pointers}, count = 1;
    uint64_t strings = pointers[0] + sizeof INIT;
    for (char *c = machine.words, last = ' '; *c; last = *c, c++) {
        if (*c == ' ')
            *c = '\0';
        if (*c && (!last || last == ' ') && count < ARGUMENTS)
            pointers[count++] = strings + (c - machine.words);
    }
    if (copy_out(at, pointers, sizeof pointers) || copy_out(pointers[0], INIT, sizeof INIT) ||
        copy_out(strings, machine.words, sizeof machine.words))
        panic("no memory for the arguments of init");
}

/* The first process: a task of the kernel until it has a program. */
static void first_process(void)
{
    if (!machine.words[0] && !node_find("/run"))
        tour();
    current->space = space_new();
    if (!current->space ||
        space_add(current->space, USER_START, USER_START + PAGE_SIZE, READ | WRITE))
        panic("no memory for init");
    write_arguments(USER_START);
    if (file_open("/dev/console", O_RDWR) != 0 || file_copy_to(0, 1, 0) != 1 ||
        file_copy_to(0, 2, 0) != 2)
        panic("/dev/console cannot be opened");
    long problem = process_exec(INIT, USER_START, 0);
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
    devices_make();
    initrd_unpack();
    if (!task_new("init", first_process))
        panic("no memory for init");
    devices_init();
    task_exit();
}
