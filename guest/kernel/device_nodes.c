/* The nodes that are no files. */
#include "file.h"

struct counts counts;

static long write_nowhere(uint64_t buffer, uint64_t size)
{
    return size;
}

/* A line of a name and a number for each. */
static long read_counts(uint64_t buffer, uint64_t size, uint64_t offset)
{
    static const char *const names[] = {"pages",  "free",   "promised", "calls",      "lazy",
                                        "shared", "copied", "switches", "preemptions"};
    char text[ARRAY_LENGTH(names) * 40];
    uint64_t length = 0;
    for (unsigned i = 0; i < ARRAY_LENGTH(names); i++) {
        const char *line = phrase("%s %lu\n", names[i], (&counts.pages)[i]);
        memcpy(text + length, line, strlen(line));
        length += strlen(line);
    }
    size = offset < length ? smaller(size, length - offset) : 0;
    return copy_out(buffer, text + offset, size) ? -EFAULT : (long)size;
}

void devices_make(void)
{
    static const struct device devices[] = {
        {"/dev/console", console_read, console_write, console_control, console_is_ready},
        {"/dev/tty", console_read, console_write, console_control, console_is_ready},
        {"/dev/null", NULL, write_nowhere, NULL, NULL},
        {"/proc/vmstat", read_counts, NULL, NULL, NULL}};
    struct node *node;
    node_make("/dev", FOLDER, &node);
    node_make("/proc", FOLDER, &node);
    for (unsigned i = 0; i < ARRAY_LENGTH(devices); i++) {
        if (node_make(devices[i].path, DEVICE_NODE, &node))
            panic("no memory for %s", devices[i].path);
        node->device = &devices[i];
    }
}
