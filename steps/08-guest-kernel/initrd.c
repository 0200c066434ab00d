#include "initrd.h"

#include "fat32.h"
#include "guest_memory.h"
#include "load_guest.h"
#include "options.h"
#include "virtio_blk.h"

static error read_initrd(struct guest *guest, const char *path)
{
    static struct fat32 fs;
    struct fat32_file file;
    struct block_device *disk;
    TRY(virtio_blk_open(&disk));
    TRY(fat32_mount(&fs, disk));
    TRY(fat32_open(&fs, path, &file));
    if (!file.size)
        return error_of("the file is empty");
    uint64_t room = guest->ram.size - PAGE_SIZE;
    uint64_t bytes = (file.size + PAGE_SIZE - 1) & -PAGE_SIZE;
    if (bytes > room / 2)
        return error_of("%u bytes, but the guest has %lu KiB of memory, and its kernel needs half "
                        "of it (--guest-mem)",
                        file.size, guest->ram.size >> 10);
    guest->initrd = guest->ram.base + room - bytes;
    guest->initrd_size = file.size;
    TRY(guest_read_file(guest, &file, 0, guest->initrd, file.size));
    guest_memory_clean(guest, guest->initrd, file.size);
    printf("initrd: %s: %u bytes at 0x%lx\n", path, file.size, guest->initrd);
    return OK;
}

error initrd_from_options(struct guest *guest)
{
    const char *path = boot_option("initrd", NULL);
    error problem = path ? read_initrd(guest, path) : OK;
    return problem ? error_of("%s: %s", path, problem) : OK;
}
