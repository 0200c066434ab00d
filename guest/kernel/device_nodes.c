/* The nodes that are no files: /dev/console, /dev/null, /proc/vmstat. */
#include "console.h"
#include "counts.h"
#include "file.h"
#include "format.h"
#include "memory.h"
#include "space.h"
#include "string.h"

static long read_console(uint64_t buffer, uint64_t size, uint64_t offset)
{
    return console_read(buffer, size);
}

static long read_nothing(uint64_t buffer, uint64_t size, uint64_t offset)
{
    return 0;
}

static long write_nowhere(uint64_t buffer, uint64_t size)
{
    return size;
}

/* --- /proc/vmstat --- */

struct counts counts;

struct text {
    char bytes[512];
    unsigned length;
};

static void put(void *to, char c)
{
    struct text *text = to;
    if (text->length < sizeof text->bytes)
        text->bytes[text->length++] = c;
}

static void add_line(struct text *text, const char *line, ...)
{
    va_list arguments;
    va_start(arguments, line);
    format(put, text, line, arguments);
    va_end(arguments);
}

static long read_counts(uint64_t buffer, uint64_t size, uint64_t offset)
{
    struct text text = {.length = 0};
    add_line(&text, "pages %lu\npages_free %lu\n", pages.all, pages.free);
    add_line(&text, "faults %lu\nlazy %lu\n", counts.faults, counts.lazy);
    add_line(&text, "shared %lu\ncopied %lu\n", counts.shared, counts.copied);
    add_line(&text, "calls %lu\n", counts.calls);
    add_line(&text, "switches %lu\npreemptions %lu\n", counts.switches, counts.preemptions);
    if (offset >= text.length)
        return 0;
    if (size > text.length - offset)
        size = text.length - offset;
    return copy_out(buffer, text.bytes + offset, size) ? -EFAULT : (long)size;
}

static void make(const char *path, enum node_kind kind, const struct device *device)
{
    struct node *node;
    long problem = node_make(NULL, path, kind, &node);
    if (problem && problem != -EEXIST)
        panic("%s: error %ld", path, -problem);
    if (!problem)
        node->device = device;
}

void devices_make(void)
{
    static const struct device console = {read_console, console_write};
    static const struct device null = {read_nothing, write_nowhere};
    static const struct device vmstat = {read_counts, NULL};
    make("/dev", NODE_FOLDER, NULL);
    make("/proc", NODE_FOLDER, NULL);
    make("/dev/console", NODE_DEVICE, &console);
    make("/dev/null", NODE_DEVICE, &null);
    make("/proc/vmstat", NODE_DEVICE, &vmstat);
}
