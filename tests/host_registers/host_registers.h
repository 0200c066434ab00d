/* The host's registers that no guest may change: compared before a guest and after it. */
#pragma once

#include "report.h"

#define HOST_REGISTERS 48 /* at most */

/* Reads them all. Returns how many there are. */
unsigned host_registers(struct register_value values[HOST_REGISTERS]);
