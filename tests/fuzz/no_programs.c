/* Steps 5 to 7: guests have no programs. */
#include "programs.h"

bool start_program(struct vcpu *vcpu)
{
    return false;
}
