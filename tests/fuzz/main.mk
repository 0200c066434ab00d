# What ./run.sh step 5 ARCH --main tests/fuzz/main.c is made of, besides step 5. From step 7 on the guests have devices,
# from step 8 on programs.
add  := console.c random.c ../../common/random.c memory.c $(ARCH).c ../host_registers/$(ARCH).c \
        $(if $(filter 5 6,$(STEP)),no_board.c,fuzz_board.c $(ARCH)_devices.c) \
        $(if $(filter 5 6 7,$(STEP)),no_programs.c,$(ARCH)_programs.c)
link := --wrap=console_putc --wrap=console_getc --wrap=panic
