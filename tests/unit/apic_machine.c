#include "unit.h"

#include "no_asm.h"

#include "apic_machine.h"
#include "board.h"
#include "page_alloc.h"

#undef volatile

uint64_t now = 1000000, timer_at = NEVER;
static struct board board;
struct guest guest = {.board = &board, .cpus = CPUS};
struct vcpu vcpus[CPUS];
struct device *page;

static guest_start *start_vcpu;

struct apic *start(void)
{
    static struct vm_exit last_exit;
    board.vcpu = vcpus;
    for (unsigned n = 0; n < CPUS; n++)
        vcpus[n] = (struct vcpu){.guest = &guest, .number = n, .ring.last = &last_exit};
    CHECK_OK(apic_init(&guest));
    for (unsigned n = 0; n < CPUS; n++)
        start_vcpu(&vcpus[n], 0);
    return guest.apics->user = apic_of(vcpus);
}

/* --- What the local APIC's files call --- */

uint64_t time_counter(void)
{
    return now / CYCLES;
}

uint64_t cycle_counter(void)
{
    return now;
}

uint64_t tsc_khz(void)
{
    return CYCLES * machine.timer_hz / 1000;
}

void host_timer_set(uint64_t when)
{
    timer_at = when;
}

void *page_alloc(unsigned order)
{
    static uint64_t host_page[512];
    return host_page;
}

error device_add(struct guest *of, struct device *device)
{
    device->guest = of;
    page = device;
    return OK;
}

void guest_add_start(struct guest *of, guest_start *start)
{
    start_vcpu = start;
}

error host_timer_init(void)
{
    return OK;
}

void host_timer_acknowledge(void)
{
}

unsigned order_of(uint64_t bytes)
{
    return 0;
}

void handle_before(enum exit_kind kind, exit_handler *handler, exit_handler **inner)
{
}

void apic_end_init(void)
{
}

void apic_registers_init(void)
{
}
