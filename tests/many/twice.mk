# What ./run.sh step 11 x86_64 --main tests/many/twice.c is linked with.
link := --wrap=cpu_flush
