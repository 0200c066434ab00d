/* From a file on the disk to a guest in memory. */
#pragma once

#include "guest.h"

/* What a step gives its guest. */
struct guest_layout {
    uint64_t base, size; /* of its RAM: GPA, bytes in whole pages */
    uint64_t flat_at;    /* GPA where a flat image is put, and entered */

    guest_start *elf_start, *flat_start; /* for the two formats (step 5) */
};

/* A format that an image can have. */
struct fat32_file;
struct image_format {
    const char *name;

    /* Whether these first bytes (FLAT_IMAGE_FIRST, or the whole file) are such a file's. */
    bool (*is)(const uint8_t *first, uint64_t file_size);

    /* Reads the file into the guest, whose RAM is there, and sets the guest's entry and start. */
    error (*load)(struct guest *guest, const struct guest_layout *layout, struct fat32_file *file,
                  const uint8_t *first);
    struct image_format *next;
};

extern struct image_format elf_format;

/* Reads so many bytes of the file, from offset on, directly into the guest's memory at gpa. The
 * caller cleans it. */
error guest_read_file(struct guest *guest, struct fat32_file *file, uint64_t offset, uint64_t gpa,
                      uint64_t size);

/* Adds a format, which is asked before those that are there. */
void image_format_add(struct image_format *format);

/*
 * Gives the guest its RAM and reads the file into it: an ELF goes where its program headers say,
 * anything else is a flat image. Prints what was loaded, or one line that names the file and what
 * is wrong with it; false then.
 */
bool load_guest(struct guest *guest, const struct guest_layout *layout, const char *path);
