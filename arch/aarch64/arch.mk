# AArch64: armv8-a with EL2, on QEMU's virt machine, which starts there: no firmware is needed.
# The tiny model: the image has less than 1 MiB, so one instruction makes any address in it.
target     := aarch64-none-elf
arch_flags := -march=armv8-a -mgeneral-regs-only -mstrict-align -mcmodel=tiny
firmware   :=
transport  := common/virtio_mmio.c
plumbing   += common/device_tree.c common/fdt.c
guest_flags := -march=armv8-a -mgeneral-regs-only -mstrict-align
