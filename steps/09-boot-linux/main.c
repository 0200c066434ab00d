/* Step 9: a kernel that was not written for us, in the format in which its makers ship it. */
#include "hand_over.h"
#include "restart.h"

int main(void)
{
    static struct vm vm;

    kernel_formats_add();
    return vm_init() ? vm_run_restarting(&vm, vm_make) : 1;
}
