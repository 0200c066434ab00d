#include "devices.h"

#include "demand.h"
#include "options.h"

/* --- A guest's devices --- */

static bool overlap(uint64_t base, uint64_t bytes, uint64_t other, uint64_t other_bytes)
{
    return base < other + other_bytes && other < base + bytes;
}

/* An aligned access that begins in it ends in it. */
static bool is_whole(const struct device *device)
{
    unsigned largest = 8;
    while (largest > 1 && !(device->sizes & largest))
        largest /= 2;
    return !((device->base | device->bytes) % largest);
}

error device_add(struct guest *guest, struct device *device)
{
    if (!is_whole(device))
        return error_of("%s, 0x%lx..0x%lx: an access could end outside it", device->name,
                        device->base, device->base + device->bytes);
    struct device **link = &guest->devices;
    for (struct device *other; (other = *link); link = &other->next) {
        if (other->space == device->space &&
            overlap(device->base, device->bytes, other->base, other->bytes))
            return error_of("%s at 0x%lx overlaps the guest's %s", device->name, device->base,
                            other->name);
    }
    struct guest_region *region = guest->regions;
    for (; region && device->space == SPACE_MEMORY && device->read; region = region->next) {
        if (overlap(device->base, device->bytes, region->base, region->size))
            return error_of("the guest's %s 0x%lx..0x%lx overlaps its %s at 0x%lx", region->name,
                            region->base, region->base + region->size, device->name, device->base);
    }
    device->guest = guest;
    device->next = NULL;
    *link = device;
    return OK;
}

static void ignore(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
}

error device_add_flash(struct guest *guest, const struct flash *flash, struct device *writes)
{
    *writes = (struct device){.name = "flash", .sizes = 1 | 2 | 4 | 8, .write = ignore};
    writes->base = flash->region.base;
    writes->bytes = flash->region.size;
    return device_add(guest, writes);
}

static bool is_at(const struct device *device, enum space space, uint64_t address)
{
    return address - device->base < device->bytes && device->space == space;
}

struct device *device_at(const struct guest *guest, enum space space, uint64_t address)
{
    struct device *device = guest->devices;
    while (device && !is_at(device, space, address))
        device = device->next;
    return device;
}

/* Drivers often use the same device several times in a row. */
static struct device *find_device(struct guest *guest, enum space space, uint64_t address)
{
    struct device *device = guest->last_device;
    if (device && is_at(device, space, address))
        return device;
    device = device_at(guest, space, address);
    if (device)
        guest->last_device = device;
    return device;
}

static inline bool answer(struct device *device, struct access *access)
{
    if (!device || !(device->sizes & access->size) || access->address % access->size)
        return false;
    uint64_t offset = access->address - device->base; /* is_whole(): all of it is there */
    if (access->write) {
        device->writes++;
        device->write(device, offset, access->size, access->value);
        return true;
    }
    if (!device->read)
        return false;
    device->reads++;
    access->value = device->read(device, offset, access->size);
    return true;
}

/* The bus of a PC's old devices has 8 bits. A port without a device reads as ones. */
static __attribute__((noinline)) bool answer_ports(struct guest *guest, struct access *access)
{
    bool answered = !access->size; /* nothing of it is left for a device */
    uint64_t value = 0;
    for (unsigned i = 0; i < access->size; i++) {
        struct access byte = *access;
        byte.address += i;
        byte.size = 1;
        byte.value = access->write ? access->value >> 8 * i & 0xff : 0xff;
        answered |= answer(find_device(guest, SPACE_PORTS, byte.address), &byte);
        value |= (byte.value & 0xff) << 8 * i;
    }
    access->value = value;
    return answered;
}

bool device_access(struct guest *guest, struct access *access)
{
    bool wide = access->space == SPACE_PORTS && access->size != 1;
    if (wide)
        return answer_ports(guest, access);
    return answer(find_device(guest, access->space, access->address), access);
}

/* --- Exits --- */

static exit_handler *handle_memory; /* step 6's */
static bool verbose;

/* Nothing is there, or nothing that answers such an access. */
static __attribute__((noinline)) enum guest_action
answer_as_nothing(struct vcpu *vcpu, struct vm_exit *exit, struct access *access)
{
    if (exit->kind == EXIT_STAGE2_FAULT && !(access && access->write) &&
        demand_given_elsewhere(vcpu, exit))
        return GUEST_RESUMES; /* it reads flash, which two of its CPUs wanted */
    exit->kind = EXIT_WILD;
    if (verbose)
        printf("wild: pc 0x%lx: nothing answers at 0x%lx\n", exit->pc, exit->gpa);
    if (!access || space_faults(access->space)) {
        inject_access_fault(vcpu, exit);
        return GUEST_RESUMES;
    }
    access->value = UINT64_MAX;
    access_finish(vcpu, exit, access);
    return GUEST_RESUMES;
}

/* device: the one that is accessed, if that is known before the access is decoded; else NULL. */
static inline enum guest_action emulate(struct vcpu *vcpu, struct vm_exit *exit,
                                        struct device *device)
{
    struct access access;
    if (!access_decode(vcpu, exit, &access))
        return answer_as_nothing(vcpu, exit, NULL);
    exit->gpa = access.address;
    if (!(device ? answer(device, &access) : device_access(vcpu->guest, &access)))
        return answer_as_nothing(vcpu, exit, &access);
    exit->kind = EXIT_DEVICE;
    access_finish(vcpu, exit, &access);
    return GUEST_RESUMES;
}

/* Whether step 6 handles a fault there: its memory is promised, or was given in the meantime. A
 * page with fewer rights is the guest's flash, and a write to it is an access to a device. */
static bool is_memory(const struct guest *guest, uint64_t gpa)
{
    struct stage2_place place;
    return guest_region_at(guest, gpa) &&
           (!stage2_lookup(&guest->stage2, gpa, &place) || place.prot == STAGE2_RWX);
}

/* Accesses to ports, and to what is neither memory nor a device. */
static enum guest_action handle_access(struct vcpu *vcpu, struct vm_exit *exit)
{
    return emulate(vcpu, exit, NULL);
}

static __attribute__((noinline)) enum guest_action handle_other_fault(struct vcpu *vcpu,
                                                                      struct vm_exit *exit)
{
    return is_memory(vcpu->guest, exit->gpa) ? handle_memory(vcpu, exit)
                                             : handle_access(vcpu, exit);
}

static enum guest_action handle_fault(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct device *device = find_device(vcpu->guest, SPACE_MEMORY, exit->gpa);
    if (!device || !device->read)
        return handle_other_fault(vcpu, exit);
    return emulate(vcpu, exit, device);
}

void devices_init(void)
{
    verbose = boot_flag("verbose");
    handle_memory = exit_handlers[EXIT_STAGE2_FAULT];
    exit_handlers[EXIT_STAGE2_FAULT] = handle_fault;
    exit_handlers[EXIT_PORT_IO] = handle_access;
    exit_kind_names[EXIT_DEVICE] = "device";
    exit_kind_names[EXIT_WILD] = "wild access";
}

void print_devices(const struct guest *guest)
{
    const char *before = "devices:";
    for (const struct device *device = guest->devices; device; device = device->next) {
        if (device->reads || device->writes) {
            printf("%s %s %lu read, %lu written", before, device->name, device->reads,
                   device->writes);
            before = ";";
        }
    }
    if (*before == ';')
        printf("\n");
}
