#include "print.h"

void print(const char *text)
{
    unsigned long length = 0;
    while (text[length])
        length++;
    console_write(text, length);
}

void print_number(uint64_t n)
{
    char digits[20], *at = digits + sizeof digits;
    do
        *--at = '0' + n % 10;
    while (n /= 10);
    console_write(at, digits + sizeof digits - at);
}
