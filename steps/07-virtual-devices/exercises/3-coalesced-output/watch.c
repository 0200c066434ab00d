#include "watch.h"

#include "grade.h"
#include "memory_map.h"
#include "page_alloc.h"
#include "random.h"

struct watched *watched;
const char *watch_hint;
uint64_t printed, printed_by_uart;
bool meddle, move_page, timer_matters;
uint32_t ring_bytes;

uint64_t started_at;
static uint64_t timer_at; /* what the host's timer is set to */

/* Of the exit that is being handled. */
static struct {
    bool handled, meddled;
    uint8_t bytes[PAGE_SIZE]; /* that are to be printed */
    uint32_t count, printed;
    uint32_t produced;
} now;

/* --- The host's timer: the linker has every call of it come here --- */

void __real_host_timer_set(uint64_t when);
void __wrap_host_timer_set(uint64_t when);
void __real_host_timer_acknowledge(void);
void __wrap_host_timer_acknowledge(void);

void __wrap_host_timer_acknowledge(void)
{
    __real_host_timer_acknowledge();
    timer_at = NEVER;
}

void __wrap_host_timer_set(uint64_t when)
{
    __real_host_timer_set(when);
    timer_at = when;
}

/* --- The guest's page --- */

/* Where it is now; NULL if the guest cannot write there. What is only promised is given. */
static struct output_ring *page_at(uint64_t gpa)
{
    uint64_t left;
    if (!gpa || gpa % PAGE_SIZE)
        return NULL;
    return guest_memory_at(&script_guest, gpa, STAGE2_R | STAGE2_W, &left);
}

/* What the guest does not see: the old page is full of other bytes. */
static void move(void)
{
    struct output_ring *old = page_at(watched->ring);
    void *page = page_alloc(0);
    memory_clean(old, PAGE_SIZE);
    memcpy(page, old, PAGE_SIZE);
    memory_clean(page, PAGE_SIZE);
    must(stage2_unmap(&script_guest.stage2, watched->ring, PAGE_SIZE));
    must(stage2_map(&script_guest.stage2, watched->ring, (uintptr_t)page, PAGE_SIZE, STAGE2_RWX));
    stage2_fence(&script_guest.stage2);
    memset(old->bytes, '?', ring_bytes);
    old->produced += 1 + random_below(ring_bytes);
}

/* --- What is printed: the linker has every byte of it come here --- */

void __wrap_guest_putc(struct guest_line *line, char c);

void __wrap_guest_putc(struct guest_line *line, char c)
{
    uint8_t byte = c, right = now.printed < now.count ? now.bytes[now.printed] : UART_BYTE;
    struct output_ring *page = page_at(watched->ring);
    if (!now.handled)
        return;
    expect(byte != UART_BYTE || right == UART_BYTE,
           "the guest put %u bytes into its ring, and then sent one to its UART: that one is "
           "printed when %u of them are. %s",
           now.count, now.printed, watch_hint);
    if (byte == UART_BYTE) {
        printed_by_uart++;
        return;
    }
    expect(byte == right || now.printed >= now.count,
           "byte %u of %u at this exit: 0x%x is printed, it is 0x%x. Which byte of the ring is "
           "byte n? %s",
           now.printed, now.count, byte, right, watch_hint);
    now.printed++;
    printed++;
    if (meddle && page) {
        now.meddled = true;
        page->produced = now.produced + 8 * ring_bytes;
        page->consumed = now.produced - ring_bytes;
    }
}

/* --- Accesses --- */

static uint64_t watch_read(struct device *device, uint64_t offset, unsigned size)
{
    uint64_t value = watched->answer.read(device, offset, size);
    uint64_t right = offset == watched->place.ring ? watched->ring : 0;
    expect(value == right, "offset 0x%lx (%s): the guest reads 0x%lx, it is 0x%lx. %s", offset,
           offset == watched->place.ring ? "RING" : "not RING", value, right, watch_hint);
    return value;
}

static void watch_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    watched->answer.write(device, offset, size, value);
    if (offset != watched->place.ring)
        return;
    struct output_ring *page = page_at(value);
    watched->ring = page ? value : 0;
    if (page)
        watched->consumed = page->consumed;
}

