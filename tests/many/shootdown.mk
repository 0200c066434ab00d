# What ./run.sh step 11 ARCH --main tests/many/shootdown.c is linked with.
link := --wrap=cpu_flush
