/* The nodes that are no files. */
#include "file.h"

struct counts counts;

static long read_nothing(uint64_t buffer, uint64_t size, uint64_t offset)
{
    return 0;
}

static long write_nowhere(uint64_t buffer, uint64_t size)
{
    return size;
}

static void format_text(char *text, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    format_into(text, size, format, arguments);
    va_end(arguments);
}

static long read_counts(uint64_t buffer, uint64_t size, uint64_t offset)
{
    char text[256];
    format_text(text, sizeof text,
                "pages %lu\nfree %lu\npromised %lu\ncalls %lu\nlazy %lu\nshared %lu\ncopied %lu\n"
                "switches %lu\npreemptions %lu\n",
                pages.all, pages.free, pages.promised, counts.calls, counts.lazy, counts.shared,
                counts.copied, counts.switches, counts.preemptions);
    uint64_t left = offset < strlen(text) ? strlen(text) - offset : 0;
    size = size < left ? size : left;
    return copy_out(buffer, text + offset, size) ? -EFAULT : (long)size;
}

void devices_make(void)
{
    static const struct device devices[] = {{"/dev/console", console_read, console_write},
                                            {"/dev/null", read_nothing, write_nowhere},
                                            {"/proc/vmstat", read_counts, NULL}};
    struct node *node;
    node_make("/dev", FOLDER, &node);
    node_make("/proc", FOLDER, &node);
    for (unsigned i = 0; i < ARRAY_LENGTH(devices); i++) {
        if (node_make(devices[i].path, DEVICE_NODE, &node))
            panic("no memory for %s", devices[i].path);
        node->device = &devices[i];
    }
}
