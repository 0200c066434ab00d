# The guest that makes the call.
add := caller.c $(ARCH)_caller.c
