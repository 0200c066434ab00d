#include "readers.h"

#include "grade.h"
#include "lock.h"
#include "panic.h"
#include "random.h"
#include "reader.h"
#include "string.h"
#include "timer.h"

#define AREA_GPA 0x10000000ul
#define PATIENCE 5000 /* milliseconds for one round */

struct guest reader_guest;
struct reader_page reader_pages[PAGES];

static struct vcpu vcpus[READERS];
static uint8_t *data[READERS]; /* HPA */
static struct lock lock = {.name = "grader"};
static _Atomic unsigned started;

static volatile uint32_t *word_of(unsigned reader, unsigned offset)
{
    return (uint32_t *)(data[reader] + offset);
}

/* --- On the guest's CPUs --- */

/* From now on it reads 0 in the place of that page. */
static void replace(unsigned reader, struct vcpu *vcpu, uint64_t gpa)
{
    uint64_t zero = READER_DATA + reader * PAGE_SIZE + DATA_ZERO;
    for (unsigned n = 0; n < PAGES; n++) {
        if (*word_of(reader, DATA_LIST + n * 4) == gpa)
            *word_of(reader, DATA_LIST + n * 4) = zero;
    }
    memory_clean(data[reader], PAGE_SIZE);
    vcpu_set_register(vcpu, READER_ADDRESS, zero);
}

static void handle(unsigned reader, struct vcpu *vcpu, const struct vm_exit *exit)
{
    if (exit->kind == kick_kind && exit_is_kick(exit))
        return;
    if (exit->kind == EXIT_TIMER)
        host_timer_acknowledge();
    else if (exit->kind == EXIT_STAGE2_FAULT && exit->gpa - AREA_GPA < AREA * PAGE_SIZE)
        replace(reader, vcpu, exit->gpa & -PAGE_SIZE);
    else
        panic("grader: its guest exits, \"%s\", at 0x%lx", exit_kind_names[exit->kind], exit->pc);
}

static _Noreturn void read_pages(unsigned reader)
{
    struct cpu *cpu = this_cpu();
    struct vcpu *vcpu = &vcpus[reader];
    vcpu_load(vcpu);
    vcpu_set_register(vcpu, READER_POINTER, READER_DATA + reader * PAGE_SIZE);
    for (;;) {
        cpu->is_asked = false;
        if (cpu->flushes)
            cpu_flush(vcpu);
        cpu->flushes = false;
        lock_give(&lock);
        world_switch(vcpu);
        lock_take(&lock, cpu);
        struct vm_exit *exit = exit_ring_next(&vcpu->ring);
        exit_decode(vcpu, exit);
        handle(reader, vcpu, exit);
    }
}

_Noreturn void __wrap_cpu_main(void);

/* The linker has the CPUs come here, and not to the step's. */
_Noreturn void __wrap_cpu_main(void)
{
    struct cpu *cpu = this_cpu();
    cpu_init_traps();
    must(host_timer_init());
    must(cpu_init_interrupts());
    atomic_store(&started, cpu->number);
    while (cpu->number == WAITER)
        cpu_wait();
    lock_take(&lock, cpu);
    atomic_store(&cpu->is_out, false);
    read_pages(cpu->number - 1);
}

/* --- What the first CPU does --- */

bool readers_run(void)
{
    uint32_t before[READERS];
    bool all = false;
    for (unsigned n = 0; n < READERS; n++)
        before[n] = *word_of(n, DATA_ROUNDS);
    lock_give(&lock);
    uint64_t end = time_counter() + machine.timer_hz * PATIENCE / 1000;
    while (!all && time_counter() < end) {
        cpu_relax();
        all = true;
        for (unsigned n = 0; n < READERS; n++) {
            memory_clean(data[n], PAGE_SIZE);
            all &= *word_of(n, DATA_ROUNDS) - before[n] > 1; /* one may have begun before */
        }
    }
    lock_take(&lock, this_cpu());
    return all;
}

uint32_t reader_word(unsigned reader, unsigned page)
{
    memory_clean(data[reader], PAGE_SIZE);
    return *word_of(reader, DATA_READ + page * 4);
}

bool cpu_keeps_old(unsigned cpu)
{
    return !cpus[cpu]->flushes || !atomic_load(&cpus[cpu]->is_out);
}

void __real_cpus_gather(void);

/* The pages of the last point are left alone. */
static void unmap_all(void)
{
    __real_cpus_gather();
    for (uint64_t gpa = AREA_GPA; gpa < AREA_GPA + AREA * PAGE_SIZE; gpa += PAGE_SIZE) {
        struct stage2_place place;
        if (stage2_lookup(&reader_guest.stage2, gpa, &place))
            must(stage2_unmap(&reader_guest.stage2, gpa, PAGE_SIZE));
    }
    for (unsigned n = 0; n < cpus_count; n++)
        cpu_will_flush(cpus[n]);
}

void readers_new_pages(void)
{
    unmap_all();
    for (unsigned n = 0; n < PAGES; n++) {
        uint32_t *page = page_alloc(0);
        uint64_t gpa = AREA_GPA + (n * AREA / PAGES + random_below(AREA / PAGES)) * PAGE_SIZE;
        if (!page)
            must(error_of("the grader has no memory"));
        reader_pages[n] = (struct reader_page){gpa, (uintptr_t)page, 1 + random_below(1 << 30)};
        *page = reader_pages[n].word;
        memory_clean(page, PAGE_SIZE);
        must(stage2_map(&reader_guest.stage2, gpa, (uintptr_t)page, PAGE_SIZE, STAGE2_RWX));
        for (unsigned reader = 0; reader < READERS; reader++)
            *word_of(reader, DATA_LIST + n * 4) = gpa;
    }
    for (unsigned reader = 0; reader < READERS; reader++)
        memory_clean(data[reader], PAGE_SIZE);
    if (!readers_run())
        must(error_of("its guest does not read its pages"));
    cpus[WAITER]->flushes = cpus[0]->flushes = false;
}

/* --- The start --- */

static void make_guest(void)
{
    void *code = page_alloc(0);
    must(guest_init(&reader_guest, 0));
    reader_guest.start = start_elf;
    reader_guest.entry = READER_CODE;
    reader_guest.cpus = READERS;
    memcpy(code, reader_start, reader_end - reader_start);
    memory_clean(code, PAGE_SIZE);
    must(stage2_map(&reader_guest.stage2, READER_CODE, (uintptr_t)code, PAGE_SIZE,
                    STAGE2_R | STAGE2_X));
    for (unsigned n = 0; n < READERS; n++) {
        data[n] = page_alloc(0);
        *word_of(n, DATA_COUNT) = PAGES;
        must(stage2_map(&reader_guest.stage2, READER_DATA + n * PAGE_SIZE, (uintptr_t)data[n],
                        PAGE_SIZE, STAGE2_R | STAGE2_W));
        must(vcpu_init(&vcpus[n], &reader_guest, n));
    }
}

void readers_start(void)
{
    page_alloc_init();
    cpus_find();
    must(host_timer_init());
    must(cpu_init_interrupts());
    make_guest();
    lock_take(&lock, this_cpu());
    if (cpus_count <= WAITER)
        must(error_of("the machine has %u CPUs, and %u are needed", cpus_count, WAITER + 1));
    for (unsigned n = 1; n <= WAITER; n++) {
        memory_clean(cpus[n], sizeof *cpus[n]);
        if (!cpu_start(cpus[n]))
            must(error_of("CPU %u does not start", n));
        while (atomic_load(&started) != n)
            cpu_relax();
    }
}
