#include "print.h"

#include "user.h"

static char line[256]; /* what printf() has not written yet */
static size_t length;

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

void flush(void)
{
    write_all(1, line, length);
    length = 0;
}

/* Called by printf(). */
void console_putc(char c)
{
    line[length++] = c;
    if (c == '\n' || length == sizeof line)
        flush();
}

void complain(const char *text, ...)
{
    char words[256];
    va_list arguments;
    va_start(arguments, text);
    format_into(words, sizeof words, text, arguments);
    va_end(arguments);
    write_all(2, words, strlen(words));
}

const char *error_text(long error)
{
    static const char *const texts[] = {
        [ENOENT] = "no such file or folder", [ENOEXEC] = "not a program of this machine",
        [EBADF] = "not an open file",        [EAGAIN] = "too many processes",
        [ENOMEM] = "not enough memory",      [EACCES] = "not allowed",
        [ENOTDIR] = "not a folder",          [EISDIR] = "a folder",
        [ENOSPC] = "no room for files",      [EPIPE] = "nobody reads"};
    size_t number = -error;
    return number < ARRAY_LENGTH(texts) && texts[number] ? texts[number]
                                                         : phrase("error %ld", -error);
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
