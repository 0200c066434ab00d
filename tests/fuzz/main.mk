# What ./run.sh step 5 ARCH --main tests/fuzz/main.c is made of, besides step 5.
add  := random.c ../../common/random.c memory.c $(ARCH).c ../host_registers/$(ARCH).c
link := --wrap=console_putc --wrap=console_getc --wrap=panic
