#include "bzimage.h"

#include "string.h"

enum {
    SECTOR = 512,
    BOOT_FLAG = 0xaa55,
    HEADER = 0x53726448,       /* "HdrS" */
    VERSION_2_12 = 0x020c,     /* the first that knows the 64-bit entry */
    HEADER_ENDS_FROM = 0x264,  /* after init_size */
    HEADER_ENDS_UP_TO = 0x290, /* in the zero page other fields follow */
    LOADED_HIGH = 1 << 0,      /* in loadflags: the code goes to 1 MiB or above */
    ENTRY_64 = 0x200,          /* bytes from the beginning of the code */
};
#define LOWEST  (1ul << 20) /* GPA: what a kernel is told lies below: zero_page.h */
#define HIGHEST (1ul << 32) /* GPA: where the tables that it starts with end */

static struct setup_header header_of(const uint8_t *first)
{
    struct setup_header header;
    memcpy(&header, first + SETUP_HEADER_AT, sizeof header);
    return header;
}

bool bzimage_is(const uint8_t *first, uint64_t file_size)
{
    struct setup_header header = header_of(first);
    return file_size >= HEADER_ENDS_UP_TO && header.header == HEADER &&
           header.boot_flag == BOOT_FLAG;
}

static error check_version(const struct setup_header *header)
{
    if (header->version < VERSION_2_12)
        return error_of("a bzImage of boot protocol %u.%u, and the 64-bit entry needs 2.12",
                        header->version >> 8, header->version & 0xff);
    if (header_end(header) < HEADER_ENDS_FROM || header_end(header) > HEADER_ENDS_UP_TO)
        return error_of("a damaged bzImage: its header ends at 0x%x", header_end(header));
    if (!(header->loadflags & LOADED_HIGH))
        return error_of("a zImage, which is loaded below 1 MiB");
    return check_kernel_flags(header->xloadflags);
}

/* Where the kernel's code is in the file, and whether all of it is there. */
static error find_code(const struct setup_header *header, uint64_t file_size,
                       struct kernel_image *image)
{
    uint64_t at = ((header->setup_sects ? header->setup_sects : 4) + 1ul) * SECTOR;
    uint64_t size = header->syssize * 16ul;
    uint64_t payload_end = (uint64_t)header->payload_offset + header->payload_length;
    if (at + size > file_size + 15) /* the last unit of 16 bytes may be incomplete */
        return error_of("truncated: a bzImage of 0x%lx bytes from 0x%lx on, the file has 0x%lx",
                        size, at, file_size);
    if (size > file_size - at)
        size = file_size - at;
    if (size <= ENTRY_64 || payload_end > size)
        return error_of("a damaged bzImage: its code has 0x%lx bytes, its payload ends at 0x%lx",
                        size, payload_end);
    image->offset = at;
    image->size = size;
    return OK;
}

/* The kernel unpacks itself within init_size bytes from its preferred address on. */
static error find_place(const struct setup_header *header, uint64_t base, uint64_t size,
                        struct kernel_image *image)
{
    uint64_t at = header->pref_address, end = base + size;
    uint64_t needs = header->init_size > image->size ? header->init_size : image->size;
    if (at < LOWEST || at >= HIGHEST || needs > HIGHEST - at)
        return error_of("a bzImage that needs 0x%lx bytes from 0x%lx on: they have to be between "
                        "1 MiB and 4 GiB",
                        needs, at);
    if (at > end || needs > end - at)
        return error_of("a bzImage that needs 0x%lx..0x%lx, but the guest has 0x%lx..0x%lx "
                        "(--guest-mem)",
                        at, at + needs, base, end);
    image->gpa = at;
    image->needs = needs;
    image->entry = at + ENTRY_64;
    return OK;
}

error bzimage_read_header(const uint8_t *first, uint64_t file_size, uint64_t base, uint64_t size,
                          struct kernel_image *image)
{
    struct setup_header header = header_of(first);
    TRY(check_version(&header));
    TRY(find_code(&header, file_size, image));
    return find_place(&header, base, size, image);
}
