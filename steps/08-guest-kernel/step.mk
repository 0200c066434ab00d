# What goes straight to a guest's kernel, and its first files.
add := initrd.c $(ARCH)_*.[cS]
