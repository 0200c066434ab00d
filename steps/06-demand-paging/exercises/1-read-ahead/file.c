#include "file.h"

#include "grade.h"
#include "page_alloc.h"
#include "random.h"
#include "string.h"
#include "virtio_blk.h"

#define FILE_NAME "/seed.bin"
#define NO_PAGE   UINT64_MAX

static _Alignas(8) uint8_t bytes[FILE_PAGES_MAX * PAGE_SIZE];
static uint32_t file_size;
static uint64_t reads[FILE_PAGES_MAX], reads_beyond, damaged;

void file_init(struct flash *flash, struct guest *guest, uint32_t size)
{
    file_size = size;
    for (uint32_t i = 0; i < size; i++)
        bytes[i] = random_bits();
    file_watch();
    must(flash_from_options(flash, guest));
}

uint32_t file_word(uint64_t offset)
{
    uint32_t word;
    memcpy(&word, bytes + offset, sizeof word);
    return word;
}

/* --- Its reads --- */

void file_watch(void)
{
    memset(reads, 0, sizeof reads);
    reads_beyond = 0;
    damaged = NO_PAGE;
}

void file_damage(uint64_t page)
{
    damaged = page;
}

uint64_t file_reads_of(uint64_t page)
{
    return reads[page];
}

uint64_t file_reads(void)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < FILE_PAGES_MAX; i++)
        sum += reads[i];
    return sum;
}

uint64_t file_reads_beyond(void)
{
    return reads_beyond;
}

/* --- The disk: the linker has every call of these come here --- */

const char *__wrap_boot_option(const char *name, const char *fallback);
error __wrap_virtio_blk_open(struct block_device **disk);
error __wrap_fat32_mount(struct fat32 *fs, struct block_device *disk);
error __wrap_fat32_open(struct fat32 *fs, const char *path, struct fat32_file *file);
error __wrap_fat32_read(struct fat32_file *file, uint32_t offset, void *buffer, uint32_t length);

const char *__wrap_boot_option(const char *name, const char *fallback)
{
    return strcmp(name, "flash") ? fallback : FILE_NAME;
}

error __wrap_virtio_blk_open(struct block_device **disk)
{
    return OK;
}

error __wrap_fat32_mount(struct fat32 *fs, struct block_device *disk)
{
    return OK;
}

error __wrap_fat32_open(struct fat32 *fs, const char *path, struct fat32_file *file)
{
    *file = (struct fat32_file){.fs = fs, .size = file_size};
    return OK;
}

error __wrap_fat32_read(struct fat32_file *file, uint32_t offset, void *buffer, uint32_t length)
{
    if (offset > file_size || length > file_size - offset) {
        reads_beyond++;
        return error_of("bytes 0x%x to 0x%x are not in the file", offset, offset + length);
    }
    reads[offset / PAGE_SIZE]++;
    if (offset / PAGE_SIZE == damaged)
        return error_of("the disk cannot read byte 0x%x", offset);
    memcpy(buffer, bytes + offset, length);
    return OK;
}
