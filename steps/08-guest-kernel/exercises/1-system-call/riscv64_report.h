/* RISC-V: the hypercall with which a process's report comes. */
#pragma once

#include "riscv64_sbi.h"

#define REPORT_EXTENSION SBI_DBCN
#define REPORT_NUMBER    0
