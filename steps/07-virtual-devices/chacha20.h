/* ChaCha20, RFC 8439: random numbers from a key. Whoever knows some of them learns neither the key
 * nor the others. */
#pragma once

#include <stdint.h>

#define CHACHA20_KEY   32 /* bytes */
#define CHACHA20_BLOCK 64

/* Block number `block` of the key, with a nonce of 0, 2.3. Both are in the CPU's byte order, which
 * is the RFC's on our machines. */
void chacha20_block(const uint32_t key[CHACHA20_KEY / 4], uint32_t block,
                    uint32_t out[CHACHA20_BLOCK / 4]);
