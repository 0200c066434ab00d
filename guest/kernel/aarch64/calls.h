/* AArch64: Linux's system calls, and what it runs. */
#pragma once

#include "generic_calls.h"

enum { O_DIRECTORY = 040000, ELF_MACHINE = 183, CALL_SIZE = 4, HAS_RESTORER = 1 };

#define RETURN_CODE            \
    {                          \
        0xd2801168, 0xd4000001 \
    } /* mov x8, #SYS_rt_sigreturn; svc #0 */
#define MACHINE_NAME "aarch64"
#define BELOW_STACK  0 /* bytes that a program uses there */

#define OWN_ALIASES(DO)
