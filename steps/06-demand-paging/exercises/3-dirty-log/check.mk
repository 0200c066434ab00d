# The guest that reads and writes (exercise 6.1's, out of 5.1's), its RAM, and the machine's memory.
add  := log.c ../1-read-ahead/words.c ../1-read-ahead/pool.c \
        $(addprefix ../../../05-handle-exits/exercises/1-own-call/,caller.c $(ARCH)_caller.c)
link := --wrap=hypercall_offer --wrap=decode_other_exit
