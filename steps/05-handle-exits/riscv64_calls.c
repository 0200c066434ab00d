/* RISC-V: the name of every call of the SBI specification, offered here or not. */
#include "vcpu.h"

struct function {
    const char *name;
    unsigned arguments;
};

#define FUNCTIONS 8

static const struct {
    uint32_t id;
    const char *name;
    struct function functions[FUNCTIONS];
} extensions[] = {
    {0x10,
     "base",
     {{"get_spec_version", 0},
      {"get_impl_id", 0},
      {"get_impl_version", 0},
      {"probe_extension", 1},
      {"get_mvendorid", 0},
      {"get_marchid", 0},
      {"get_mimpid", 0}}},
    {0x54494d45, "TIME", {{"set_timer", 1}}},
    {0x735049, "IPI", {{"send_ipi", 2}}},
    {0x52464e43,
     "RFNC",
     {{"remote_fence_i", 2},
      {"remote_sfence_vma", 4},
      {"remote_sfence_vma_asid", 5},
      {"remote_hfence_gvma_vmid", 5},
      {"remote_hfence_gvma", 4},
      {"remote_hfence_vvma_asid", 5},
      {"remote_hfence_vvma", 4}}},
    {0x48534d,
     "HSM",
     {{"hart_start", 3}, {"hart_stop", 0}, {"hart_get_status", 1}, {"hart_suspend", 3}}},
    {0x53525354, "SRST", {{"system_reset", 2}}},
    {0x504d55,
     "PMU",
     {{"num_counters", 0},
      {"counter_get_info", 1},
      {"counter_config_matching", 5},
      {"counter_start", 4},
      {"counter_stop", 3},
      {"counter_fw_read", 1},
      {"counter_fw_read_hi", 1},
      {"snapshot_set_shmem", 3}}},
    {0x4442434e, "DBCN", {{"console_write", 3}, {"console_read", 3}, {"console_write_byte", 1}}},
    {0x53555350, "SUSP", {{"system_suspend", 3}}},
    {0x43505043, "CPPC", {{"probe", 1}, {"read", 1}, {"read_hi", 1}, {"write", 2}}},
    {0x4e41434c,
     "NACL",
     {{"probe_feature", 1},
      {"set_shmem", 3},
      {"sync_csr", 1},
      {"sync_hfence", 1},
      {"sync_sret", 0}}},
    {0x535441, "STA", {{"steal_time_set_shmem", 3}}},
};

/* The legacy calls: the extension's number is the whole call. */
static const struct function legacy[] = {
    {"set_timer", 1},         {"console_putchar", 1},
    {"console_getchar", 0},   {"clear_ipi", 0},
    {"send_ipi", 1},          {"remote_fence_i", 1},
    {"remote_sfence_vma", 3}, {"remote_sfence_vma_asid", 4},
    {"shutdown", 0},
};

/* Ranges that the specification gives away, SBI 15 to 17. */
static const char *range_name(uint64_t id)
{
    switch (id >> 24) {
    case 0x08:
        return "experimental extension";
    case 0x09:
        return "vendor-specific extension";
    case 0x0a:
        return "firmware-specific extension";
    }
    return NULL;
}

struct sbi_name sbi_name(uint64_t extension, uint64_t function)
{
    if (extension < sizeof legacy / sizeof *legacy)
        return (struct sbi_name){"legacy", legacy[extension].name, legacy[extension].arguments};
    for (unsigned i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        if (extensions[i].id != extension)
            continue;
        struct function f = {0};
        if (function < FUNCTIONS)
            f = extensions[i].functions[function];
        return (struct sbi_name){extensions[i].name, f.name, f.arguments};
    }
    return (struct sbi_name){.extension = range_name(extension)};
}
