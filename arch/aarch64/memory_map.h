/* Every address of QEMU's virt machine that the hypervisor names, and those that it gives a guest.
 * What is not here comes from the device tree: RAM's size, the disk's slot, the interrupt
 * controller. */
#pragma once

/* --- The machine: HPA --- */

#define UART      0x09000000 /* a PL011 */
#define RTC       0x09010000 /* a PL031 */
#define RAM_START 0x40000000 /* the device tree, and after it the hypervisor: link.ld */

/* --- A guest: GPA --- */

#define UNMAPPED_ENTRY  0x1234abcc /* step 1: no table maps it. Instructions are 4-byte aligned */
#define GUEST_BASE      0x40000000 /* step 5: its memory starts where the machine's does */
#define GUEST_FLAT_AT   0x40200000 /* and a flat image goes where a kernel would */
#define GUEST_FLASH     0x04000000 /* step 6: a file, where this machine has its flash for users */
#define GUEST_FLASH_MAX 0x04000000 /* bytes */

/* step 7: devices, where this machine has them */
#define GUEST_GICD   0x08000000 /* the GICv3's distributor, and the CPUs' redistributors */
#define GUEST_GICR   0x080a0000
#define GUEST_UART   0x09000000
#define GUEST_RTC    0x09010000
#define GUEST_SHARED 0x0b000000 /* step 10: a page that several guests have */
