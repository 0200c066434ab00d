/* x86_64: interrupts between a guest's CPUs. */
#pragma once

/* From now on guests take them. Call it when the guests are made; it can be called again. */
void vcpus_take_calls(void);
