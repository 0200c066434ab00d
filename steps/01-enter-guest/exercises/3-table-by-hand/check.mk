add := $(ARCH)_check.c $(ARCH)_guest.S
