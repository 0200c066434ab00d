#include "exercise.h"

static exit_handler *handler_before;

/* --- Writes --- */

/* Gives the right to write back: to the page, or without memory for a table to its whole block. */
static error allow_write(struct stage2 *stage2, uint64_t gpa)
{
    if (!stage2_protect(stage2, gpa & -PAGE_SIZE, PAGE_SIZE, STAGE2_RWX))
        return OK;
    return stage2_protect(stage2, gpa & -STAGE2_BLOCK_SIZE, STAGE2_BLOCK_SIZE, STAGE2_RWX);
}

static enum guest_action log_write(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct guest *guest = vcpu->guest;
    struct stage2_place place;
    if (guest_region_at(guest, exit->gpa) != &guest->ram ||
        !stage2_lookup(&guest->stage2, exit->gpa, &place) || place.prot & STAGE2_W)
        return handler_before(vcpu, exit);
    if (allow_write(&guest->stage2, exit->gpa))
        return stop_guest(vcpu, exit);
    redeliver_event(vcpu);
    return GUEST_RESUMES;
}

/* --- The log is the table: what may be written has been --- */

static void set_bits(uint64_t *bitmap, uint64_t page, uint64_t pages)
{
    for (uint64_t n = page; n < page + pages; n++)
        bitmap[n / 64] |= 1ul << n % 64;
}

/* Gives all RAM that is mapped these rights. Returns in *count how many pages had others, and sets
 * their bits. */
static error set_rights(struct guest *guest, unsigned prot, uint64_t *bitmap, uint64_t *count)
{
    struct stage2_place place;
    uint64_t end = guest->ram.base + guest->ram.size;
    *count = 0;
    for (uint64_t at = guest->ram.base; at < end; at += place.left) {
        if (!stage2_lookup(&guest->stage2, at, &place) || place.prot == prot)
            continue;
        TRY(stage2_protect(&guest->stage2, at, place.left, prot));
        if (bitmap)
            set_bits(bitmap, (at - guest->ram.base) / PAGE_SIZE, place.left / PAGE_SIZE);
        *count += place.left / PAGE_SIZE;
    }
    return OK;
}

error dirty_log_start(struct guest *guest)
{
    uint64_t count;
    handler_before = exit_handlers[EXIT_STAGE2_FAULT];
    exit_handlers[EXIT_STAGE2_FAULT] = log_write;
    return set_rights(guest, STAGE2_R | STAGE2_X, NULL, &count);
}

error dirty_log_collect(struct guest *guest, uint64_t *bitmap, uint64_t *count)
{
    memset(bitmap, 0, (guest->ram.size / PAGE_SIZE + 63) / 64 * sizeof *bitmap);
    return set_rights(guest, STAGE2_R | STAGE2_X, bitmap, count);
}

error dirty_log_stop(struct guest *guest)
{
    uint64_t count;
    exit_handlers[EXIT_STAGE2_FAULT] = handler_before;
    return set_rights(guest, STAGE2_RWX, NULL, &count);
}
