# The guest that makes the call, and the memory as a guest with its caches off sees it.
add  := memory.c ../1-own-call/caller.c ../1-own-call/$(ARCH)_caller.c
link := --wrap=memory_clean --wrap=hypercall_offer
