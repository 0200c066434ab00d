#include "exercise.h"

/* Write the function of your architecture; the other two can wait. enter_guest() has filled the
 * registers for a guest that starts in its kernel's mode. */

void user_mode_by_sret(struct sret_registers *registers)
{
}

void user_mode_by_eret(struct eret_registers *registers)
{
}

void user_mode_by_vmrun(struct vmrun_fields *fields)
{
}
