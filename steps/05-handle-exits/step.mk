add  := loop.c exits.c handlers.c $(ARCH).c $(ARCH).S $(ARCH)_hypercalls.c $(ARCH)_calls.c \
        $(ARCH)_report.c
drop := $(addprefix 01-enter-guest/$(ARCH),.c .S _trap.c)
offsets := steps/05-handle-exits/$(ARCH)_offsets.c
