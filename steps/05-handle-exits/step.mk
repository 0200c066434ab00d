add  := loop.c exits.c handlers.c $(ARCH).S \
        $(filter-out $(ARCH)_offsets.c,$(notdir $(wildcard $(addprefix steps/05-handle-exits/$(ARCH),.c _*.c))))
drop := $(addprefix 01-enter-guest/$(ARCH),.c .S _trap.c)
offsets := steps/05-handle-exits/$(ARCH)_offsets.c
