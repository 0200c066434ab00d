add := $(ARCH)_check.c
