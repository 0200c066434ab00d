# What ./run.sh step 8 ARCH --main tests/kernel/poison.c is made of, besides step 8.
add := $(ARCH)_poison.S
