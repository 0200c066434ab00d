/* Step 8, after something has used floating point: poison.S of the machine fills its registers. */
#define main run_step
#include "../../steps/08-guest-kernel/main.c"
#undef main

void poison_floating_point(void);

int main(void)
{
    poison_floating_point();
    return run_step();
}
