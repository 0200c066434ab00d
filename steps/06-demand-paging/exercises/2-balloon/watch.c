#include "watch.h"

#include "../../../05-handle-exits/exercises/1-own-call/exercise.h"
#include "../1-read-ahead/pool.h"
#include "exercise.h"
#include "grade.h"
#include "random.h"
#include "string.h"

uint64_t ram_base, ram_size, area, before_ram, after_ram;

static const struct hypercall *made; /* the call that gives back */
static struct call call;             /* the one that is watched */
static bool watching;
static bool used[AREA_PAGES];
static uint64_t hpas[AREA_PAGES]; /* where the used ones are */
static bool fenced[AREA_PAGES];   /* after it was unmapped */

/* --- What the answer does --- */

static error (*give_ram)(struct guest *guest, struct guest_region *region, uint64_t gpa,
                         uint64_t size);

static error give_watched(struct guest *guest, struct guest_region *region, uint64_t gpa,
                          uint64_t size)
{
    if (watching && ++call.given > GIVEN_MAX)
        return error_of("the call gives memory again and again");
    return give_ram(guest, region, gpa, size);
}

bool __real_stage2_lookup(const struct stage2 *stage2, uint64_t gpa, struct stage2_place *place);
bool __wrap_stage2_lookup(const struct stage2 *stage2, uint64_t gpa, struct stage2_place *place);
void __real_stage2_fence(const struct stage2 *stage2);
void __wrap_stage2_fence(const struct stage2 *stage2);
error __real_page_free(void *block);
error __wrap_page_free(void *block);

bool __wrap_stage2_lookup(const struct stage2 *stage2, uint64_t gpa, struct stage2_place *place)
{
    call.lookups += watching;
    return __real_stage2_lookup(stage2, gpa, place);
}

static bool is_mapped(unsigned n)
{
    struct stage2_place place;
    return __real_stage2_lookup(&caller_guest.stage2, page_gpa(n), &place);
}

void __wrap_stage2_fence(const struct stage2 *stage2)
{
    for (unsigned n = 0; watching && n < AREA_PAGES; n++)
        fenced[n] |= used[n] && !is_mapped(n);
    __real_stage2_fence(stage2);
}

static void note(const char *problem, unsigned n)
{
    if (call.problem)
        return;
    call.problem = problem;
    call.problem_at = page_gpa(n);
}

error __wrap_page_free(void *block)
{
    for (unsigned n = 0; watching && n < AREA_PAGES; n++) {
        if (!used[n] || hpas[n] != (uintptr_t)block)
            continue;
        if (is_mapped(n))
            note("is freed while the guest's table still maps it", n);
        else if (!fenced[n])
            note("is unmapped, and freed before a fence", n);
    }
    return __real_page_free(block);
}

/* --- Calls --- */

struct call grader_gives_back(uint64_t gpa, uint64_t pages)
{
    uint64_t before = pages_free();
    static char words[100];
    call = (struct call){.came_back = true};
    memset(fenced, 0, sizeof fenced);
    watching = true;
    call.refused = give_back(&caller_guest, gpa, pages);
    watching = false;
    if (call.given > GIVEN_MAX)
        caller_guest.not_given = OK; /* the guest resumes, so that the point's own reason is told */
    call.freed = pages_free() - before;
    if (call.refused) { /* it may be gone with the next error */
        uint64_t length = strlen(call.refused);
        memcpy(words, call.refused, length < sizeof words ? length + 1 : sizeof words - 1);
        call.refused = words;
    }
    return call;
}

static enum guest_action handle_call(struct vcpu *vcpu)
{
    grader_gives_back(hypercall_argument(vcpu, 0), hypercall_argument(vcpu, 1));
    return call.refused ? refuse(vcpu) : succeed(vcpu, 0);
}

struct call guest_gives_back(uint64_t gpa, uint64_t pages)
{
    call = (struct call){0};
    make_call(made, gpa, pages);
    call.came_back &= expect_resumed();
    return call;
}

/* --- The guest --- */

/* A page of another region, which is mapped. */
static void add_other(struct guest_region *region, uint64_t gpa)
{
    *region = (struct guest_region){.name = "other", .base = gpa, .size = PAGE_SIZE};
    must(guest_add_region(&caller_guest, region));
    must(stage2_map(&caller_guest.stage2, gpa, (uintptr_t)page_alloc(0), PAGE_SIZE,
                    STAGE2_R | STAGE2_W));
}

void watch_init(void)
{
    static struct guest_region below, above;
    ram_base = 0x40000000 + random_below(0x8000) * PAGE_SIZE;
    ram_size = (8ul << 30) + random_below(0x8000) * PAGE_SIZE;
    area = 0x50000000 + random_below(64) * STAGE2_BLOCK_SIZE + random_below(400) * PAGE_SIZE;
    before_ram = ram_base - PAGE_SIZE;
    after_ram = ram_base + ram_size;
    pool_init();
    words_init(ram_base, ram_size);
    add_other(&below, before_ram);
    add_other(&above, after_ram);
    give_ram = caller_guest.ram.give;
    caller_guest.ram.give = give_watched;
    made = choose_refused_call(NULL);
    hypercall_offer(made->extension, made->number, handle_call);
    if (!guest_writes(page_gpa(AREA_PAGES), 1)) /* so the area's table stays */
        must(error_of("the guest cannot use its RAM"));
}

uint64_t page_gpa(unsigned n)
{
    return area + n * PAGE_SIZE;
}

bool use_page(unsigned n)
{
    struct stage2_place place;
    if (!guest_writes(page_gpa(n) + random_below(1024) * 4, random_bits() | 1))
        return false;
    __real_stage2_lookup(&caller_guest.stage2, page_gpa(n), &place);
    used[n] = true;
    hpas[n] = place.hpa;
    return true;
}

bool is_used(unsigned n)
{
    return used[n];
}

void note_given_back(unsigned first, unsigned count)
{
    for (unsigned n = first; n < first + count; n++)
        used[n] = false;
}

unsigned first_wrong_page(void)
{
    struct stage2_place place;
    for (unsigned n = 0; n < AREA_PAGES; n++) {
        bool mapped = __real_stage2_lookup(&caller_guest.stage2, page_gpa(n), &place);
        if (mapped != used[n] || (mapped && place.hpa != hpas[n]))
            return n;
    }
    return AREA_PAGES;
}
