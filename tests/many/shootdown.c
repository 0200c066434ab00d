/*
 * Step 11, which at each call of its guest's CPU 0 (hammer.c) changes what the guest's other CPUs
 * use at that time: it moves a page, which splits a block; protects it; and moves the whole block.
 * After stage2_unmap() and stage2_protect() no CPU may use what was there before.
 *
 * Options: turns=N; without=flush: the other CPUs are asked nothing.
 */
#include "hook.h"
#include "options.h"
#include "page_alloc.h"
#include "panic.h"
#include "string.h"

#define POISON 0xe7e7e7e7 /* in each word of what was unmapped */
#define USED   (2 * PAGE_SIZE)

static uint64_t turns = 100, turn;
static bool asks = true;
static unsigned moves, blocks, protections, refused, checked, flushes[CPUS_MOST];

static struct guest *guest;
static uint64_t block;                 /* GPA: its first page is the one that is moved alone */
static char *in_block, *in_page;       /* where the block is, and where that page */
static char *spare_block, *spare_page; /* where they were, or will be */
static uint32_t *left;                 /* unmapped in the last turn, */
static uint64_t left_size;             /* as far as guests use it */
static char protected[PAGE_SIZE];      /* what the page was when it was protected */
static bool is_protected;

/* --- What must be so --- */

/* When a change is over, each other CPU is out of its guest, and flushes before it enters one. */
static void check_others(void)
{
    for (unsigned i = 0; i < cpus_count && asks; i++) {
        if (cpus[i] == this_cpu())
            continue;
        if (!atomic_load(&cpus[i]->is_out))
            panic("shootdown: CPU %u runs a guest", i);
        if (!cpus[i]->flushes)
            panic("shootdown: CPU %u will not flush", i);
        checked++;
    }
}

/* What was unmapped or protected in the last turn is as it was, although guests ran since. */
static void check_last_turn(void)
{
    for (unsigned i = 0; i < left_size / sizeof *left; i++) {
        if (left[i] != POISON)
            panic("shootdown: turn %lu: written after it was unmapped", turn);
    }
    if (is_protected && memcmp(protected, in_page, PAGE_SIZE))
        panic("shootdown: turn %lu: written after it was protected", turn);
    left_size = 0;
}

void __real_cpu_flush(struct vcpu *vcpu);
void __wrap_cpu_flush(struct vcpu *vcpu)
{
    flushes[this_cpu()->number]++;
    __real_cpu_flush(vcpu);
}

/* --- The changes --- */

static void must(error problem)
{
    if (problem)
        panic("shootdown: %s", problem);
}

static void poison(char *from, uint64_t size)
{
    left = (uint32_t *)from;
    left_size = size < USED ? size : USED;
    for (uint64_t i = 0; i < size / sizeof *left; i++)
        left[i] = POISON;
}

static void move(char *from, char *to, uint64_t size)
{
    must(stage2_unmap(&guest->stage2, block, size));
    check_others();
    memcpy(to, from, size);
    poison(from, size);
    *(uint32_t *)to = turn;
    must(stage2_map(&guest->stage2, block, (uintptr_t)to, size, STAGE2_RWX));
}

static void move_page(void)
{
    char *to = in_page == in_block ? spare_page : in_block;
    move(in_page, to, PAGE_SIZE);
    in_page = to;
    moves++;
}

static void move_block(void)
{
    move(in_block, spare_block, STAGE2_BLOCK_SIZE);
    char *old = in_block;
    in_page = in_block = spare_block;
    spare_block = old;
    blocks++;
}

static void protect(bool protects)
{
    must(stage2_protect(&guest->stage2, block, PAGE_SIZE, protects ? STAGE2_R : STAGE2_RWX));
    if (protects)
        check_others();
    memcpy(protected, in_page, PAGE_SIZE);
    is_protected = protects;
    protections += protects;
}

static void begin(struct guest *of)
{
    struct stage2_place place;
    guest = of;
    block = guest->ram.base + 2 * STAGE2_BLOCK_SIZE;
    if (!stage2_lookup(&guest->stage2, block, &place) || place.left != STAGE2_BLOCK_SIZE)
        panic("shootdown: no block");
    in_page = in_block = (char *)place.hpa;
    spare_page = page_alloc(0);
    spare_block = page_alloc(9);
    if (!spare_page || !spare_block)
        panic("shootdown: no memory");
}

static void change(void)
{
    check_last_turn();
    switch (turn++ % 8) {
    case 0 ... 3:
        move_page(); /* comes back into its block the second time */
        break;
    case 4:
    case 6:
        protect(true);
        break;
    case 5:
        protect(false);
        break;
    default:
        protect(false);
        move_block();
    }
}

static _Noreturn void finish(void)
{
    printf("shootdown: %u pages moved, %u blocks, %u protected, %u writes refused; "
           "others checked %u times, flushed",
           moves, blocks, protections, refused, checked);
    for (unsigned i = 0; i < cpus_count; i++)
        printf(" %u", flushes[i]);
    printf("\n");
    power_off(0);
}

/* --- Exits --- */

/* The page was away or protected when the guest used it: it tries again. */
static bool is_of_change(const struct vm_exit *exit)
{
    return guest && exit->kind == EXIT_STAGE2_FAULT && exit->gpa - block < USED;
}

static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (is_of_change(exit)) {
        refused++;
        return GUEST_RESUMES;
    }
    bool is_call = exit->kind == EXIT_HYPERCALL;
    enum guest_action action = real[exit->kind](vcpu, exit);
    if (!is_call || vcpu->number || vcpu->last_call->arguments)
        return action; /* hammer.c makes the null call when the others have begun */
    if (!guest)
        begin(vcpu->guest);
    change();
    if (turn == turns)
        finish();
    return action;
}

int main(void)
{
    if (!make_and_hook())
        return 1;
    error problem = boot_number("turns", &turns);
    if (problem)
        return report_error("options", problem);
    asks = strcmp(boot_option("without", ""), "flush");
    if (!asks)
        stage2_flush_everywhere = NULL;
    return run_hooked();
}
