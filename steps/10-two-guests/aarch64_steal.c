/* AArch64: the hypervisor does not tell a guest its stolen time: PV_TIME (DEN 0057) is refused. */
#include "steal.h"

void steal_offer(void)
{
}
