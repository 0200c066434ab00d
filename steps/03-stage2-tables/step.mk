# Stage-2 tables, and a probe: a guest of a few instructions that tries them out.
add  := stage2.c stage2_walk.c $(ARCH)_stage2.c probe.c $(ARCH)_probe.S
drop := 02-page-allocator/demo.c
