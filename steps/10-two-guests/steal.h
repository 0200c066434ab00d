/* Stolen time: how a guest learns that it could have run, and did not. */
#pragma once

#include "scheduler.h"

/* Offers the calls by which a guest asks for it: ARCH_steal.c. */
void steal_offer(void);
