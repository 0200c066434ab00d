#include "script.h"

#include "demand.h"
#include "grade.h"
#include "memory_map.h"
#include "page_alloc.h"
#include "string.h"

#define BOARDS     (MAX_POINTS + 1)
#define DATA_BYTES (16 * PAGE_SIZE)

struct guest script_guest;
struct vcpu script_vcpu;

static uint8_t *data; /* HPA */
static exit_handler *handlers_of_step[EXIT_KINDS], *handlers[EXIT_KINDS];
static struct script_row rows[ROWS_MAX];
static unsigned rows_count;
static uint64_t take; /* GPA */
static uint64_t exits_before;

uint32_t *script_word(unsigned offset)
{
    return (uint32_t *)(data + offset);
}

/* --- The guest --- */

static void map(uint64_t gpa, const void *pages, uint64_t size, unsigned prot)
{
    must(stage2_map(&script_guest.stage2, gpa, (uintptr_t)pages, size, prot));
}

void script_init(void)
{
    page_alloc_init();
    must(demand_init());
    devices_init();
    must(guest_init(&script_guest, 0));
    must(guest_add_ram(&script_guest, GUEST_BASE, SCRIPT_RAM));
    uint8_t *code = page_alloc(0);
    data = page_alloc(4);
    memcpy(code, script_guest_start, script_guest_end - script_guest_start);
    memory_clean(code, PAGE_SIZE);
    map(SCRIPT_CODE, code, PAGE_SIZE, STAGE2_R | STAGE2_X);
    map(SCRIPT_DATA, data, DATA_BYTES, STAGE2_R | STAGE2_W);
    script_guest.entry = SCRIPT_CODE;
    memcpy(handlers_of_step, exit_handlers, sizeof handlers_of_step);
    script_new_board();
    must(vcpu_init(&script_vcpu, &script_guest, 0));
}

/* The deadlines of an old board stay where they are, so each has its place. */
void script_new_board(void)
{
    static struct board boards[BOARDS];
    static unsigned used;
    memcpy(exit_handlers, handlers_of_step, sizeof handlers_of_step);
    script_guest.devices = script_guest.last_device = NULL;
    script_guest.start = start_elf;
    if (used == BOARDS)
        must(error_of("it needs more boards"));
    must(board_init(&boards[used++], &script_guest, &script_vcpu));
}

void script_watch(exit_handler *watch)
{
    memcpy(handlers, exit_handlers, sizeof handlers);
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++)
        exit_handlers[kind] = watch;
}

enum guest_action script_handle(struct vcpu *vcpu, struct vm_exit *exit)
{
    return handlers[exit->kind](vcpu, exit);
}

/* --- The script --- */

void script_begin(void)
{
    rows_count = 0;
}

void script_add(uint32_t what, uint32_t size, uint64_t address, uint32_t value)
{
    if (rows_count == ROWS_MAX - 1)
        must(error_of("its script is too long"));
    rows[rows_count++] = (struct script_row){what, size, address, value};
}

void script_read(uint64_t address)
{
    script_add(SCRIPT_READ, 4, address, 0);
}

void script_write(uint64_t address, uint32_t value)
{
    script_add(SCRIPT_WRITE, 4, address, value);
}

void script_run_for(uint64_t microseconds)
{
    script_add(SCRIPT_RUN, 0, 0, guest_ticks(microseconds));
}

void script_take(uint64_t address)
{
    take = address;
}

/* --- A run --- */

uint64_t script_exits(void)
{
    uint64_t exits = 0;
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++)
        exits += script_vcpu.ring.counts[kind];
    return exits - exits_before;
}

/* All but the text, and the mask, which stay. */
static void write_data(void)
{
    uint32_t mask = *script_word(DATA_MASK);
    rows[rows_count] = (struct script_row){.what = SCRIPT_OFF};
    memset(data, 0, DATA_TEXT);
    *script_word(DATA_MASK) = mask;
    *script_word(DATA_TAKE) = take;
    memcpy(data + DATA_ROWS, rows, (rows_count + 1) * sizeof *rows);
}

enum guest_action script_run(uint64_t slice)
{
    write_data();
    vcpu_reset(&script_vcpu);
    vcpu_load(&script_vcpu);
    prepare_script(&script_vcpu, data);
    memory_clean(data, DATA_BYTES);
    exits_before = 0;
    exits_before = script_exits();
    must(start_slice(slice));
    enum guest_action action = run_vcpu(&script_vcpu);
    memory_clean(data, DATA_BYTES);
    return action;
}

bool script_expect(uint64_t slice, enum guest_action right, const char *hint)
{
    static const char *const names[] = {
        [GUEST_RESUMES] = "runs",
        [GUEST_PREEMPTED] = "was preempted",
        [GUEST_WAITS] = "waits",
        [GUEST_TURNS_OFF] = "turned its CPU off",
        [GUEST_SHUTDOWN] = "came to its end",
        [GUEST_RESET] = "was reset",
        [GUEST_STOPPED] = "was stopped",
    };
    enum guest_action action = script_run(slice);
    const struct vm_exit *last = script_vcpu.ring.last;
    return expect(action == right,
                  "the guest %s, and \"%s\" is right. Its last exit is \"%s\"%s%s. %s",
                  names[action], names[right], exit_kind_names[last->kind],
                  action == GUEST_STOPPED ? ": " : "",
                  action == GUEST_STOPPED ? script_vcpu.why_stopped : "", hint);
}

uint32_t script_log(unsigned n)
{
    return *script_word(DATA_LOG + 4 * n);
}
