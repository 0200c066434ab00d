/* Step 7, with the host's registers compared after each exit: what a guest does to its devices must
 * not change them. */
#include "../../steps/07-virtual-devices/main.c"
