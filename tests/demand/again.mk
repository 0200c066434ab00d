# What ./run.sh step N ARCH --main tests/demand/again.c is linked with.
link := --wrap=page_alloc