/* --- Exits --- */

/* What is to be printed at this exit. */
static void look_at_ring(void)
{
    const struct output_ring *page = page_at(watched->ring);
    now.handled = true;
    now.meddled = false;
    now.count = now.printed = 0;
    if (!page)
        return;
    memory_clean(page, PAGE_SIZE);
    now.produced = page->produced;
    if (now.produced - watched->consumed > ring_bytes) {
        watched->ring = 0;
        return;
    }
    now.count = now.produced - watched->consumed;
    for (uint32_t i = 0; i < now.count; i++)
        now.bytes[i] = page->bytes[(watched->consumed + i) % ring_bytes];
    watched->consumed = now.produced;
}

static bool expect_printed(enum exit_kind kind)
{
    struct output_ring *page = page_at(watched->ring);
    if (!expect(now.printed == now.count,
                "at an exit (%s) %u bytes are in the ring, and %u are printed. %s",
                exit_kind_names[kind], now.count, now.printed, watch_hint))
        return false;
    if (!page)
        return true;
    if (now.meddled)
        page->produced = now.produced;
    memory_clean(page, PAGE_SIZE);
    return expect(page->consumed == watched->consumed,
                  "after an exit (%s) `consumed` in the guest's page is 0x%x, it is 0x%x. %s",
                  exit_kind_names[kind], page->consumed, watched->consumed, watch_hint);
}

/* `before` and `when` are the time and the deadline before the exit was handled. */
static bool expect_timer(enum exit_kind kind, uint64_t before, uint64_t when)
{
    const struct deadline *deadline = &watched->output.deadline;
    uint64_t earliest = before + OUTPUT_EARLIEST * machine.timer_hz / 1000;
    uint64_t latest = time_counter() + OUTPUT_LATEST * machine.timer_hz / 1000;
    if (!watched->ring)
        return expect(
            !deadline->cpu || deadline->when == NEVER,
            "after an exit (%s) the guest has no ring, and output->deadline is not off. %s",
            exit_kind_names[kind], watch_hint);
    return expect(
               deadline->when <= latest && timer_at <= latest,
               "after an exit (%s) the guest has a ring, and output->deadline is off, or set too "
               "late. %s",
               exit_kind_names[kind], watch_hint) &&
           expect(deadline->when == when || deadline->when >= earliest,
                  "at an exit (%s) output->deadline is set for a time that comes before %d ms are "
                  "over. %s",
                  exit_kind_names[kind], OUTPUT_EARLIEST, watch_hint);
}

static enum guest_action watch(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint64_t by_uart = printed_by_uart, before = time_counter();
    uint64_t when = watched->output.deadline.when;
    look_at_ring();
    enum guest_action action = script_handle(vcpu, exit);
    now.handled = false;
    if (!expect_printed(exit->kind) ||
        (timer_matters && action == GUEST_RESUMES && !expect_timer(exit->kind, before, when)))
        return GUEST_STOPPED;
    if (move_page && printed_by_uart != by_uart && watched->ring) {
        move_page = false;
        move();
    }
    return action;
}

void watch_expect(uint64_t slice, enum guest_action right, const char *hint)
{
    timer_at = NEVER;
    watch_hint = hint;
    started_at = time_counter();
    script_expect(slice, right, hint);
}

/* --- The device --- */

bool watch_new(void)
{
    static struct watched each[MAX_POINTS]; /* their deadlines stay in the list */
    static unsigned used;
    if (watched)
        deadline_clear(&watched->output.deadline);
    watched = &each[used++];
    choose_place(&watched->place);
    choose_text();
    meddle = move_page = timer_matters = false;
    script_new_board();
    script_begin();
    struct device *device = &watched->output.device;
    error problem = output_add(&script_guest, &watched->output, &watched->place);
    if (!expect(!problem, "output_add() fails: %s", problem ? problem : "") ||
        !expect(device_at(&script_guest, SPACE_MEMORY, watched->place.base) == device &&
                    device->read && device->write,
                "the guest has no device at 0x%lx, or another one than output->device.",
                watched->place.base))
        return false;
    watched->answer = *device;
    device->read = watch_read;
    device->write = watch_write;
    script_watch(watch);
    return true;
}
