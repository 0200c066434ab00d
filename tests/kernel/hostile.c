/* What a hostile root user can do to the machine. hostile mem GPA BYTES...: reads and writes device
 * registers there, in each size. hostile ports: each port. hostile msrs: a list of MSRs, and 10,000
 * others. */
#include "user.h"

#define RDWR_SHARED 3, 1 /* PROT_READ | PROT_WRITE, MAP_SHARED */

static uint64_t accesses, refused;

static uint64_t random_bits(void)
{
    static uint64_t state = 0x9e3779b97f4a7c15;
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static uint64_t number(const char *text)
{
    uint64_t value = 0;
    for (text += 2; *text; text++) /* 0x... */
        value = value * 16 + (*text <= '9' ? *text - '0' : *text - 'a' + 10);
    return value;
}

static int open_or_die(const char *path)
{
    int file = open(path, O_RDWR);
    if (file >= 0)
        return file;
    complain("hostile: %s: %s\n", path, error_text(file));
    exit(1);
}

/* --- Device registers, through /dev/mem --- */

struct progress {
    uint64_t offset, accesses;
};

#define ACCESS(type)                                 \
    do {                                             \
        volatile type *at = (void *)(page + offset); \
        (void)*at;                                   \
        *at = 0;                                     \
        *at = -1;                                    \
        *at = random_bits();                         \
    } while (0)

static void access_all(char *page, unsigned size, volatile struct progress *progress)
{
    for (uint64_t offset; (offset = progress->offset) < PAGE_SIZE;) {
        progress->offset += offset < 0x100 ? size : 16 * size;
        progress->accesses += 4;
        switch (size) {
        case 1:
            ACCESS(uint8_t);
            break;
        case 2:
            ACCESS(uint16_t);
            break;
        case 4:
            ACCESS(uint32_t);
            break;
        default:
            ACCESS(uint64_t);
        }
    }
    exit(0);
}

/* A child dies of an access that nothing answers; the next one goes on after it. */
static void attack_page(int mem, uint64_t gpa, volatile struct progress *progress)
{
    char *page = (char *)system_call(SYS_mmap, 0, PAGE_SIZE, RDWR_SHARED, mem, gpa);
    if ((long)page < 0 && (long)page > -4096) {
        refused++;
        return;
    }
    for (unsigned size = 1; size <= 8; size *= 2) {
        progress->offset = 0;
        for (unsigned deaths = 0; deaths < 8 && progress->offset < PAGE_SIZE; deaths++) {
            int status;
            long pid = fork();
            if (!pid)
                access_all(page, size, progress);
            wait4(pid, &status);
        }
    }
    unmap(page, PAGE_SIZE);
}

static void attack_memory(int count, char **words)
{
    int mem = open_or_die("/dev/mem");
    struct progress *progress =
        (void *)system_call(SYS_mmap, 0, PAGE_SIZE, 3, 0x21, -1, 0); /* shared, no file */
    for (int i = 0; i + 1 < count; i += 2) {
        uint64_t base = number(words[i]), bytes = number(words[i + 1]);
        for (uint64_t at = 0; at < bytes; at += PAGE_SIZE)
            attack_page(mem, base + at, progress);
    }
    for (unsigned i = 0; i < 20; i++)
        attack_page(mem, random_bits() >> (24 + i) & -PAGE_SIZE, progress);
    accesses += progress->accesses;
}

/* --- Numbered things, through files whose offset is the number --- */

static void access_number(int file, uint64_t at, unsigned size, bool write_too)
{
    uint64_t value, values[] = {0, -1, random_bits()};
    accesses++;
    system_call(SYS_lseek, file, at, 0, 0, 0, 0);
    refused += read(file, &value, size) < 0;
    for (unsigned i = 0; write_too && i < ARRAY_LENGTH(values); i++) {
        accesses++;
        system_call(SYS_lseek, file, at, 0, 0, 0, 0);
        refused += write(file, &values[i], size) < 0;
    }
}

/* Leaves out ports that switch the machine off or reset it. */
static void attack_ports(void)
{
    int ports = open_or_die("/dev/port");
    for (uint64_t port = 0; port < 0x10000; port += port < 0x1000 ? 1 : 17)
        access_number(ports, port, 1, (port < 0x600 || port > 0x60b) && port != 0xcf9);
}

/* Leaves out MSRs with which the guest would harm itself: the time-stamp counter, its kernel's
 * entry points, FS and GS, EFER, PAT. */
static bool is_own(uint32_t msr)
{
    return msr == 0x10 || (msr >= 0x174 && msr <= 0x176) ||
           (msr >= 0xc0000080 && msr <= 0xc0000084) || (msr >= 0xc0000100 && msr <= 0xc0000102) ||
           msr == 0x277;
}

static void attack_msrs(void)
{
    static const uint32_t ranges[] = {0, 0xc0000000, 0xc0010000, 0x40000000, 0xc0010100};
    int msrs = open_or_die("/dev/cpu/0/msr");
    for (unsigned i = 0; i < ARRAY_LENGTH(ranges); i++) {
        for (uint32_t msr = ranges[i]; msr < ranges[i] + 0x200; msr++)
            access_number(msrs, msr, 8, !is_own(msr));
    }
    for (unsigned i = 0; i < 10000; i++) {
        uint32_t msr = random_bits();
        access_number(msrs, msr, 8, !is_own(msr));
    }
}

int main(int argc, char **argv, char **environment)
{
    if (argc > 1 && !strcmp(argv[1], "mem"))
        attack_memory(argc - 2, argv + 2);
    else if (argc > 1 && !strcmp(argv[1], "ports"))
        attack_ports();
    else
        attack_msrs();
    printf("hostile: %lu accesses, %lu refused\n", accesses, refused);
    return 0;
}
