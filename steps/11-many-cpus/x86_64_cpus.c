/* x86_64: CPUs, by ACPI's list of them, and by what their local APICs send each other. */
#include "cpus.h"

#include "cpu_pages.h"
#include "deadlines.h"
#include "interrupts.h"
#include "memory_map.h"
#include "string.h"
#include "timer.h"
#include "x86_64_interrupts.h"
#include "x86_64_vcpus.h"

/* --- Which there are --- */

/* "ACPI Specification" 6.5, 5.2.6: what each table begins with. */
struct __attribute__((packed)) table {
    char signature[4];
    uint32_t length;
    uint8_t unused[28];
};

/* 5.2.7: the RSDT is a list of the other tables' addresses. */
static const struct table *find_table(const char *signature)
{
    enum { RSDP_RSDT = 16 }; /* 5.2.5.3 */
    if (!machine_rsdp)
        return NULL;
    const struct table *rsdt = (void *)(uint64_t) * (uint32_t *)(machine_rsdp + RSDP_RSDT);
    const uint32_t *at = (void *)(rsdt + 1), *end = (void *)((char *)rsdt + rsdt->length);
    for (; at < end; at++) {
        const struct table *table = (void *)(uint64_t)*at;
        if (!memcmp(table->signature, signature, sizeof table->signature))
            return table;
    }
    return NULL;
}

/* 5.2.12.2: a CPU that has a local APIC. */
struct __attribute__((packed)) cpu_entry {
    uint8_t type, length, processor, apic;
    uint32_t flags;
};
enum { TYPE_CPU = 0, IS_ENABLED = 1 };

/* APM vol. 3 E.3.2: its own number is in CPUID too. */
unsigned cpus_of_machine(uint64_t ids[CPUS_MOST])
{
    const struct table *list = find_table("APIC");
    unsigned count = 1;
    ids[0] = cpuid(CPUID_STANDARD).ebx >> 24;
    const char *at = list ? (char *)(list + 1) + 8 : NULL; /* 5.2.12: two fields come first */
    const char *end = list ? (char *)list + list->length : NULL;
    while (at < end && count < CPUS_MOST) {
        const struct cpu_entry *entry = (void *)at;
        if (!entry->length)
            break;
        at += entry->length;
        if (entry->type == TYPE_CPU && entry->flags & IS_ENABLED && entry->apic != ids[0])
            ids[count++] = entry->apic;
    }
    return count;
}

/* --- Their start --- */

/* Sends what `command` says to that CPU, APM 16.5. */
static void send(const struct cpu *cpu, uint32_t command)
{
    while (*apic(APIC_COMMAND) & APIC_COMMAND_BUSY)
        ;
    *apic(APIC_COMMAND_TO) = cpu->id << 24;
    *apic(APIC_COMMAND) = command;
}

static void wait_us(uint64_t us)
{
    uint64_t end = time_counter() + us * machine.timer_hz / 1000000 + 1;
    while (time_counter() < end)
        ;
}

/* x86_64_cpus.S */
extern char trampoline[], trampoline_end[];
extern struct cpu *trampoline_cpu; /* in the copy */

/* After INIT a CPU waits for a startup IPI, which says in which page it begins: below 1 MiB, in
 * real mode. So the first instructions are copied there. A CPU may miss the first one, so the two
 * are sent as firmware does: "MultiProcessor Specification" 1.4, B.4. */
bool cpu_start(struct cpu *cpu)
{
    const char *block = (char *)cpu;
    image_guard(block + PAGE_SIZE);     /* below its trap stack, */
    image_guard(block + 3 * PAGE_SIZE); /* and below its stack */
    memcpy((void *)TRAMPOLINE, trampoline, trampoline_end - trampoline);
    *(uint32_t *)(TRAMPOLINE + ((char *)&trampoline_cpu - trampoline)) = (uintptr_t)cpu;
    send(cpu, APIC_INIT);
    wait_us(10000);
    for (unsigned i = 0; i < 2; i++) {
        send(cpu, APIC_STARTUP | TRAMPOLINE / PAGE_SIZE);
        wait_us(200);
    }
    return true;
}

void cpu_init_traps(void)
{
    static struct cpu_pages pages[CPUS_MOST - 1];
    this_cpu()->pages = &pages[this_cpu()->number - 1];
    host_traps_init();
}

/* QEMU (7.2) may lose an interrupt of another CPU as well: x86_64_timer.c says how. Its timer's
 * comes again, so each CPU leaves its guest a few times a second, asked or not. */
#define LOOKS_A_SECOND 20

static enum guest_action look_again(struct vcpu *vcpu, struct deadline *deadline)
{
    deadline->when = deadlines_run_at + machine.timer_hz / LOOKS_A_SECOND;
    return GUEST_RESUMES;
}

error cpu_init_interrupts(void)
{
    static struct deadline looks[CPUS_MOST];
    struct deadline *look = &looks[this_cpu()->number];
    if (msr_read(MSR_VM_CR) & VM_CR_SVMDIS)
        return error_of("the firmware has switched SVM off on CPU %u", this_cpu()->number);
    look->reached = look_again;
    deadline_set(look, time_counter());
    host_interrupt_init(KICK_VECTOR);
    vcpus_take_exits();
    return OK;
}

/* --- Interrupts between them --- */

void cpu_interrupt(const struct cpu *cpu)
{
    send(cpu, APIC_ASSERT | KICK_VECTOR);
}

const enum exit_kind kick_kind = EXIT_TIMER;

/* An exit does not say which interrupt it was. It may have been the timer's as well: a CPU that was
 * asked looks at its deadlines, and sets its timer again. */
bool exit_is_kick(const struct vm_exit *exit)
{
    if (!this_cpu()->is_asked)
        return false;
    host_timer_acknowledge();
    return true;
}

void cpu_wait(void)
{
    host_wait();
    host_timer_acknowledge();
}

#define RELAX 200 /* ticks of the APIC's timer: some microseconds */

/* It sleeps for a short time: QEMU, whose host may have fewer CPUs than the machine, then runs
 * another CPU. The timer interrupts once: with so short a period QEMU would be busy with nothing
 * else. A kick may come meanwhile, and is taken here: so this CPU looks at what it was asked, and
 * at its deadlines, later. */
void cpu_relax(void)
{
    *apic(APIC_LVT_TIMER) = TIMER_VECTOR;
    *apic(APIC_TIMER_START) = RELAX;
    host_wait();
    *apic(APIC_TIMER_START) = 0;
    *apic(APIC_LVT_TIMER) = TIMER_VECTOR | APIC_LVT_PERIODIC;
    this_cpu()->is_asked = true;
}

/* --- The TLB --- */

/* The one that runs next flushes all of it. */
void cpu_flush(struct vcpu *vcpu)
{
    vcpu->vmcb.tlb_control = TLB_FLUSH_ALL;
}
