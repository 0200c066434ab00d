/* Step 9, with the host's registers compared after each exit: what Linux and its root user do must
 * not change them. */
#include "../../steps/09-boot-linux/main.c"
