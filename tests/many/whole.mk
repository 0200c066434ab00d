# What ./run.sh step 11 ARCH --main tests/many/whole.c is linked with.
link := --wrap=page_alloc --wrap=decode_other_exit
