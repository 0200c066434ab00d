# What ./run.sh step 7 ARCH --main tests/devices/main.c is made of, besides step 7.
add := ../host_registers/$(ARCH).c
link := --wrap=run_to_end
