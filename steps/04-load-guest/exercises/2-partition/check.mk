add  := disk.c
link := --wrap=virtio_blk_open
