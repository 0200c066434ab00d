add  := load_guest.c guest_memory.c elf.c
drop := $(addprefix 03-stage2-tables/,probe.c $(ARCH).S)
plumbing += common/virtio_blk.c common/fat32.c common/fat32_boot.c common/fat32_dir.c $(transport)
