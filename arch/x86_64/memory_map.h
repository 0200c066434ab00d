/* Every address of QEMU's q35 machine that the hypervisor names, and those that it gives a guest.
 * What is not here comes from PVH's start_info, PCI or an MSR: RAM's size, the disk's registers,
 * the APIC. */
#pragma once

/* --- The machine: HPA, and ports --- */

#define PORT_PIC_1       0x20 /* the two 8259, interrupt controllers of the first PCs */
#define PORT_PIC_2       0xa0
#define PORT_CMOS        0x70  /* the clock: index, and after it the byte */
#define PORT_EXIT        0xf4  /* isa-debug-exit: ends QEMU */
#define PORT_UART        0x3f8 /* an NS16550A */
#define PORT_PM_TIMER    0x608 /* ACPI 4.8.3.3; where SeaBIOS puts it */
#define PORT_PCI_ADDRESS 0xcf8
#define PORT_PCI_DATA    0xcfc

/* Eight bytes of memory that belong to no guest, and that a reset leaves as they are: QEMU writes
 * only its images again. SeaBIOS clears 0x7000 to 0x90000, and uses what is above from its end on.
 */
#define RESET_MARK 0x90000

#define TRAMPOLINE 0x8000 /* a page that is free from the hypervisor's start on (step 11) */

/* --- A guest: GPA --- */

#define UNMAPPED_ENTRY  0x1234abcd /* step 1: no table maps it */
#define GUEST_BASE      0          /* step 5: its memory starts where the machine's does */
#define GUEST_FLAT_AT   0x10000    /* and a flat image goes above what a PC's firmware uses */
#define GUEST_FLASH     0xffc00000 /* step 6: a file, where this machine has its flash for users */
#define GUEST_FLASH_MAX 0x00400000 /* bytes */
#define GUEST_APIC      0xfee00000 /* step 9: its CPU's local APIC, where it is after a reset */
#define GUEST_SHARED    0xfe000000 /* step 10: a page that several guests have */
