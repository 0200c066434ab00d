# The guest, the CPUs that it runs on, and what the answer calls.
cpus := 4
add  := readers.c watch.c $(ARCH)_reader.S
link := --wrap=cpu_main --wrap=cpus_gather --wrap=cpu_interrupt --wrap=stage2_fence --wrap=page_free
