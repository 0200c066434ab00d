/* x86_64: where step 1 enters its guest. */
#pragma once

#define UNMAPPED_ENTRY 0x1234abcd /* any byte can be an instruction's first */
