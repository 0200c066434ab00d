/*
 * What protects the hypervisor's image: long mode's page tables, one to one, APM 5.3. boot.S has
 * them, ready made, and boot.c takes from each page of the image what it need not do.
 */
#pragma once

#include "registers.h"

#define ENTRY_PRESENT  BIT(0)
#define ENTRY_WRITABLE BIT(1)  /* where it is not, CR0.WP forbids even us to write */
#define ENTRY_LARGE    BIT(7)  /* 1 GiB or 2 MiB in one piece */
#define ENTRY_NX       BIT(63) /* no instructions are fetched, 5.6.1 */

#define ENTRY_TABLE (ENTRY_WRITABLE | ENTRY_PRESENT)
#define ENTRY_RAM   (ENTRY_NX | ENTRY_WRITABLE | ENTRY_PRESENT) /* and devices */
