/* Which files are taken for a flat image: what is known as something else is not, all other bytes
 * are. */
#include "flat_image.h"

#include "unit.h"

#include <stdlib.h>
#include <string.h>

/* Checks the first bytes of a file, in memory of just that size. */
static error check(const void *bytes, uint32_t length)
{
    uint8_t *first = malloc(length ? length : 1);
    memcpy(first, bytes, length);
    error problem = flat_image_check(first, length);
    free(first);
    return problem;
}

/* --- What is something else --- */

static const struct {
    uint32_t length;
    char bytes[48];
    const char *says;
} others[] = {
    {10, "\x1f\x8b\x08\0\0\0\0\0\0\3", "gunzip"},
    {12, "\xfd\x37zXZ\0\0\4\xe6\xd6\xb4\x46", "unxz"},
    {8, "\x28\xb5\x2f\xfd\x04\x58\x29\0", "unzstd"},
    {12, "BZh91AY&SY\1\2", "bunzip2"},
    {10, "BZh11AY&SY", "bunzip2"},
    {8, "\x04\x22\x4d\x18\x64\x40\xa7\x06", "unlz4"},
    {8, "!<arch>\n", "an archive (ar)"},
    {20, "!<thin>\n/           ", "an archive (ar)"},
    {12, "PK\3\4\x14\0\0\0\x08\0\1\2", "an archive (zip)"},
    {8, "7z\xbc\xaf\x27\x1c\0\4", "an archive (7z)"},
    {46, "070701000002d1000081a4000000000000000000000001", "an archive (cpio)"},
    {8, "BC\xc0\xde\x35\x14\0\0", "bitcode"},
    {16, "\xcf\xfa\xed\xfe\7\0\0\1\3\0\0\0\1\0\0\0", "Mach-O"},
    {8, "\xca\xfe\xba\xbe\0\0\0\2", "Mach-O"},
    {12, "\xff\xfel\0i\0 \0a\0", "UTF-16"},
    {10, "#!/bin/sh\n", "a text file"},
    {16, "int main(void)\n{", "a text file"},
    {28, "\tli a0, 42\n1:\tj 1b\r\n# \xc3\xa9 \xe2\x82\xac", "a text file"},
    {16, "\xef\xbb\xbf.code16\n\thlt\n", "a text file"},
};

static void test_others(void)
{
    for (unsigned i = 0; i < sizeof others / sizeof *others; i++) {
        unit_case("%s", others[i].says);
        CHECK_ERROR(check(others[i].bytes, others[i].length), others[i].says);
    }
    uint8_t tar[FLAT_IMAGE_FIRST] = "name";
    memcpy(tar + 257, "ustar", 5);
    CHECK_ERROR(check(tar, sizeof tar), "an archive (tar)");
    CHECK_OK(check(tar, 261));
}

/* Only the first bytes are looked at, and they may end in a character. */
static void test_long_texts(void)
{
    char text[FLAT_IMAGE_FIRST + 4];
    for (unsigned at = FLAT_IMAGE_FIRST - 4; at <= FLAT_IMAGE_FIRST; at++) {
        memset(text, '\n', sizeof text);
        memcpy(text + at, "\xf0\x9f\x98\x80", 4);
        CHECK_ERROR(check(text, FLAT_IMAGE_FIRST), "a text file");
    }
    memset(text, '\n', sizeof text);
    text[FLAT_IMAGE_FIRST - 4] = 0;
    CHECK_OK(check(text, FLAT_IMAGE_FIRST));
}

static void test_windows_programs(void)
{
    uint8_t file[FLAT_IMAGE_FIRST] = "MZ";
    put(file + 0x3c, 0x80, 4);
    memcpy(file + 0x80, "PE\0\0", 4);
    put(file + 0x80 + 0x5c, 3, 2);
    CHECK_ERROR(check(file, sizeof file), "a program for Windows");
    CHECK_OK(check(file, 0x80 + 0x5c));
    put(file + 0x80 + 0x5c, 10, 2); /* for EFI, as Linux's Image is, which is code from "MZ" on */
    CHECK_OK(check(file, sizeof file));
    put(file + 0x3c, 0xffff, 4);
    CHECK_OK(check(file, sizeof file));
}

/* --- What may be code --- */

/* A byte less or another one, and it is none of these. */
static void test_nearly_others(void)
{
    for (unsigned i = 0; i < 15; i++) {
        uint8_t file[sizeof others[i].bytes];
        memcpy(file, others[i].bytes, sizeof file);
        unit_case("nearly %s", others[i].says);
        CHECK_OK(check(file, 2));
        file[1] ^= 0x80;
        CHECK_OK(check(file, others[i].length));
    }
}

static void test_code(void)
{
    static const struct {
        uint32_t length;
        const char *bytes;
    } images[] = {
        {0, ""},
        {1, "\n"},
        {4, "\x6f\0\0\0"},              /* j . */
        {4, "\xeb\xfe\x90\x90"},        /* jmp . */
        {4, "\0\0\0\x14"},              /* b . */
        {6, "\xa1\x48\x73\0\0\0"},      /* li a7, 8; ecall */
        {12, "MZ\0\0\0\0\0\0\0\0\0\0"}, /* c.li s4, -13, as in Linux's Image */
        {15, "PPPPPPPPPPPPPP\n"},       /* push ax, and or bh, ... */
        {20, "PPPPPPPPPPPPPPPPPPPP"},   /* text, but no line */
        {17, "PPPPPPPPPPPPPPP\n\xf4"},  /* ... hlt */
        {17, "PPPPPPPPPPPPPPP\n\0"},
        {20, "PPPPPPPPPPPPPPP\n\xc3PPP"}, /* ret: no character of UTF-8 */
        {2, "#!"},                        /* and sp, [bx + di]: no line */
    };
    for (unsigned i = 0; i < sizeof images / sizeof *images; i++) {
        unit_case("image %u", i);
        CHECK_OK(check(images[i].bytes, images[i].length));
    }
}

static void test_random_code(void)
{
    uint8_t file[FLAT_IMAGE_FIRST];
    for (unsigned round = 0; round < 300000; round++) {
        uint32_t length = unit_random(round % 8 ? 40 : sizeof file);
        for (uint32_t i = 0; i < length; i++)
            file[i] = unit_random(256);
        unit_case("round %u", round);
        CHECK_OK(check(file, length));
    }
}

int main(void)
{
    RUN(test_others);
    RUN(test_long_texts);
    RUN(test_windows_programs);
    RUN(test_nearly_others);
    RUN(test_code);
    RUN(test_random_code);
    return unit_end("flat_image");
}
