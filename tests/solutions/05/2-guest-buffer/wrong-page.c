/* MISS a buffer over pages that are apart: a piece is a page, even the first one */
#include "exercise.h"

static uint64_t shorter(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static bool may_write(struct guest *guest, uint64_t gpa, uint64_t length)
{
    for (uint64_t left; length; gpa += left, length -= left) {
        if (!guest_memory_at(guest, gpa, STAGE2_W, &left))
            return false;
        left = shorter(left, length);
    }
    return true;
}

static void fill(struct guest *guest, uint64_t gpa, uint64_t length)
{
    for (uint64_t left, ignored; length; gpa += left, length -= left) {
        uint8_t *to = guest_memory_at(guest, gpa, STAGE2_W, &ignored);
        left = shorter(PAGE_SIZE, length);
        for (uint64_t i = 0; i < left; i++)
            to[i] = next_byte();
    }
}

static enum guest_action random_bytes(struct vcpu *vcpu)
{
    uint64_t gpa = hypercall_argument(vcpu, 0), length = hypercall_argument(vcpu, 1);
    if (!may_write(vcpu->guest, gpa, length))
        return refuse(vcpu);
    fill(vcpu->guest, gpa, length);
    guest_memory_clean(vcpu->guest, gpa, length);
    return succeed(vcpu, length);
}

void offer_random_bytes(uint64_t extension, uint64_t number)
{
    hypercall_offer(extension, number, random_bytes);
}
