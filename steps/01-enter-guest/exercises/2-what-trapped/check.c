/* Grades exercise 1.2: a trap of this machine, and then others as its registers would say them. */
#include "enter_guest.h"
#include "grade.h"
#include "random.h"
#include "trap.h"

static _Alignas(STAGE2_ROOT_SIZE) char empty_root[STAGE2_ROOT_SIZE];
static uint64_t entry; /* GPA */

static const char *name_of(enum access access)
{
    static const char *const names[] = {"no stage-2 fault", "a fetch", "a load", "a store"};
    return access <= STORE ? names[access] : "nothing known";
}

#define TRAP_FORMAT "%s 0x%lx, %s 0x%lx, %s 0x%lx: you said %s"
#define TRAP_ARGS(t, said) \
    register_names[0], t[0], register_names[1], t[1], register_names[2], t[2], words_of(said)

/* Valid until the next call. */
static const char *words_of(struct guest_access said)
{
    bool has_gpa = said.access != NO_STAGE2_FAULT;
    return has_gpa ? phrase("%s at 0x%lx", name_of(said.access), said.gpa) : name_of(said.access);
}

/* A sentence about the mistake; the last one is about the GPA as a whole. */
static const char *hint_for(struct guest_access said, enum access access, uint64_t gpa,
                            const char *hint)
{
    if (said.access == NO_STAGE2_FAULT)
        return fault_hint;
    if (said.access != access)
        return "Which bits say fetch, load or store?";
    if ((said.gpa ^ gpa) < PAGE_SIZE)
        return "Only low bits differ: where do those come from?";
    return hint;
}

static void ask(const uint64_t trap[3], enum access access, uint64_t gpa, const char *hint)
{
    struct guest_access said = decode(trap);
    expect(said.access == access && said.gpa == gpa, TRAP_FORMAT ", it is %s at 0x%lx. %s",
           TRAP_ARGS(trap, said), name_of(access), gpa, hint_for(said, access, gpa, hint));
}

/* Of two addresses in the guest, the offset in the page is the same. */
static uint64_t another_page(uint64_t gpa)
{
    return (1 + random_below(1ul << 26)) * PAGE_SIZE ^ gpa;
}

/* A GPA of that many bits, at which an instruction can be, or a byte. */
static uint64_t random_gpa(enum access access, unsigned bits)
{
    uint64_t gpa = random_below(1ul << (bits - 1)) | 1ul << (bits - 1);
    return access == FETCH ? gpa & ~3ul : gpa | 3;
}

/* --- The points --- */

static void check_real(void)
{
    entry = entry_in_page(random_below(1ul << 19));
    enter_guest(entry, empty_root);
}

static void check_paging(void)
{
    for (unsigned i = 0; i < 16; i++) { /* for every reason that stage 2 may have */
        enum access access = i % 2 ? LOAD : FETCH;
        uint64_t trap[3], gpa = random_gpa(access, 31);
        make_fault(trap, access, gpa, another_page(gpa));
        ask(trap, access, gpa, "What the guest's own paging translates is not the GPA.");
    }
}

static void check_store(void)
{
    uint64_t trap[3], gpa = random_gpa(STORE, 39);
    make_fault(trap, STORE, gpa, another_page(gpa));
    ask(trap, STORE, gpa, "How long is a GPA?");
}

static void check_short(void)
{
    for (enum access access = FETCH; access <= STORE; access++) {
        uint64_t trap[3], gpa = random_gpa(access, 31);
        make_short_fault(trap, access, gpa);
        ask(trap, access, gpa, "Here the guest's own paging is off. What has the GPA then?");
    }
}

static void check_others(void)
{
    const char *what;
    uint64_t trap[3];
    for (unsigned n = 0; (what = make_other_trap(trap, n)); n++) {
        struct guest_access said = decode(trap);
        expect(said.access == NO_STAGE2_FAULT, TRAP_FORMAT "; that is %s: NO_STAGE2_FAULT.",
               TRAP_ARGS(trap, said), what);
    }
    check_paging(); /* or else an answer that never finds a fault would have this point */
}

const struct point points[] = {
    {"a fetch by a guest that was really entered", check_real},
    {"a fetch and a load by a guest with its own paging", check_paging},
    {"a store, high in the guest-physical addresses", check_store},
    {"a missing right, or a GPA that is left out", check_short},
    {"traps that are no stage-2 faults", check_others},
    {},
};

int main(void)
{
    check_points();
}

void guest_trapped(void)
{
    uint64_t trap[3];
    read_trap(trap);
    must(trapped_at(entry) ? OK : "another trap than that of its entry");
    ask(trap, FETCH, entry, "./run.sh step 1 shows such a trap. Where is the GPA in it?");
    check_points();
}
