/* x86_64: a PC has no call for stolen time: each hypervisor has its own MSR for that. */
#include "steal.h"

void steal_offer(void)
{
}
