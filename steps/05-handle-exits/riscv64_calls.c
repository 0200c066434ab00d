/*
 * RISC-V: every call of the SBI specification, 2.0. One that is not offered is named when it is
 * printed, and refused; an extension none of whose calls is offered probes as absent.
 */
#include "riscv64_calls.h"

static const struct sbi_call base[] = {
    {"base get_spec_version", 0, get_spec_version}, {"base get_impl_id", 0, get_impl_id},
    {"base get_impl_version", 0, get_impl_version}, {"base probe_extension", 1, probe_extension},
    {"base get_mvendorid", 0, get_machine_id},      {"base get_marchid", 0, get_machine_id},
    {"base get_mimpid", 0, get_machine_id},
};
static const struct sbi_call time[] = {{"TIME set_timer", 1, not_offered}};
static const struct sbi_call ipi[] = {{"IPI send_ipi", 2, not_offered}};
static const struct sbi_call rfence[] = {
    {"RFNC remote_fence_i", 2, remote_fence_i},
    {"RFNC remote_sfence_vma", 4, remote_sfence_vma},
    {"RFNC remote_sfence_vma_asid", 5, remote_sfence_vma},
    {"RFNC remote_hfence_gvma_vmid", 5, not_offered}, /* these are for harts with an H extension */
    {"RFNC remote_hfence_gvma", 4, not_offered},
    {"RFNC remote_hfence_vvma_asid", 5, not_offered},
    {"RFNC remote_hfence_vvma", 4, not_offered},
};
static const struct sbi_call hsm[] = {
    {"HSM hart_start", 3, not_offered},
    {"HSM hart_stop", 0, not_offered},
    {"HSM hart_get_status", 1, not_offered},
    {"HSM hart_suspend", 3, not_offered},
};
static const struct sbi_call srst[] = {{"SRST system_reset", 2, system_reset}};
static const struct sbi_call pmu[] = {
    {"PMU num_counters", 0, not_offered},
    {"PMU counter_get_info", 1, not_offered},
    {"PMU counter_config_matching", 5, not_offered},
    {"PMU counter_start", 4, not_offered},
    {"PMU counter_stop", 3, not_offered},
    {"PMU counter_fw_read", 1, not_offered},
    {"PMU counter_fw_read_hi", 1, not_offered},
    {"PMU snapshot_set_shmem", 3, not_offered},
};
static const struct sbi_call dbcn[] = {
    {"DBCN console_write", 3, console_write},
    {"DBCN console_read", 3, console_read},
    {"DBCN console_write_byte", 1, console_write_byte},
};
static const struct sbi_call susp[] = {{"SUSP system_suspend", 3, not_offered}};
static const struct sbi_call cppc[] = {
    {"CPPC probe", 1, not_offered},
    {"CPPC read", 1, not_offered},
    {"CPPC read_hi", 1, not_offered},
    {"CPPC write", 2, not_offered},
};
static const struct sbi_call nacl[] = {
    {"NACL probe_feature", 1, not_offered}, {"NACL set_shmem", 3, not_offered},
    {"NACL sync_csr", 1, not_offered},      {"NACL sync_hfence", 1, not_offered},
    {"NACL sync_sret", 0, not_offered},
};
static const struct sbi_call sta[] = {{"STA steal_time_set_shmem", 3, not_offered}};

#define CALLS(calls) sizeof calls / sizeof *calls, calls

/* The number is the name in ASCII, but for the first. */
const struct sbi_extension sbi_extensions[] = {
    {0x10, CALLS(base)},         /* SBI 4 */
    {0x4442434e, CALLS(dbcn)},   /* 12, debug console */
    {0x53525354, CALLS(srst)},   /* 10, system reset */
    {0x52464e43, CALLS(rfence)}, /* 8, remote fences */
    {0x54494d45, CALLS(time)},   /* 6 */
    {0x735049, CALLS(ipi)},      /* 7, interprocessor interrupts */
    {0x48534d, CALLS(hsm)},      /* 9, hart state management */
    {0x504d55, CALLS(pmu)},      /* 11, performance counters */
    {0x53555350, CALLS(susp)},   /* 13, system suspend */
    {0x43505043, CALLS(cppc)},   /* 14, processor performance */
    {0x4e41434c, CALLS(nacl)},   /* 15, nested acceleration */
    {0x535441, CALLS(sta)},      /* 16, steal time */
    {.id = SBI_END},
};

/* SBI 5 */
const struct sbi_call sbi_legacy[SBI_LEGACY_CALLS] = {
    {"legacy set_timer", 1, not_offered},
    {"legacy console_putchar", 1, legacy_putchar},
    {"legacy console_getchar", 0, legacy_getchar},
    {"legacy clear_ipi", 0, not_offered},
    {"legacy send_ipi", 1, not_offered},
    {"legacy remote_fence_i", 1, not_offered},
    {"legacy remote_sfence_vma", 3, not_offered},
    {"legacy remote_sfence_vma_asid", 4, not_offered},
    {"legacy shutdown", 0, legacy_shutdown},
};
