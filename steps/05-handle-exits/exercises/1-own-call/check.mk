# The guest that makes the call; and the answer's call of hypercall_offer() passes through the grader.
add  := caller.c $(ARCH)_caller.c
link := --wrap=hypercall_offer
