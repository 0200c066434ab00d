#include "acpi.h"

#include "guest_memory.h"
#include "hand_over.h"
#include "memory_map.h"
#include "power_ports.h"
#include "string.h"

/* --- The tables, as they lie in memory --- */

struct header { /* 5.2.6 */
    char signature[4];
    uint32_t length;
    uint8_t revision, checksum;
    char maker[6], model[8];
    uint32_t model_revision;
    char creator[4];
    uint32_t creator_revision;
};

struct address { /* 5.2.3.2 */
    uint8_t space, bits, offset, access_size;
    uint64_t address;
} __attribute__((packed));

/* 5.2.9. A field for hardware that this machine lacks is 0. */
struct fadt {
    struct header header;
    uint32_t facs, dsdt;
    uint8_t unused_1, profile;
    uint16_t interrupt;
    uint32_t smi_command, smi_values;
    uint32_t events, events_2, control, control_2, control_3, timer, general[2];
    uint8_t events_length, control_length, control_3_length, timer_length, lengths[4];
    uint16_t c2_latency, c3_latency, flush[2];
    uint8_t duty[2], day, month, century;
    uint16_t boot_flags;
    uint8_t unused_2;
    uint32_t flags;
    struct address reset;
    uint8_t reset_value, unused_3[3];
    uint64_t facs_64, dsdt_64;
    struct address blocks[10];
} __attribute__((packed));
_Static_assert(__builtin_offsetof(struct fadt, boot_flags) == 109, "5.2.9");
_Static_assert(sizeof(struct fadt) == 268, "5.2.9");

/* 5.2.12. Its kernel may use each CPU that is listed, by its APIC; there is no I/O APIC, whose
 * place the 8259s have. */
struct madt {
    struct header header;
    uint32_t apic, flags;
    struct {
        uint8_t type, length, processor, id;
        uint32_t flags;
    } cpus[VCPUS_MOST];
};
enum { HAS_8259 = 1 << 0, LOCAL_APIC = 0, ENABLED = 1 << 0 };

#define TABLES 2 /* that the RSDT and the XSDT name */

struct tables {
    struct {
        char signature[8];
        uint8_t checksum;
        char maker[6];
        uint8_t revision;
        uint32_t rsdt, length;
        uint64_t xsdt;
        uint8_t checksum_2, reserved[3];
    } __attribute__((packed)) rsdp; /* 5.2.5.3 */
    _Alignas(64) struct {
        char signature[4];
        uint32_t length;
        uint8_t unused[56];
    } facs; /* 5.2.10 */
    struct {
        struct header header;
        uint32_t tables[TABLES];
    } rsdt;
    struct {
        struct header header;
        uint64_t tables[TABLES];
    } __attribute__((packed)) xsdt;
    struct fadt fadt;
    struct madt madt;
    struct {
        struct header header;
        uint8_t code[13];
    } dsdt;
};

/* --- What they say --- */

/* 20.2: Name (\_S5, Package () {0, 0, 0, 0}), the value of SLP_TYP for "off". */
static const uint8_t s5[] = {0x08, '\\', '_', 'S', '5', '_', 0x12, 0x06, 0x04, 0, 0, 0, 0};
_Static_assert(SLEEP_TYPE_OFF == 0, "the first of the four");

enum { PORTS = 1, BYTE = 1 };                      /* struct address */
enum { LEGACY_DEVICES = 1 << 0, NO_VGA = 1 << 2 }; /* boot_flags; without bit 1: no 8042 */
enum {
    WBINVD = 1 << 0,
    NO_POWER_BUTTON = 1 << 4,
    NO_SLEEP_BUTTON = 1 << 5,
    CLOCK_WAKES_NOT = 1 << 6,
    CAN_RESET = 1 << 10
};

