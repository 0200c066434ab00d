/* The clock of a PC by its registers: flags, the alarm, periods. */
#include "x86_64_pc.h"

enum { SECONDS, SECONDS_ALARM, MINUTES, MINUTES_ALARM, HOURS, HOURS_ALARM, A = 10, B, C, D };
enum { SET = 0x80, HOURS_24 = 2, REQUEST = 0x80, PERIODIC = 0x40, ALARM = 0x20, UPDATED = 0x10 };
enum { RUNS = 0x20, ANY = 0xff };

static uint8_t rtc(uint8_t index)
{
    out(0x70, index);
    return in(0x71);
}

static void set_rtc(uint8_t index, uint8_t value)
{
    out(0x70, index), out(0x71, value);
}

static void start_rtc(uint8_t a, uint8_t b)
{
    set_rtc(A, a), set_rtc(B, b | HOURS_24);
    rtc(C);
}

static uint8_t next_second(uint8_t bcd)
{
    return bcd == 0x59 ? 0 : bcd % 16 == 9 ? bcd + 7 : bcd + 1;
}

/* All flags that were seen until the next second, and how often there was a period. */
static uint8_t flags_of_a_second(unsigned *periods)
{
    uint8_t flags = 0, now = 0;
    *periods = 0;
    for (uint8_t second = rtc(SECONDS); rtc(SECONDS) == second;) {
        flags |= now = rtc(C);
        *periods += now >> 6 & 1;
    }
    return flags | rtc(C);
}

static void registers(void)
{
    set_rtc(0x8e, 0x5a), set_rtc(D, 0);
    expect("rtc: a byte of memory, and that it is valid", rtc(0x0e) == 0x5a && rtc(D) == 0x80);
    start_rtc(RUNS, 0x12);
    set_rtc(B, SET | UPDATED | HOURS_24);
    expect("rtc: SET switches the update's interrupt off", rtc(B) == (SET | HOURS_24));
    expect("rtc: 64 MiB", rtc(0x17) == 0 && rtc(0x18) == 0xfc && rtc(0x34) == 0 && rtc(0x35) == 3);
}

static void flags(void)
{
    unsigned periods;
    start_rtc(RUNS, 0);
    flags_of_a_second(&periods);
    uint8_t seen = flags_of_a_second(&periods);
    expect("rtc: flags without interrupts, until they are read", seen == UPDATED && !rtc(C));
    start_rtc(RUNS, UPDATED);
    seen = flags_of_a_second(&periods);
    expect("rtc: and with", seen == (REQUEST | UPDATED));
    start_rtc(RUNS, SET);
    seen = flags_of_a_second(&periods);
    expect("rtc: no update while SET", !seen);
}

static void periods(void)
{
    static const struct {
        uint8_t a;
        unsigned rate;
    } rates[] = {{1, 256}, {2, 128}, {8, 256}, {13, 8}, {0, 0}};
    unsigned found;
    for (unsigned i = 0; i < sizeof rates / sizeof *rates; i++) {
        start_rtc(RUNS | rates[i].a, 0);
        flags_of_a_second(&found);
        expect("rtc: periods", found + 1 >= rates[i].rate && found <= rates[i].rate + 1);
    }
    start_rtc(0x70 | 6, 0);
    flags_of_a_second(&found);
    expect("rtc: none while it is held", !found);
}

static void alarm_at(uint8_t hour, uint8_t minute, uint8_t second)
{
    set_rtc(SECONDS_ALARM, second), set_rtc(MINUTES_ALARM, minute), set_rtc(HOURS_ALARM, hour);
    rtc(C);
}

static void alarms(void)
{
    unsigned periods;
    start_rtc(RUNS, ALARM);
    flags_of_a_second(&periods);
    uint8_t second = next_second(next_second(rtc(SECONDS)));
    alarm_at(ANY, ANY, second);
    bool early = flags_of_a_second(&periods) & ALARM;
    bool comes = (flags_of_a_second(&periods) & (REQUEST | ALARM)) == (REQUEST | ALARM);
    expect("rtc: the alarm's second", !early && comes && rtc(SECONDS) == second);
    alarm_at(ANY, rtc(MINUTES) ^ 1, ANY);
    bool minute = flags_of_a_second(&periods) & ALARM;
    alarm_at(rtc(HOURS) ^ 1, ANY, ANY);
    bool hour = flags_of_a_second(&periods) & ALARM;
    alarm_at(rtc(HOURS), rtc(MINUTES), ANY);
    expect("rtc: its minute and its hour", !minute && !hour && flags_of_a_second(&periods) & ALARM);
}

int start(const void *tree);

int start(const void *tree)
{
    (void)tree;
    load_tables();
    registers();
    flags();
    periods();
    alarms();
    shut_down();
}
