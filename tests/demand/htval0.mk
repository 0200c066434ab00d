# What ./run.sh step 6 riscv64 --main tests/demand/htval0.c is linked with.
link := --wrap=decode_other_exit
