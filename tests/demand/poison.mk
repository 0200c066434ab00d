# What ./run.sh step 6 ARCH --main tests/demand/poison.c is linked with.
link := --wrap=page_free --wrap=page_alloc_init --wrap=flash_from_options
