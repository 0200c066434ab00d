/* x86_64: the formats of its kernels. */
#include "hand_over.h"

#include "acpi.h"
#include "apic.h"
#include "power_ports.h"

/* No raw image. */

void kernel_formats_add(void)
{
    image_format_add(&pvh_elf_format);
    image_format_add(&bzimage_format);
}

enum { KERNEL_64 = 1 << 0 };

error check_kernel_flags(uint64_t flags)
{
    return flags & KERNEL_64 ? OK : error_of("a bzImage without a 64-bit entry");
}

error add_firmware(struct guest *guest)
{
    TRY(power_ports_init(guest));
    TRY(apic_init(guest));
    TRY(acpi_tables_for_guest(guest));
    keep_page(guest, ACPI_RSDP);
    return OK;
}
