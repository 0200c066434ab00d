# What ./run.sh step 9 ARCH --main tests/linux/main.c is made of, besides step 9.
add := ../hostile-devices/compare.c ../hostile-devices/free_memory.c ../host_registers/$(ARCH).c \
       ../host_tables/host_tables.c ../host_tables/$(ARCH).c
link := --wrap=run_vcpu --wrap=memory_zero
