/* x86_64: LTR with an operand in memory. */
#pragma once

#include "handlers.h"

/* handle_register() that does it too. */
exit_handler handle_register_or_ltr;
