/* AArch64: the end of a slice of time. */
#include "fuzz.h"

/* The next start_slice() sets the timer to a later time, and with that the interrupt is gone. */
void end_slice(void)
{
}
