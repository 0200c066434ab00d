# What ./run.sh step 10 ARCH --main tests/several/pairs.c is made of, besides step 10.
add  := ../fuzz/console.c ../fuzz/random.c ../../common/random.c ../fuzz/fuzz_board.c \
        $(addprefix ../fuzz/$(ARCH),.c _devices.c _programs.c) $(if $(filter x86_64,$(ARCH)),../fuzz/x86_64_no_apic.c)
link := --wrap=console_putc --wrap=panic --wrap=vcpu_load_beside --wrap=vcpu_has_interrupt
