# What ./run.sh step 6 ARCH --main tests/demand/between.c is linked with.
link := --wrap=guest_memory_clean
