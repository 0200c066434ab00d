#include "watch.h"

#include "grade.h"
#include "random.h"

#define FREE_WORD 0x5a5a5a5a /* in a page that is free */
#define LONGEST   20         /* milliseconds in which a guest reads its list */

static bool watching, guest_writes;
static struct call call;
static struct taken_page list[2 * PAGES];
static unsigned listed;
static uint64_t hpas[2 * PAGES]; /* of the listed pages; 0: not mapped, or freed */

static bool is_mapped(uint64_t gpa)
{
    struct stage2_place place;
    return stage2_lookup(&reader_guest.stage2, gpa, &place);
}

/* A CPU that could use an old translation; or 0. */
static unsigned find_old(void)
{
    for (unsigned n = 1; n < cpus_count; n++) {
        if (cpu_keeps_old(n))
            return n;
    }
    return 0;
}

static void fill(uint64_t hpa, uint32_t word)
{
    for (unsigned i = 0; i < PAGE_SIZE / 4; i++)
        ((volatile uint32_t *)hpa)[i] = word;
    memory_clean((void *)hpa, PAGE_SIZE);
}

/* --- The answer's calls --- */

void __real_cpus_gather(void);
void __wrap_cpus_gather(void);
void __real_cpu_interrupt(const struct cpu *cpu);
void __wrap_cpu_interrupt(const struct cpu *cpu);
void __real_stage2_fence(const struct stage2 *stage2);
void __wrap_stage2_fence(const struct stage2 *stage2);
error __real_page_free(void *block);
error __wrap_page_free(void *block);

/* Until here the guest may run, and write what it likes into pages for which a CPU has old
 * translations. */
void __wrap_cpus_gather(void)
{
    call.gathers += watching;
    for (unsigned i = 0; watching && guest_writes && i < listed; i++) {
        if (hpas[i])
            fill(hpas[i], 0);
    }
    __real_cpus_gather();
}

void __wrap_cpu_interrupt(const struct cpu *cpu)
{
    if (watching)
        call.interrupts[cpu->number]++;
    __real_cpu_interrupt(cpu);
}

void __wrap_stage2_fence(const struct stage2 *stage2)
{
    bool all = true;
    for (unsigned i = 0; watching && i < listed; i++)
        all &= !is_mapped(list[i].gpa);
    call.fenced |= all;
    call.fences += watching;
    __real_stage2_fence(stage2);
}

static error refuse(const char *why, void *block)
{
    if (!call.wrong_free) {
        call.wrong_free = why;
        call.wrong_at = (uintptr_t)block;
    }
    return error_of("%s", why);
}

/* The pages stay the grader's, so that nothing else has them when a guest still reads there. */
error __wrap_page_free(void *block)
{
    if (!watching)
        return __real_page_free(block);
    unsigned i = 0;
    while (i < listed && hpas[i] != (uintptr_t)block)
        i++;
    if (i == listed || !block)
        return refuse("is not one of them, or was freed before", block);
    if (is_mapped(list[i].gpa))
        return refuse("is mapped", block);
    hpas[i] = 0;
    call.freed++;
    if (find_old())
        refuse("can still be used by another CPU", block);
    fill((uintptr_t)block, FREE_WORD);
    return OK;
}

/* --- The call --- */

static void add(uint64_t gpa, uint64_t hpa)
{
    unsigned at = random_below(++listed);
    list[listed - 1] = list[at];
    hpas[listed - 1] = hpas[at];
    list[at] = (struct taken_page){gpa, 0};
    hpas[at] = hpa;
}

static void make_list(const bool taken[PAGES], unsigned more)
{
    listed = 0;
    for (unsigned n = 0; n < PAGES; n++) {
        if (taken[n])
            add(reader_pages[n].gpa, reader_pages[n].hpa);
    }
    uint64_t gpa = reader_pages[0].gpa;
    while (more > 0) {
        gpa += PAGE_SIZE;
        if (is_mapped(gpa))
            continue;
        add(gpa, 0);
        more--;
    }
}

/* If a CPU is in its guest still, what the guest reads in the meantime. */
static void look_at_cpus(const bool taken[PAGES])
{
    uint64_t end = time_counter() + LONGEST * machine.timer_hz / 1000;
    call.old_cpu = find_old();
    call.in_guest = call.old_cpu && !atomic_load(&cpus[call.old_cpu]->is_out);
    while (call.in_guest && time_counter() < end)
        cpu_relax();
    for (unsigned n = 0; call.in_guest && call.old_cpu <= READERS && n < PAGES; n++)
        call.old_read += taken[n] && reader_word(call.old_cpu - 1, n) == FREE_WORD;
}

struct call watch_take(const bool taken[PAGES], unsigned more, bool writes)
{
    call = (struct call){0};
    make_list(taken, more);
    guest_writes = writes;
    watching = true;
    call.returned = take_pages(&reader_guest.stage2, list, listed);
    watching = false;
    look_at_cpus(taken);
    return call;
}
