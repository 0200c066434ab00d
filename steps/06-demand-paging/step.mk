# Guest memory is given on demand, by a fault, instead of all at once. A file is guest memory too.
add  := demand.c demand_ram.c flash.c guest_sizes.c $(if $(filter x86_64,$(ARCH)),x86_64_demand.c)
drop := 04-load-guest/guest_ram.c
