/* x86_64: what CPU a guest's kernel has. */
#pragma once

#include "handlers.h"

/* handle_identify() for a guest that has long mode. */
exit_handler identify_long_mode;
