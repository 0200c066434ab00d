/* x86_64: the features of a guest's CPU, for its kernel. */
#pragma once

#include "handlers.h"

/* handle_identify() for a guest that has long mode. */
exit_handler identify_long_mode;
