/* x86_64: the hypercall with which a process's report comes. */
#pragma once

#include "smccc.h"

#define REPORT_EXTENSION 0
#define REPORT_NUMBER    CONSOLE_BASE
