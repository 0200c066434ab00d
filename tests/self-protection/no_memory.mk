# What ./run.sh step N ARCH --main tests/self-protection/no_memory.c is linked with.
link := --wrap=page_alloc
