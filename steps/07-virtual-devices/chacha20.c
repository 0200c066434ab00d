#include "chacha20.h"

static uint32_t rotate_left(uint32_t value, unsigned bits)
{
    return value << bits | value >> (32 - bits);
}

/* 2.1 */
static void quarter_round(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
    *a += *b, *d = rotate_left(*d ^ *a, 16);
    *c += *d, *b = rotate_left(*b ^ *c, 12);
    *a += *b, *d = rotate_left(*d ^ *a, 8);
    *c += *d, *b = rotate_left(*b ^ *c, 7);
}

void chacha20_block(const uint32_t key[CHACHA20_KEY / 4], uint32_t block,
                    uint32_t out[CHACHA20_BLOCK / 4])
{
    uint32_t start[CHACHA20_BLOCK / 4] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    for (unsigned i = 0; i < CHACHA20_KEY / 4; i++)
        start[4 + i] = key[i];
    start[12] = block;
    for (unsigned i = 0; i < 16; i++)
        out[i] = start[i];
    for (unsigned round = 0; round < 20; round += 2) {
        for (unsigned i = 0; i < 4; i++) /* the columns */
            quarter_round(out + i, out + 4 + i, out + 8 + i, out + 12 + i);
        for (unsigned i = 0; i < 4; i++) /* the diagonals */
            quarter_round(out + i, out + 4 + (i + 1) % 4, out + 8 + (i + 2) % 4,
                          out + 12 + (i + 3) % 4);
    }
    for (unsigned i = 0; i < 16; i++)
        out[i] += start[i];
}
