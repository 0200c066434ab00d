/*
 * Files that are taken for a flat image by mistake. A flat image may begin with any instruction, so
 * each of these is recognised by more than a program or chance would put there.
 */
#include "flat_image.h"

#include "machine.h"
#include "string.h"

#define ANY '*' /* any byte, in the bytes below */

static const struct {
    uint16_t at;
    uint8_t length;
    const char *bytes, *says;
} others[] = {
    {0, 3, "\x1f\x8b\x08", "a compressed file (gzip): unpack it with gunzip"},
    {0, 6, "\xfd\x37zXZ\0", "a compressed file (xz): unpack it with unxz"},
    {0, 4, "\x28\xb5\x2f\xfd", "a compressed file (zstd): unpack it with unzstd"},
    {0, 10, "BZh*1AY&SY", "a compressed file (bzip2): unpack it with bunzip2"},
    {0, 4, "\x04\x22\x4d\x18", "a compressed file (lz4): unpack it with unlz4"},
    {0, 8, "!<arch>\n", "an archive (ar): link its objects, with ld.lld -static"},
    {0, 8, "!<thin>\n", "an archive (ar): link its objects, with ld.lld -static"},
    {0, 10, "PK\3\4*\0***\0", "an archive (zip): unpack it with unzip"},
    {0, 6, "7z\xbc\xaf\x27\x1c", "an archive (7z): unpack it with 7z x"},
    {257, 5, "ustar", "an archive (tar): unpack it with tar -xf"},
    {0, 6, "07070*", "an archive (cpio): unpack it with cpio -i"},
    {0, 4, "BC\xc0\xde", "LLVM bitcode: compile it without -flto"},
    {0, 16, "\xcf\xfa\xed\xfe*********\0\0\0", "a Mach-O file: build an ELF, with clang --target"},
    {0, 7, "\xca\xfe\xba\xbe\0\0\0", "a Mach-O file or a Java class: build an ELF"},
    {0, 10, "\xff\xfe*\0*\0*\0*\0", "a text file (UTF-16), not machine code: assemble it"},
};

static bool begins_with(const uint8_t *first, const char *bytes, unsigned length)
{
    for (unsigned i = 0; i < length; i++) {
        if (bytes[i] != ANY && first[i] != (uint8_t)bytes[i])
            return false;
    }
    return true;
}

/* A program for Windows. Linux's own images begin so too, but as programs for EFI. */
static bool is_windows_program(const uint8_t *first, uint32_t length)
{
    enum { HEADER_AT = 0x3c, SUBSYSTEM = 0x5c, GUI = 2, CONSOLE = 3 };
    if (length < HEADER_AT + 4 || !begins_with(first, "MZ", 2))
        return false;
    uint64_t at = first[HEADER_AT] | first[HEADER_AT + 1] << 8;
    return at + SUBSYSTEM < length && begins_with(first + at, "PE\0\0", 4) &&
           (first[at + SUBSYSTEM] == GUI || first[at + SUBSYSTEM] == CONSOLE);
}

/* How many bytes the character (UTF-8) at text takes; 0 when it is none that a text has. */
static uint32_t text_character(const uint8_t *text, uint32_t length)
{
    if (*text < 0x80)
        return (*text >= ' ' && *text != 0x7f) || (*text && strchr("\t\n\f\r", *text));
    uint32_t bytes = *text < 0xc2 || *text > 0xf4 ? 0 : *text < 0xe0 ? 2 : *text < 0xf0 ? 3 : 4;
    if (bytes > length)
        return 0;
    for (uint32_t i = 1; i < bytes; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    }
    return bytes;
}

/* Some code is text by chance, but not for so long and with lines. */
static bool is_text(const uint8_t *first, uint32_t length)
{
    uint32_t cut = length < FLAT_IMAGE_FIRST ? 0 : 3; /* the last character may lack 3 bytes */
    bool lines = false;
    for (uint32_t i = 0, bytes; i < length - cut; i += bytes) {
        bytes = text_character(first + i, length - i);
        if (!bytes)
            return false;
        lines |= first[i] == '\n';
    }
    return lines && (length >= 16 || begins_with(first, "#!", 2));
}

error flat_image_check(const uint8_t *first, uint32_t length)
{
    for (unsigned i = 0; i < ARRAY_LENGTH(others); i++) {
        if (length >= others[i].at + others[i].length &&
            begins_with(first + others[i].at, others[i].bytes, others[i].length))
            return error_of("%s", others[i].says);
    }
    if (is_windows_program(first, length))
        return error_of("a program for Windows: build an ELF, with clang --target");
    if (is_text(first, length))
        return error_of("a text file, not machine code: ./run.sh flat assembles a source");
    return OK;
}
