/* AArch64: where step 1 enters its guest. */
#pragma once

#define UNMAPPED_ENTRY 0x1234abcc /* instructions are 4-aligned: else that is what faults first */
