#include "hex_text.h"

#include "panic.h"
#include "string.h"

static char text[256 << 10];
static uint32_t length, last; /* characters; where the last line begins. It has no end yet */
static unsigned style, lines;

static void put(char c)
{
    if (length == sizeof text)
        panic("grader: the text is full");
    text[length++] = c;
}

void text_append(const char *characters)
{
    while (*characters)
        put(*characters++);
}

static void put_byte(uint8_t byte)
{
    const char *digits = style & LOWER_CASE ? "0123456789abcdef" : "0123456789ABCDEF";
    put(digits[byte >> 4]);
    put(digits[byte & 0xf]);
}

static void end_line(void)
{
    text_append(style & CR_LF ? "\r\n" : "\n");
}

void text_begin(unsigned new_style)
{
    style = new_style;
    length = last = lines = 0;
}

void text_add(unsigned type, uint16_t address, const uint8_t *data, unsigned count)
{
    if (lines++)
        end_line();
    last = length;
    put(':');
    put_byte(count);
    put_byte(address >> 8);
    put_byte(address);
    put_byte(type);
    while (count--)
        put_byte(*data++);
    put_byte(0);
    text_fix_sum();
}

void text_add_number(unsigned type, uint32_t number, unsigned count)
{
    uint8_t data[4];
    for (unsigned i = 0; i < count; i++)
        data[i] = number >> 8 * (count - 1 - i);
    text_add(type, 0, data, count);
}

char *text_last_line(void)
{
    return text + last;
}

void text_cut(unsigned characters)
{
    length -= characters;
}

static unsigned digit(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

void text_fix_sum(void)
{
    uint8_t sum = 0;
    length -= 2;
    for (uint32_t i = last + 1; i < length; i += 2)
        sum += digit(text[i]) << 4 | digit(text[i + 1]);
    put_byte(-sum);
}

unsigned text_lines(void)
{
    return lines;
}

const char *text_whole(uint32_t *size)
{
    if (style & LAST_LINE_ENDS)
        end_line();
    *size = length;
    return text;
}
