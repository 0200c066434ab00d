/* The host's registers compared after each exit, and the memory that is nobody's at the end: what a
 * guest does must not change them. What the hypervisor goes by is copied, for host_tables.py. */
#include "free_memory.h"
#include "handlers.h"
#include "panic.h"
#include "report.h"
#include "string.h"
#include "../host_registers/host_registers.h"
#include "../host_tables/host_tables.h"

enum guest_action __real_run_vcpu(struct vcpu *vcpu);
enum guest_action __wrap_run_vcpu(struct vcpu *vcpu);

static exit_handler *handlers[EXIT_KINDS];
static struct {
    unsigned count;
    struct register_value values[HOST_REGISTERS];
} host;

/* What the hypervisor changes itself, the guest's pending interrupts and the host's timer; and
 * where vsie is a part of hie. */
static uint64_t may_change(const char *name)
{
    static const struct register_value list[] = {
        {"hvip", 0x444},       {"hie", 0x444},         {"stimecmp", -1},
        {"cnthp_ctl_el2", -1}, {"cnthp_cval_el2", -1},
    };
    for (unsigned i = 0; i < ARRAY_LENGTH(list); i++) {
        if (!strcmp(name, list[i].name))
            return list[i].value;
    }
    return 0;
}

static enum guest_action handle_and_compare(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct register_value now[HOST_REGISTERS];
    enum guest_action action = handlers[exit->kind](vcpu, exit);
    if (!host.count)
        host.count = host_registers(host.values);
    host_registers(now);
    for (unsigned i = 0; i < host.count; i++) {
        if ((now[i].value ^ host.values[i].value) & ~may_change(now[i].name))
            panic("the host's %s was 0x%lx and is 0x%lx", now[i].name, host.values[i].value,
                  now[i].value);
    }
    return action;
}

enum guest_action __wrap_run_vcpu(struct vcpu *vcpu)
{
    memcpy(handlers, exit_handlers, sizeof handlers);
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++)
        exit_handlers[kind] = handle_and_compare;
    free_memory_clear();
    tables_remember(vcpu);
    enum guest_action action = __real_run_vcpu(vcpu);
    free_memory_check();
    return action;
}
