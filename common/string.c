#include "string.h"

#include <stdint.h>

/* Moves whole words where both ends have the same alignment, because zeroing and copying memory
 * takes most of the boot time. */
#define WORD sizeof(uint64_t)

static int word_aligned(const void *a, const void *b)
{
    return (((uintptr_t)a | (uintptr_t)b) & (WORD - 1)) == 0;
}

void *memcpy(void *to, const void *from, size_t n)
{
    char *d = to;
    const char *s = from;
    if (word_aligned(to, from)) {
        for (; n >= WORD; n -= WORD, d += WORD, s += WORD)
            *(uint64_t *)d = *(const uint64_t *)s;
    }
    while (n--)
        *d++ = *s++;
    return to;
}

void *memmove(void *to, const void *from, size_t n)
{
    char *d = to;
    const char *s = from;
    if (d <= s || d >= s + n)
        return memcpy(to, from, n);
    while (n--)
        d[n] = s[n];
    return to;
}

void *memset(void *to, int byte, size_t n)
{
    char *d = to;
    uint64_t word = 0x0101010101010101ul * (unsigned char)byte;
    if (word_aligned(to, to)) {
        for (; n >= 8 * WORD; n -= 8 * WORD, d += 8 * WORD) {
            uint64_t *w = (uint64_t *)d;
            w[0] = w[1] = w[2] = w[3] = w[4] = w[5] = w[6] = w[7] = word;
        }
    }
    while (n--)
        *d++ = byte;
    return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *x = a, *y = b;
    for (; n--; x++, y++) {
        if (*x != *y)
            return *x - *y;
    }
    return 0;
}

size_t strlen(const char *s)
{
    size_t n = 0;
    while (s[n])
        n++;
    return n;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t n)
{
    for (; n--; a++, b++) {
        if (*a != *b || !*a)
            return (unsigned char)*a - (unsigned char)*b;
    }
    return 0;
}

char *strchr(const char *s, int c)
{
    for (; *s != (char)c; s++) {
        if (!*s)
            return NULL;
    }
    return (char *)s;
}
