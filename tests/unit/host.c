/* What stands in for the machine: memory with guards around it, files, and a console. */
#include "unit.h"

#include "cpu.h"
#include "machine.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

_Alignas(struct cpu) char boot_cpu[sizeof(struct cpu)];

uintptr_t stack_pointer_and(uintptr_t mask)
{
    return (uintptr_t)boot_cpu;
}

static void need(bool good, const char *what)
{
    if (unit_check(good, what, __FILE__, __LINE__))
        return;
    exit(1);
}

void *host_memory(uint64_t size, uint64_t alignment)
{
    if (alignment < PAGE_SIZE)
        alignment = PAGE_SIZE;
    size = (size + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
    uint64_t reserved = size + 2 * alignment;
    void *at = mmap(NULL, reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    need(at != MAP_FAILED, "there is memory for the test");
    uintptr_t start = ((uintptr_t)at / alignment + 1) * alignment;
    need(!mprotect((void *)start, size, PROT_READ | PROT_WRITE), "the memory can be used");
    return (void *)start;
}

uint8_t *host_file(const char *path, uint64_t *size)
{
    unit_case("%s", path);
    struct stat status;
    int file = open(path, O_RDONLY);
    need(file >= 0 && !fstat(file, &status) && status.st_size, "the file can be read");
    *size = status.st_size;
    void *at = mmap(NULL, *size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, file, 0);
    need(at != MAP_FAILED, "the file can be mapped");
    close(file);
    unit_case("%s", "");
    return at;
}

void *memory_zero(void *at, uint64_t size)
{
    return memset(at, 0, size);
}

/* --- The console --- */

static char console[4096];
static size_t console_length;

void console_putc(char c)
{
    need(console_length < sizeof console - 1, "the console has room");
    console[console_length++] = c;
}

const char *host_console(void)
{
    console[console_length] = '\0';
    console_length = 0;
    return console;
}
