/* x86_64: the chip is the clock that knows the date. Linux reads it without a driver, too, before
 * it starts to use ACPI. */
#include "facts.h"

#include "memory_map.h"
#include "power_ports.h"

const struct facts facts = {.row = 2,
                            .delays = TIME_STAMP,
                            .told = COMMAND_LINE,
                            .kinds = 1 << EXIT_DEVICE,
                            .space = SPACE_PORTS,
                            .chip = PORT_CMOS,
                            .first = 0,
                            .end = 2,
                            .after = PORT_PM_EVENTS,
                            .again = 12};
