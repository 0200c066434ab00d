# x86_64: AMD's long mode with SVM, on QEMU's q35 machine. Guests in C are 32 bits wide.
target     := x86_64-unknown-none-elf
arch_flags := -march=x86-64 -mgeneral-regs-only -mno-red-zone -mcmodel=small
firmware   :=
transport  := arch/x86_64/virtio_pci.c
guest_flags := -m32 -march=i686 -mgeneral-regs-only
