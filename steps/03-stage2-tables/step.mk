add := stage2.c stage2_walk.c $(ARCH).c $(ARCH).S
