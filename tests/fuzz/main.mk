# What ./run.sh step 5 ARCH --main tests/fuzz/main.c is made of, besides step 5. From step 7 on the guests have devices.
add  := random.c ../../common/random.c memory.c $(ARCH).c ../host_registers/$(ARCH).c \
        $(if $(filter 5 6,$(STEP)),no_board.c,fuzz_board.c $(ARCH)_devices.c)
link := --wrap=console_putc --wrap=console_getc --wrap=panic
