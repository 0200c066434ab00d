/* Steps 5 to 7: guests have no programs. */
#include "programs.h"

void start_program(struct vcpu *vcpu)
{
}
