# Guest memory on demand instead of at once: a fault gives it. And a file as memory.
add  := demand.c demand_ram.c flash.c guest_sizes.c
drop := 04-load-guest/guest_ram.c
