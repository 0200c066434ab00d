/* From a file on the disk to a guest in memory. */
#pragma once

#include "stage2.h"

/* What a step gives its guest. */
struct guest_layout {
    uint64_t base, size; /* of its memory: GPA, bytes in whole pages */
    uint64_t flat_at;    /* GPA where a flat image is put, and entered */
    unsigned flat_start; /* the mode that it starts in: the machine's word; 0 is an ELF's mode */
};

/* A guest, ready to be entered. */
struct guest {
    struct stage2 stage2;
    uint64_t entry; /* GPA */
    unsigned start; /* its mode there, as in the layout */
};

/*
 * Allocates and maps the guest's memory and reads the file into it: an ELF goes where its program
 * headers say, anything else is a flat image. Prints what was loaded, or one line that names the
 * file and what is wrong with it; false then.
 */
bool load_guest(struct guest *guest, const struct guest_layout *layout, const char *path);
