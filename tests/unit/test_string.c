/* common/string.c against the C library, with every alignment and overlap of short ranges. */
#include "unit.h"

#include <string.h>

void *ws_memcpy(void *to, const void *from, size_t n);
void *ws_memmove(void *to, const void *from, size_t n);
void *ws_memset(void *to, int byte, size_t n);
int ws_memcmp(const void *a, const void *b, size_t n);
size_t ws_strlen(const char *s);
int ws_strcmp(const char *a, const char *b);
int ws_strncmp(const char *a, const char *b, size_t n);
char *ws_strchr(const char *s, int c);

#define SIZE   200
#define LONGER 150 /* more than two rounds of eight words */

static _Alignas(8) unsigned char ours[SIZE], theirs[SIZE], source[SIZE];

static void fill(unsigned char *at)
{
    for (unsigned i = 0; i < SIZE; i++)
        at[i] = unit_random(256);
}

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

/* Both buffers alike, then both functions, then all of both compared: nothing else may change. */
static void test_copy(void)
{
    fill(source);
    for (unsigned to = 0; to < 17; to++) {
        for (unsigned from = 0; from < 17; from++) {
            for (unsigned n = 0; n < LONGER; n++) {
                unit_case("to %u, from %u, %u bytes", to, from, n);
                fill(ours);
                memcpy(theirs, ours, SIZE);
                CHECK(ws_memcpy(ours + to, source + from, n) == ours + to);
                memcpy(theirs + to, source + from, n);
                CHECK(!memcmp(ours, theirs, SIZE));
            }
        }
    }
}

static void test_move(void)
{
    for (unsigned to = 0; to < 40; to++) {
        for (unsigned from = 0; from < 40; from++) {
            for (unsigned n = 0; n < LONGER; n += 1 + n / 16) {
                unit_case("to %u, from %u, %u bytes", to, from, n);
                fill(ours);
                memcpy(theirs, ours, SIZE);
                CHECK(ws_memmove(ours + to, ours + from, n) == ours + to);
                memmove(theirs + to, theirs + from, n);
                CHECK(!memcmp(ours, theirs, SIZE));
            }
        }
    }
}

static void test_set(void)
{
    static const int bytes[] = {0, 1, 0x7f, 0x80, 0xff, -1, 0x1234};
    for (unsigned b = 0; b < sizeof bytes / sizeof *bytes; b++) {
        for (unsigned to = 0; to < 17; to++) {
            for (unsigned n = 0; n < LONGER; n++) {
                unit_case("byte %d, to %u, %u bytes", bytes[b], to, n);
                fill(ours);
                memcpy(theirs, ours, SIZE);
                CHECK(ws_memset(ours + to, bytes[b], n) == ours + to);
                memset(theirs + to, bytes[b], n);
                CHECK(!memcmp(ours, theirs, SIZE));
            }
        }
    }
}

/* One byte differs, by its top bit or by one: bytes are compared without a sign. */
static void test_compare(void)
{
    for (unsigned n = 0; n < 40; n++) {
        for (unsigned at = 0; at < 40; at++) {
            unit_case("%u bytes, the one at %u differs", n, at);
            fill(ours);
            memcpy(theirs, ours, SIZE);
            ours[at] ^= unit_random(2) ? 0x80 : 1;
            CHECK_EQUAL(sign(ws_memcmp(ours, theirs, n)), sign(memcmp(ours, theirs, n)));
            CHECK_EQUAL(sign(ws_memcmp(theirs, ours, n)), sign(memcmp(theirs, ours, n)));
        }
    }
}

static void test_strings(void)
{
    static const char *const words[] = {"",     "a",    "b",      "ab",      "abc",
                                        "abd",  "ABC",  "ab\xe4", "ab\xe4z", "abcdefghijklmnop",
                                        "\x80", "\x7f", "abc "};
    unsigned count = sizeof words / sizeof *words;
    for (unsigned i = 0; i < count; i++) {
        const char *a = words[i];
        unit_case("\"%s\"", a);
        CHECK_EQUAL(ws_strlen(a), strlen(a));
        for (int c = -128; c < 256; c++)
            CHECK(ws_strchr(a, c) == strchr(a, c));
        for (unsigned j = 0; j < count; j++) {
            const char *b = words[j];
            unit_case("\"%s\" and \"%s\"", a, b);
            CHECK_EQUAL(sign(ws_strcmp(a, b)), sign(strcmp(a, b)));
            for (unsigned n = 0; n < 20; n++)
                CHECK_EQUAL(sign(ws_strncmp(a, b, n)), sign(strncmp(a, b, n)));
        }
    }
}

/* Behind these lies a page that cannot be read. */
static void test_nothing_is_read_beyond_the_end(void)
{
    char *end = (char *)host_memory(4096, 4096) + 4096;
    memset(end - 64, 'x', 64);
    for (unsigned n = 0; n < 32; n++) {
        CHECK_EQUAL(ws_memcmp(end - n, end - 32 - n, n), 0);
        CHECK_EQUAL(ws_strncmp(end - n, end - n, n), 0);
        ws_memcpy(ours, end - n, n);
        ws_memset(end - n, 'x', n);
    }
    end[-1] = '\0';
    CHECK_EQUAL(ws_strlen(end - 5), 4);
    CHECK(ws_strchr(end - 5, 'y') == NULL);
    CHECK(ws_strcmp(end - 5, "xxxx") == 0);
}

int main(void)
{
    RUN(test_copy);
    RUN(test_move);
    RUN(test_set);
    RUN(test_compare);
    RUN(test_strings);
    RUN(test_nothing_is_read_beyond_the_end);
    return unit_end("string");
}
