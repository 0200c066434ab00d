# What ./run.sh step 5 ARCH --main tests/hostile/main.c is made of, besides step 5.
add := ../host_registers/$(ARCH).c
