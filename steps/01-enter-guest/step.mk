# $(ARCH)_trap.c, and what more a machine's entry takes
add := $(ARCH).c $(ARCH).S $(notdir $(wildcard steps/01-enter-guest/$(ARCH)_*.c))
