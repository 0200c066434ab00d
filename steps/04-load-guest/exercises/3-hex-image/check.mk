add  := image.c wrong_images.c hex_text.c memory_disk.c test_guest.c \
        ../../../03-stage2-tables/$(ARCH)_probe.S
link := --wrap=virtio_blk_open
