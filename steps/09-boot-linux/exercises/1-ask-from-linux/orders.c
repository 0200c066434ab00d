#include "orders.h"

#include "grade.h"

#define DESK    0xe0000000 /* GPA: linux.sh knows it too */
#define LONGEST 100000     /* ms until an order is carried out */

/* The desk's registers, all of 8 bytes: bytes from its base. */
enum { ORDER, VALUE, RESULT, STATUS, REGISTERS };

static struct order *current;
static bool carried_out;
static exit_handler *inner; /* of stage-2 faults */

/* Linux reads an order, in one number, and its value, and then writes the result and the status of
 * the program: that is the end. */
static uint64_t desk_read(struct device *device, uint64_t offset, unsigned size)
{
    if (offset == VALUE * 8)
        return current->value;
    return offset ? 0
                  : current->address | (uint64_t)current->size * 8 << 32 |
                        (uint64_t)current->write << 40;
}

static void desk_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    if (offset == RESULT * 8 && !current->write)
        current->value = value;
    if (offset != STATUS * 8)
        return;
    current->faulted = value;
    carried_out = true;
}

/* Out of run_vcpu() when the order was carried out. The guest goes on with the next one. */
static enum guest_action leave_when_done(struct vcpu *vcpu, struct vm_exit *exit)
{
    enum guest_action action = inner(vcpu, exit);
    return carried_out ? GUEST_SHUTDOWN : action;
}

void orders_add(struct guest *guest)
{
    static struct device desk = {.name = "orders",
                                 .base = DESK,
                                 .bytes = PAGE_SIZE,
                                 .sizes = 8,
                                 .read = desk_read,
                                 .write = desk_write};
    inner = exit_handlers[EXIT_STAGE2_FAULT];
    exit_handlers[EXIT_STAGE2_FAULT] = leave_when_done;
    must(device_add(guest, &desk));
}

bool linux_obey(struct vm *vm, struct order *order)
{
    static bool over;
    static const char *const ends[] = {"", "switched itself off", "asked for a reset",
                                       "was stopped"};
    if (over)
        return expect(false, "not tried, because Linux has ended in an earlier point.");
    current = order;
    carried_out = false;
    must(start_slice(LONGEST));
    enum guest_action action = run_vcpu(&vm->vcpu);
    over = !carried_out;
    const char *why = action == GUEST_STOPPED ? vm->vcpu.why_stopped : NULL;
    return expect(!over, "Linux %s%s%s. Its last lines, above, may say why.", ends[action],
                  why ? ": " : "", why ? why : "");
}
