/* Every address of QEMU's virt machine that the hypervisor names, and those that it gives a guest.
 * What is not here comes from the device tree: RAM's size, the disk's slot. */
#pragma once

/* --- The machine: HPA --- */

#define FINISHER  0x100000   /* ends QEMU */
#define RTC       0x101000   /* a Goldfish RTC */
#define UART      0x10000000 /* an NS16550A */
#define RAM_START 0x80000000 /* the firmware, and after it the hypervisor: link.ld */

/* --- A guest: GPA --- */

/* Step 1: no table maps it. Bit 0 of sepc always reads 0 (S.1.7), so the guest starts at
 * 0x1234abcc. QEMU before version 10.1 keeps the bit. */
#define UNMAPPED_ENTRY 0x1234abcd

#define GUEST_BASE      0x80000000 /* step 5: its memory starts where the machine's does */
#define GUEST_FLAT_AT   0x80200000 /* and a flat image goes where a kernel would */
#define GUEST_FLASH     0x22000000 /* step 6: a file, where this machine has its flash for users */
#define GUEST_FLASH_MAX 0x02000000 /* bytes */

/* Step 7: its devices, where the machine has its own. */
#define GUEST_RTC    0x101000
#define GUEST_PLIC   0x0c000000
#define GUEST_UART   0x10000000
#define GUEST_SHARED 0x0f000000 /* step 10: a page that several guests have */
