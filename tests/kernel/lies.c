/* Executes programs whose ELF headers are wrong in one place or another. */
#include "user.h"

#define ROUNDS 300

static char program[65536];
static uint64_t seed = 7;

static uint64_t random_number(void)
{
    seed = seed * 6364136223846793005 + 1442695040888963407;
    return seed >> 33;
}

static void write_file(const char *path, size_t size)
{
    long file = open(path, O_WRONLY | O_CREAT | O_TRUNC);
    write_all(file, program, size);
    close(file);
}

/* One to three fields of the headers, of 1 to 8 bytes, get odd values. */
static void lie(void)
{
    static const uint64_t values[] = {0,
                                      1,
                                      3,
                                      0xffff,
                                      0xffffffff,
                                      ~0ul,
                                      1ul << 63,
                                      0x3ffffff000,
                                      0x4000000000,
                                      0xffffffff80000000,
                                      4095,
                                      0x400000,
                                      0x10};
    for (unsigned n = random_number() % 3 + 1; n; n--) {
        unsigned size = 1 << random_number() % 4;
        unsigned at = random_number() % ((64 + 4 * 56) / size) * size;
        uint64_t value = values[random_number() % ARRAY_LENGTH(values)];
        if (random_number() % 4 == 0)
            value = random_number();
        memcpy(program + at, &value, size);
    }
}

int main(int argc, char **argv, char **environment)
{
    long file = open("/bin/true", 0), size = read(file, program, sizeof program);
    int good = 0, refused = 0, died = 0;
    close(file);
    for (int i = 0; i < ROUNDS; i++) {
        char kept[512];
        memcpy(kept, program, sizeof kept);
        lie();
        program[16] = i % 3 ? program[16] : 3; /* ET_DYN: it can be anywhere */
        write_file("/lie", random_number() % 10 ? size : random_number() % size);
        memcpy(program, kept, sizeof kept);
        int status;
        long pid = fork();
        if (!pid) {
            close(1);
            close(2);
            execve("/lie", argv, environment);
            exit(99);
        }
        if (pid < 0 || wait4(pid, &status) != pid)
            return 1;
        good += !status;
        refused += status == 99 << 8;
        died += (status & 0x7f) != 0;
    }
    printf("lies: %d programs: %d ran, %d were refused, %d died\n", ROUNDS, good, refused, died);
    return !good || !refused;
}
