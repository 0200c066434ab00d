#include "hypercalls.h"

#include "panic.h"

const struct hypercall unknown_call = {UINT64_MAX, UINT64_MAX, NULL, not_supported, 0};

/* Whether that row stands before the place of that call. */
static bool comes_before(const struct hypercall *call, uint64_t extension, uint64_t number)
{
    return call->extension < extension || (call->extension == extension && call->number < number);
}

/* Binary search: the first row that does not come before that call. */
static struct hypercall *find_row(uint64_t extension, uint64_t number)
{
    struct hypercall *row = hypercalls;
    for (unsigned rows = hypercalls_count; rows; rows /= 2) {
        struct hypercall *middle = row + rows / 2;
        if (comes_before(middle, extension, number)) {
            row = middle + 1;
            rows--;
        }
    }
    return row;
}

const struct hypercall *hypercall_find(uint64_t extension, uint64_t number)
{
    const struct hypercall *row = find_row(extension, number);
    bool found =
        row < hypercalls + hypercalls_count && row->extension == extension && row->number == number;
    return found ? row : &unknown_call;
}

void hypercall_offer(uint64_t extension, uint64_t number, hypercall_handler *handle)
{
    if (!hypercall_find(extension, number)->name)
        panic("hypercalls: 0x%lx, 0x%lx is not in the table", extension, number);
    find_row(extension, number)->handle = handle;
}

void hypercall_is_own(uint64_t extension, uint64_t number, enum own_call own)
{
    find_row(extension, number)->own = own;
}

bool hypercall_supported(const struct hypercall *call)
{
    return call->handle != not_supported;
}

enum guest_action handle_other_call(struct vcpu *vcpu)
{
    vcpu->last_call = hypercall_of(vcpu);
    return vcpu->last_call->handle(vcpu);
}

void print_hypercall(const struct vcpu *vcpu, const struct hypercall *call)
{
    printf("%s(", call->name);
    for (unsigned i = 0; i < call->arguments; i++)
        printf("%s0x%lx", i ? ", " : "", hypercall_argument(vcpu, i));
    printf(")\n");
}
