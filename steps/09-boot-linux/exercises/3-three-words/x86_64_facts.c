/* x86_64: the chip is the timer of ACPI, to which Linux compares its TSC. It has four ports, which
 * are read together. */
#include "facts.h"

#include "memory_map.h"
#include "power_ports.h"

const struct facts facts = {.row = 2,
                            .delays = TIME_STAMP,
                            .told = COMMAND_LINE,
                            .kinds = 1 << EXIT_DEVICE,
                            .space = SPACE_PORTS,
                            .chip = PORT_PM_EVENTS,
                            .first = PORT_PM_TIMER - PORT_PM_EVENTS,
                            .end = PORT_PM_TIMER - PORT_PM_EVENTS + 1,
                            .factor = 3};
