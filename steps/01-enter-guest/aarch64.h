/* AArch64: where step 1 enters its guest. */
#pragma once

#define UNMAPPED_ENTRY 0x1234abcc /* 4-byte aligned: a misaligned pc would fault first */
