#include "format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct field {
    void (*put)(void *to, char c);
    void *to;
    int width; /* at least */
    bool left, zeros, is_long;
};

static void put_padded(const struct field *field, const char *text, int length)
{
    for (int i = length; !field->left && i < field->width; i++)
        field->put(field->to, field->zeros ? '0' : ' ');
    for (int i = 0; i < length; i++)
        field->put(field->to, text[i]);
    for (int i = length; field->left && i < field->width; i++)
        field->put(field->to, ' ');
}

static void put_number(const struct field *field, uint64_t value, unsigned base, bool negative)
{
    char digits[24], *at = digits + sizeof digits;
    do {
        *--at = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    if (negative)
        *--at = '-';
    put_padded(field, at, digits + sizeof digits - at);
}

static void put_string(const struct field *field, const char *text)
{
    int length = 0;
    while (text[length])
        length++;
    put_padded(field, text, length);
}

/* Reads the flags, the width and the l after a %; returns where they end. */
static const char *read_field(struct field *field, const char *text)
{
    field->left = *text == '-';
    text += field->left;
    field->zeros = *text == '0';
    for (field->width = 0; *text >= '0' && *text <= '9'; text++)
        field->width = 10 * field->width + *text - '0';
    field->is_long = *text == 'l';
    return text + field->is_long;
}

void format(void (*put)(void *to, char c), void *to, const char *text, va_list arguments)
{
    struct field field = {.put = put, .to = to};
    for (; *text; text++) {
        if (*text != '%') {
            put(to, *text);
            continue;
        }
        text = read_field(&field, text + 1);
        if (*text == 's') {
            put_string(&field, va_arg(arguments, const char *));
        } else if (*text == 'd') {
            long value = field.is_long ? va_arg(arguments, long) : va_arg(arguments, int);
            put_number(&field, value < 0 ? -(uint64_t)value : value, 10, value < 0);
        } else if (*text == 'u' || *text == 'x') {
            uint64_t value =
                field.is_long ? va_arg(arguments, uint64_t) : va_arg(arguments, unsigned);
            put_number(&field, value, *text == 'x' ? 16 : 10, false);
        } else if (*text == 'p') {
            put_number(&field, (uintptr_t)va_arg(arguments, void *), 16, false);
        } else if (*text == 'c') {
            put(to, va_arg(arguments, int));
        } else {
            put(to, '%');
        }
        if (!*text)
            return;
    }
}