static const struct fadt fadt = {
    .interrupt = LINE_SCI,
    .events = PORT_PM_EVENTS,
    .events_length = 4,
    .control = PORT_PM_CONTROL,
    .control_length = 2,
    .timer = PORT_PM_TIMER,
    .timer_length = 4,
    .c2_latency = 101, /* more than 100 and 1000: no such states, 5.2.9 */
    .c3_latency = 1001,
    .century = 0x32, /* of the clock chip */
    .boot_flags = LEGACY_DEVICES | NO_VGA,
    .flags = WBINVD | NO_POWER_BUTTON | NO_SLEEP_BUTTON | CLOCK_WAKES_NOT | CAN_RESET,
    .reset = {PORTS, 8, 0, BYTE, PORT_RESET},
    .reset_value = RESET_NOW,
};

static const struct madt madt = {
    .apic = GUEST_APIC,
    .flags = HAS_8259,
};

/* --- Into the guest's memory --- */

static uint8_t checksum(const void *table, unsigned length)
{
    uint8_t sum = 0;
    for (unsigned i = 0; i < length; i++)
        sum -= ((const uint8_t *)table)[i];
    return sum;
}

static void seal(struct header *header, const char *signature, uint8_t revision, unsigned length)
{
    *header = (struct header){.length = length, .revision = revision};
    memcpy(header->signature, signature, 4);
    memcpy(header->maker, "WSWTCH", 6);
    memcpy(header->model, "WORLDSWT", 8);
    memcpy(header->creator, "WSWT", 4);
    header->checksum = checksum(header, length);
}

/* Returns how long the table is. */
static unsigned list_cpus(struct madt *to, unsigned count)
{
    *to = madt;
    for (unsigned n = 0; n < count; n++) {
        to->cpus[n].type = LOCAL_APIC;
        to->cpus[n].length = sizeof to->cpus[n];
        to->cpus[n].processor = to->cpus[n].id = n;
        to->cpus[n].flags = ENABLED;
    }
    return __builtin_offsetof(struct madt, cpus) + count * sizeof to->cpus[0];
}

#define PLACE_OF(member) (ACPI_RSDP + __builtin_offsetof(struct tables, member))

error acpi_tables_for_guest(struct guest *guest)
{
    uint64_t left;
    struct tables *t = guest_memory_at(guest, ACPI_RSDP, STAGE2_W, &left);
    if (!t)
        return error_of("no memory for its ACPI tables");
    if (!page_is_unused((void *)t))
        return error_of("its image fills 0x%x, where a PC has the ACPI tables", ACPI_RSDP);
    _Static_assert(sizeof *t <= PAGE_SIZE, "they are in one page");
    t->fadt = fadt;
    t->fadt.facs = PLACE_OF(facs);
    t->fadt.dsdt = t->fadt.dsdt_64 = PLACE_OF(dsdt);
    t->rsdt.tables[0] = t->xsdt.tables[0] = PLACE_OF(fadt);
    t->rsdt.tables[1] = t->xsdt.tables[1] = PLACE_OF(madt);
    memcpy(t->dsdt.code, s5, sizeof s5);
    memcpy(t->facs.signature, "FACS", 4);
    t->facs.length = sizeof t->facs;
    seal(&t->dsdt.header, "DSDT", 2,
         __builtin_offsetof(struct tables, dsdt.code) + sizeof s5 -
             __builtin_offsetof(struct tables, dsdt));
    seal(&t->fadt.header, "FACP", 5, sizeof t->fadt);
    seal(&t->madt.header, "APIC", 3, list_cpus(&t->madt, guest->cpus));
    seal(&t->rsdt.header, "RSDT", 1, sizeof t->rsdt);
    seal(&t->xsdt.header, "XSDT", 1, sizeof t->xsdt);
    t->rsdp.rsdt = PLACE_OF(rsdt);
    t->rsdp.xsdt = PLACE_OF(xsdt);
    t->rsdp.length = sizeof t->rsdp;
    t->rsdp.revision = 2;
    memcpy(t->rsdp.signature, "RSD PTR ", 8);
    memcpy(t->rsdp.maker, "WSWTCH", 6);
    t->rsdp.checksum = checksum(&t->rsdp, 20);
    t->rsdp.checksum_2 = checksum(&t->rsdp, sizeof t->rsdp);
    return OK;
}
