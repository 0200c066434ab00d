/*
 * Virtual devices: a guest's access to one exits, a function answers the access, and the guest
 * resumes after the instruction, as it would with a real chip.
 */
#pragma once

#include "access.h"
#include "flash.h"

enum {
    EXIT_DEVICE = EXIT_LATER + 1, /* an access that a device answered */
    EXIT_WILD,                    /* an access to nothing: answered as the guest's machine would */
};

/* A device's functions. size is one of the device's `sizes`; offset is in bytes from its base, and
 * aligned to size. */
struct device;
typedef uint64_t device_read(struct device *device, uint64_t offset, unsigned size);
typedef void device_write(struct device *device, uint64_t offset, unsigned size, uint64_t value);

/* The first member of each device's own structure. */
struct device {
    const char *name; /* "uart" */
    enum space space;
    uint64_t base, bytes; /* GPA or first port, and how many */
    unsigned sizes;       /* the sizes of aligned accesses that it answers: 4, or 1 | 4 */
    device_read *read;
    device_write *write;
    struct guest *guest;
    uint64_t reads, writes; /* answered so far */
    struct device *next;
};

/* Gives the guest a device. Fails if it overlaps another, or a region of the guest's memory, or if
 * its base and bytes are not multiples of its largest access. One without `read` may overlap
 * memory: it answers the writes that the region does not allow. */
error device_add(struct guest *guest, struct device *device);

/* From now on the guest's writes to its flash are ignored, as a write-protected chip does. */
error device_add_flash(struct guest *guest, const struct flash *flash, struct device *writes);

/* The device at that address; NULL if there is none. */
struct device *device_at(const struct guest *guest, enum space space, uint64_t address);

/* Lets the guest's device answer the access; a read sets access->value. False if there is no
 * device, or if it does not answer such an access. A port has one byte, so a wider access to ports
 * becomes one access to each of them in turn. */
bool device_access(struct guest *guest, struct access *access);

/* Installs the handlers: from now on devices answer a guest's accesses outside its memory. */
void devices_init(void);

/* Prints, in one line, how often each device that the guest used was read and written. */
void print_devices(const struct guest *guest);
