# Exercise 7.1's guest, which does what a script says; and what is printed, and the host's timer, are looked at.
add  := watch.c rows.c $(addprefix ../1-random-device/,script.c $(ARCH)_script.c $(ARCH)_script.S)
link := --wrap=guest_putc --wrap=host_timer_set --wrap=host_timer_acknowledge
