/* The devices of a random guest: they are made once, and put back before each stream. */
#include "fuzz_devices.h"

#include "guest_memory.h"
#include "line_editing.h"
#include "string.h"

struct board board;
static struct board at_start;
static struct guest *guest;

error board_give(struct guest *of, struct vcpu *vcpu)
{
    guest = of;
    devices_init();
    guest->line.control = edit_line;
    TRY(board_init(&board, guest, vcpu));
    TRY(machine_give(guest));
    at_start = board;
    return OK;
}

void board_use(struct guest *of)
{
    guest = of;
}

/* --- Between two streams --- */

#define MOST 16 /* devices, deadlines */

/* A chip that is passed through has none. */
void keep_in_list(struct deadline *deadline, const struct deadline *was)
{
    deadline->cpu = was->cpu;
    deadline->next = was->next;
    if (deadline->reached && deadline->when != NEVER)
        deadline_set(deadline, time_counter());
}

static void put_back_board(void)
{
    struct deadline were[MOST];
    for (unsigned i = 0; i < board_deadline_count; i++)
        were[i] = *board_deadlines[i];
    board = at_start;
    for (unsigned i = 0; i < board_deadline_count; i++)
        keep_in_list(board_deadlines[i], &were[i]);
}

/* All but the counts. */
void board_put_back(void)
{
    static struct board left;
    struct device counts[MOST], *device;
    unsigned n = 0;
    left = board;
    for (device = guest->devices; device; device = device->next)
        counts[n++] = *device;
    put_back_board();
    for (device = guest->devices, n = 0; device; device = device->next, n++) {
        device->reads = counts[n].reads;
        device->writes = counts[n].writes;
    }
    machine_put_back(&left);
}

/* --- Random accesses --- */

uint64_t random_value(void)
{
    const uint64_t values[] = {
        0, UINT64_MAX, BIT(random_below(64)), random_below(64), random_bits(), random_address()};
    return values[random_below(ARRAY_LENGTH(values))];
}

/* All distances from a device's start are tried, the smaller ones more often. */
static uint64_t random_offset(uint64_t bytes)
{
    uint64_t offset = random_bits() >> random_below(64);
    if (random_below(2))
        offset = (offset & ~7ul) + BIT(random_below(26));
    return random_below(16) ? offset % bytes : offset % bytes - 8;
}

static const struct device *random_device(void)
{
    unsigned count = 0, n;
    const struct device *device;
    for (device = guest->devices; device; device = device->next)
        count++;
    for (n = random_below(count), device = guest->devices; n; n--)
        device = device->next;
    return device;
}

uint64_t device_address(void)
{
    const struct device *device = random_device();
    if (random_below(2) && device->space == SPACE_MEMORY)
        return device->base + random_offset(device->bytes);
    uint64_t near = random_below(4) ? 0 : random_below(64) - 32;
    return board_registers[random_below(board_register_count)] + near;
}

void board_write(enum space space, uint64_t address, unsigned size, uint64_t value)
{
    struct access access = {
        .space = space, .address = address, .size = size, .write = true, .value = value};
    device_access(guest, &access);
}

static void write_at_random(void)
{
    const struct device *device = random_device();
    if (device->space == SPACE_MEMORY)
        board_write(SPACE_MEMORY, device_address(), 1u << random_below(4), random_value());
    else
        board_write(SPACE_PORTS, device->base + random_below(device->bytes), 1u << random_below(3),
                    random_value());
}

enum mode board_mode(enum mode mode)
{
    return random_below(2) ? DEVICES : mode;
}

void board_prepare(struct vcpu *vcpu, enum mode mode)
{
    machine_set_registers(vcpu, mode);
    if (random_below(4))
        machine_prepare(vcpu);
    for (unsigned n = random_below(8); n; n--)
        write_at_random();
}

/* --- What may be, and what was --- */

uint64_t board_guest_bits(const char *register_name)
{
    bool pending = !strcmp(register_name, "hvip");               /* RISC-V: what is injected, */
    return pending || !strcmp(register_name, "hie") ? 0x444 : 0; /* and vsie, H.2.3 */
}

void board_print(const struct vcpu *vcpu)
{
    print_devices(guest);
    printf("exits:");
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++) {
        if (vcpu->ring.counts[kind])
            printf(" %s %lu", exit_kind_names[kind], vcpu->ring.counts[kind]);
    }
    printf("\n");
}
