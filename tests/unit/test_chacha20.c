/* steps/07-virtual-devices/chacha20.c against the vectors of RFC 8439, A.1. */
#include "unit.h"

#include "chacha20.h"
#include "string.h"

static void check_block(const uint8_t *key, uint32_t block, const uint8_t *expected, size_t size)
{
    uint32_t words[CHACHA20_KEY / 4], out[CHACHA20_BLOCK / 4];
    memcpy(words, key, sizeof words);
    chacha20_block(words, block, out);
    CHECK(!memcmp(out, expected, size));
}

static const uint8_t zeros[CHACHA20_KEY], ends_in_one[CHACHA20_KEY] = {[CHACHA20_KEY - 1] = 1};

static void test_first_block(void)
{
    static const uint8_t expected[] = {
        0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90, 0x40, 0x5d, 0x6a,
        0xe5, 0x53, 0x86, 0xbd, 0x28, 0xbd, 0xd2, 0x19, 0xb8, 0xa0, 0x8d,
        0xed, 0x1a, 0xa8, 0x36, 0xef, 0xcc, 0x8b, 0x77, 0x0d, 0xc7,
    };
    check_block(zeros, 0, expected, sizeof expected);
}

static void test_second_block(void)
{
    static const uint8_t expected[] = {0x9f, 0x07, 0xe7, 0xbe, 0x55, 0x51, 0x38, 0x7a,
                                       0x98, 0xba, 0x97, 0x7c, 0x73, 0x2d, 0x08, 0x0d};
    check_block(zeros, 1, expected, sizeof expected);
}

static void test_key(void)
{
    static const uint8_t expected[] = {0x3a, 0xeb, 0x52, 0x24, 0xec, 0xf8, 0x49, 0x92,
                                       0x9b, 0x9d, 0x82, 0x8d, 0xb1, 0xce, 0xd4, 0xdd};
    check_block(ends_in_one, 1, expected, sizeof expected);
}

int main(void)
{
    RUN(test_first_block);
    RUN(test_second_block);
    RUN(test_key);
    return unit_end("chacha20");
}
