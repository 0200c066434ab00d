# Virtual devices, interrupts, and the guest's own time.
add  := devices.c line_editing.c serial.c vm.c wait.c $(ARCH)_*.c \
        $(if $(filter riscv64,$(ARCH)),ns16550a.c plic.c goldfish_rtc.c tree.c chacha20.c) \
        $(if $(filter aarch64,$(ARCH)),pl011.c gic*.c pl031.c tree.c chacha20.c) \
        $(if $(filter x86_64,$(ARCH)),ns16550a.c i8259*.c i8254*.c cmos.c)
