# The guest that calls (exercise 5.1's), reads and writes (6.1's), and what watches the answer.
add  := watch.c ../1-read-ahead/words.c ../1-read-ahead/pool.c \
        $(addprefix ../../../05-handle-exits/exercises/1-own-call/,caller.c $(ARCH)_caller.c)
link := --wrap=hypercall_offer --wrap=decode_other_exit --wrap=stage2_lookup --wrap=stage2_fence --wrap=page_free
