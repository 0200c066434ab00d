/* Step 10: guests that share a CPU. */
#include "guests.h"
#include "hand_over.h"

int main(void)
{
    kernel_formats_add();
    return vm_init() && guests_make() ? guests_run() : 1;
}
