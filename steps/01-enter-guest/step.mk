# The way into a guest, and the first trap out of it: neutral in enter_guest.h, a machine's in the files named after it.
add := $(ARCH)_*.[cS]
