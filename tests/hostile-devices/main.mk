# What ./run.sh step 7 ARCH --main tests/hostile-devices/main.c is made of, besides step 7.
add := compare.c free_memory.c ../host_registers/$(ARCH).c \
       ../host_tables/host_tables.c ../host_tables/$(ARCH).c
link := --wrap=run_vcpu --wrap=memory_zero
