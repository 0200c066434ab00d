# The guest, which does what a script says; and the line is looked at.
add  := script.c $(ARCH)_script.c $(ARCH)_script.S chip.c
link := --wrap=irq_set
