# Linux, which says how often it ticks.
add := ../1-ask-from-linux/boot.c $(ARCH)_facts.c
