add := $(ARCH).c $(ARCH).S $(ARCH)_trap.c
