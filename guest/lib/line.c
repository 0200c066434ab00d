#include "line.h"

#include "guest.h"

static char line[80 + 1];
static unsigned length;

static void add(char c)
{
    if (length < sizeof line - 1)
        line[length++] = c;
}

void line_add(const char *text)
{
    while (*text)
        add(*text++);
}

void line_add_number(uint64_t n)
{
    char digits[20];
    unsigned count = 0;
    do
        digits[count++] = '0' + n % 10;
    while (n /= 10);
    while (count)
        add(digits[--count]);
}

void line_print(void)
{
    line[length++] = '\n';
    console_write(line, length);
    length = 0;
}
