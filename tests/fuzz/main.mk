# What ./run.sh step 5 ARCH --main tests/fuzz/main.c is made of, besides step 5. From step 7 on the guests have devices,
# from step 8 on programs, and from step 9 on those of x86_64 a local APIC.
add  := console.c random.c ../../common/random.c memory.c $(ARCH).c ../host_registers/$(ARCH).c \
        $(if $(filter 5 6,$(STEP)),no_board.c,fuzz_board.c $(ARCH)_devices.c) \
        $(if $(filter 5 6 7,$(STEP)),no_programs.c,$(ARCH)_programs.c) \
        $(if $(filter x86_64,$(ARCH)),$(if $(filter 5 6,$(STEP)),,x86_64_$(if $(filter 7 8,$(STEP)),no_)apic.c))
link := --wrap=console_putc --wrap=console_getc --wrap=panic
