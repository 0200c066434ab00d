/* x86_64: exits that concern a guest's other CPUs. */
#pragma once

/* From now on they are handled. Call it when the guests are made; it can be called again. */
void vcpus_take_exits(void);
