# The guest, its interrupt line, and what watches the exits; and from exercise 5.1 how calls are chosen and answered.
add  := watch.c $(ARCH)_line.c $(ARCH)_guest.S ../1-own-call/caller.c ../1-own-call/$(ARCH)_caller.c
link := --wrap=host_timer_set --wrap=host_timer_acknowledge --wrap=hypercall_offer
