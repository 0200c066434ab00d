add  := stage2.c stage2_walk.c $(ARCH).c probe.c $(ARCH).S
drop := 02-page-allocator/demo.c
