# A guest from the disk, in the place of the probe; the plumbing now has a disk and its file system.
add  := load_guest.c guest.c guest_memory.c guest_ram.c elf.c elf_machines.c flat_image.c
drop := 03-stage2-tables/probe.c 03-stage2-tables/$(ARCH)_probe.S
plumbing += common/virtio_blk.c common/fat32.c common/fat32_boot.c common/fat32_dir.c $(transport)
