# What ./run.sh step 6 ARCH --main tests/demand/again.c is linked with.
link := --wrap=page_alloc
