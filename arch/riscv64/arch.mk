# RISC-V: rv64 with the H extension, on QEMU's virt machine.
target     := riscv64-unknown-elf
arch_flags := -march=rv64imac -mabi=lp64 -mcmodel=medany -mno-relax
firmware   := $(build)/firmware.bin
transport  := common/virtio_mmio.c
plumbing   += common/device_tree.c common/fdt.c
guest_flags := -march=rv64imac -mabi=lp64 -mcmodel=medany -mno-relax
