#include "format.h"
#include "user.h"

/* Characters on their way to a file. */
struct line {
    int file;
    unsigned length;
    char text[128];
};

bool write_all(int file, const void *buffer, size_t size)
{
    for (const char *at = buffer; size;) {
        long done = write(file, at, size);
        if (done <= 0)
            return false;
        at += done;
        size -= done;
    }
    return true;
}

static void flush(struct line *line)
{
    write_all(line->file, line->text, line->length);
    line->length = 0;
}

static void put(void *to, char c)
{
    struct line *line = to;
    line->text[line->length++] = c;
    if (line->length == sizeof line->text)
        flush(line);
}

static void print_to(int file, const char *text, va_list arguments)
{
    struct line line = {.file = file};
    format(put, &line, text, arguments);
    flush(&line);
}

void printf(const char *text, ...)
{
    va_list arguments;
    va_start(arguments, text);
    print_to(1, text, arguments);
    va_end(arguments);
}

void complain(const char *text, ...)
{
    va_list arguments;
    va_start(arguments, text);
    print_to(2, text, arguments);
    va_end(arguments);
}

/* --- The kernel's counts --- */

/* What follows "name " at the beginning of a line. */
static const char *value_after(const char *text, const char *name)
{
    size_t length = strlen(name);
    for (; text; text = strchr(text, '\n')) {
        text += *text == '\n';
        if (!*text)
            return NULL;
        if (!strncmp(text, name, length) && text[length] == ' ')
            return text + length + 1;
    }
    return NULL;
}

uint64_t count_of(const char *name)
{
    char text[512];
    int file = open("/proc/vmstat", 0);
    long length = file < 0 ? 0 : read(file, text, sizeof text - 1);
    close(file);
    text[length < 0 ? 0 : length] = '\0';
    const char *at = value_after(text, name);
    uint64_t value = 0;
    for (; at && *at >= '0' && *at <= '9'; at++)
        value = 10 * value + *at - '0';
    return value;
}
