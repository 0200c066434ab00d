/*
 * What a PC's firmware leaves in memory for a kernel: tables that say how the machine is switched
 * off and reset, and which of a PC's usual devices it lacks. "ACPI Specification" 6.5, chapter 5.
 */
#pragma once

#include "guest.h"

#define ACPI_RSDP 0xe0000 /* GPA: kernels look for it from here to 1 MiB, 5.2.5.1 */

/* Writes the tables. Fails if the guest gets no memory for them. */
error acpi_tables_for_guest(struct guest *guest);
