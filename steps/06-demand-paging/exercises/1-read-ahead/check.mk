# The guest that reads (with exercise 5.1's, which calls), its flash's file, and the machine's memory.
add  := words.c pool.c file.c $(addprefix ../../../05-handle-exits/exercises/1-own-call/,caller.c $(ARCH)_caller.c)
link := --wrap=hypercall_offer --wrap=decode_other_exit --wrap=boot_option --wrap=virtio_blk_open --wrap=fat32_mount --wrap=fat32_open \
        --wrap=fat32_read
