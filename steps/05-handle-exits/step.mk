# The exit loop, the table of handlers, the calls, and the switch that comes back; instead of step 1's entry.
add  := loop.c vcpu.c exits.c handlers.c deadlines.c hypercalls.c guest_console.c report.c start.c $(ARCH)_*.[cS] \
        $(if $(filter aarch64 x86_64,$(ARCH)),smccc.c)
drop := $(addprefix 01-enter-guest/$(ARCH)_,enter.c enter.S trap.c)
offsets := $(ARCH)_offsets.c
