# The formats of kernels, and what they find at their start.
add := hand_over.c make_vm.c restart.c $(ARCH)_*.c $(if $(filter riscv64,$(ARCH)),,psci_reset2.c) \
       $(if $(filter x86_64,$(ARCH)),bzimage.c load_bzimage.c zero_page.c pvh_note.c load_pvh_elf.c acpi.c power_ports.c tsc.c apic*.c, \
                                     raw_image.c load_raw_image.c)
drop := $(if $(filter x86_64,$(ARCH)),07-virtual-devices/x86_64_intr.c)
