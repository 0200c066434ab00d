/*
 * What protects the hypervisor's image: long mode's page tables, an identity map, APM 5.3. boot.S
 * contains them, and boot.c removes the rights that a page of the image does not need.
 */
#pragma once

#include "registers.h"

#define ENTRY_PRESENT  BIT(0)
#define ENTRY_WRITABLE BIT(1)  /* without it, CR0.WP forbids even the hypervisor to write */
#define ENTRY_LARGE    BIT(7)  /* 1 GiB or 2 MiB in one piece */
#define ENTRY_NX       BIT(63) /* no instructions are fetched, 5.6.1 */

#define ENTRY_TABLE (ENTRY_WRITABLE | ENTRY_PRESENT)
#define ENTRY_RAM   (ENTRY_NX | ENTRY_WRITABLE | ENTRY_PRESENT) /* and devices */
