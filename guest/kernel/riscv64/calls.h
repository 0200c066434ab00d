/* RISC-V: Linux's system calls, and what it runs. */
#pragma once

#include "generic_calls.h"

enum { O_DIRECTORY = 0200000, ELF_MACHINE = 243, CALL_SIZE = 4, HAS_RESTORER = 0 };
enum { SYS_riscv_hwprobe = 258 };

#define RETURN_CODE            \
    {                          \
        0x08b00893, 0x00000073 \
    } /* li a7, SYS_rt_sigreturn; ecall */
#define MACHINE_NAME "riscv64"
#define BELOW_STACK  0 /* bytes that a program uses there */

#define OWN_ALIASES(DO) DO(riscv_hwprobe, "pupux", absent)
