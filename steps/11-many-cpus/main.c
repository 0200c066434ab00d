/* Step 11: guests on all CPUs of the machine. */
#include "cpus.h"
#include "hand_over.h"
#include "vcpus.h"

int main(void)
{
    kernel_formats_add();
    cpus_find();
    vcpus_init();
    if (!vm_init() || !guests_make())
        return 1;
    error problem = cpus_start();
    return problem ? report_error("cpus", problem) : cpus_run();
}
