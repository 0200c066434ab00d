/* AArch64: exits and registers, printed. */
#include "report.h"

#include "smccc.h"

/* --- What was accessed --- */

/* Those that a kernel is likely to try. */
static const struct {
    uint32_t number;
    const char *name;
} system_registers[] = {
    {ISS_REGISTER(3, 0, 1, 0, 1), "ACTLR_EL1"},
    {ISS_REGISTER(3, 3, 14, 0, 1), "CNTPCT_EL0"},
    {ISS_REGISTER(3, 3, 14, 2, 0), "CNTP_TVAL_EL0"},
    {ISS_REGISTER(3, 3, 14, 2, 1), "CNTP_CTL_EL0"},
    {ISS_REGISTER(3, 3, 14, 2, 2), "CNTP_CVAL_EL0"},
    {ISS_REGISTER(3, 3, 9, 12, 0), "PMCR_EL0"},
    {ISS_REGISTER(3, 3, 9, 12, 1), "PMCNTENSET_EL0"},
    {ISS_REGISTER(3, 3, 9, 13, 0), "PMCCNTR_EL0"},
    {ISS_REGISTER(3, 3, 9, 14, 0), "PMUSERENR_EL0"},
    {ISS_REGISTER(3, 3, 14, 15, 7), "PMCCFILTR_EL0"},
    {ISS_REGISTER(2, 0, 0, 2, 2), "MDSCR_EL1"},
    {ISS_REGISTER(2, 0, 1, 0, 4), "OSLAR_EL1"},
    {ISS_REGISTER(2, 0, 1, 1, 4), "OSLSR_EL1"},
    {ISS_REGISTER(2, 0, 1, 3, 4), "OSDLR_EL1"},
    {ISS_REGISTER(2, 0, 0, 0, 4), "DBGBVR0_EL1"},
    {ISS_REGISTER(3, 0, 4, 6, 0), "ICC_PMR_EL1"},
    {ISS_REGISTER(3, 0, 12, 11, 5), "ICC_SGI1R_EL1"},
    {ISS_REGISTER(3, 0, 12, 12, 0), "ICC_IAR1_EL1"},
    {ISS_REGISTER(3, 0, 12, 12, 1), "ICC_EOIR1_EL1"},
    {ISS_REGISTER(3, 0, 12, 12, 4), "ICC_CTLR_EL1"},
    {ISS_REGISTER(3, 0, 12, 12, 5), "ICC_SRE_EL1"},
    {ISS_REGISTER(3, 0, 12, 12, 7), "ICC_IGRPEN1_EL1"},
    {ISS_REGISTER(1, 0, 7, 6, 2), "DC ISW"},
    {ISS_REGISTER(1, 0, 7, 10, 2), "DC CSW"},
    {ISS_REGISTER(1, 0, 7, 14, 2), "DC CISW"},
};

/* 31 means 0 here, not a register. */
static void print_operand(uint64_t n)
{
    if (n == 31)
        printf("xzr");
    else
        printf("x%lu", n);
}

static void print_register_access(uint64_t esr)
{
    uint32_t number = ISS_NUMBER(esr);
    printf(", %s ", esr & ISS_READ ? "read to" : "write from");
    print_operand(ISS_RT(esr));
    printf(": ");
    for (unsigned i = 0; i < ARRAY_LENGTH(system_registers); i++) {
        if (system_registers[i].number == number) {
            printf("%s", system_registers[i].name);
            return;
        }
    }
    printf("S%u_%u_C%u_C%u_%u", number >> 20 & 3, number >> 14 & 7, number >> 10 & 0xf,
           number >> 1 & 0xf, number >> 17 & 7); /* as an assembler takes it */
}

static void print_access(uint64_t cause)
{
    if (ESR_EC(cause) == EC_SYSREG)
        print_register_access(cause);
    if (ESR_EC(cause) != EC_DABT_LOWER)
        return;
    printf(", %s", cause & ISS_WRITE ? "write" : "read");
    if (cause & ISS_ISV) {
        printf(" of %u byte%s, ", ISS_SIZE(cause), ISS_SIZE(cause) == 1 ? "" : "s");
        print_operand(ISS_SRT(cause));
    } else {
        printf(", no valid syndrome");
    }
}

/* --- The exit --- */

#define SMC_SERVICE(number) ((number) >> 24 & 0x3f)

/* SMCCC 6: who gives out the numbers of a service, and the rest. */
static const char *service_name(uint32_t number)
{
    static const char *const names[] = {
        "Arm architecture", "CPU",
        "silicon provider", "equipment manufacturer",
        "standard secure",  "standard hypervisor",
        "hypervisor's own",
    };
    uint32_t service = SMC_SERVICE(number);
    if (service < ARRAY_LENGTH(names))
        return names[service];
    return service < 48 ? "reserved" : service < 50 ? "trusted application" : "trusted OS";
}

static void print_call(const struct vcpu *vcpu)
{
    uint32_t number = vcpu->x[0];
    const struct hypercall *call = hypercall_of(vcpu);
    printf("Hvc64: ");
    if (!call->name) {
        printf("unknown function 0x%x of the %s service\n", number, service_name(number));
        return;
    }
    if ((number & ~SMC_64BIT) - PSCI_BASE < PSCI_CALLS)
        printf("PSCI_");
    print_hypercall(vcpu, call);
}

void print_exit(struct vcpu *vcpu, const struct vm_exit *exit)
{
    printf("VmExit Reason: ");
    if (exit->kind == EXIT_HYPERCALL) {
        print_call(vcpu);
        return;
    }
    const char *separator = is_abort(exit->cause) ? "\n  " : " "; /* their names are long */
    printf("%s%sat pc 0x%lx", cause_name(exit->cause), separator, exit->pc);
    if (exit->kind == EXIT_STAGE2_FAULT)
        printf(", GPA 0x%lx", exit->gpa);
    print_access(exit->cause);
    printf("\n");
}

/* --- The guest's registers --- */

static void print_details(struct vcpu *vcpu, const struct vm_exit *exit)
{
    uint64_t esr_el1 = sysreg_read(esr_el1);
    uint32_t instruction;
    if (guest_fetch(vcpu, exit->pc, &instruction, sizeof instruction))
        printf("  instruction 0x%08x", instruction);
    else
        printf("  instruction not readable");
    printf(", esr 0x%lx, ", exit->cause);
    if (is_abort(exit->cause))
        printf("far 0x%lx, ", exit->address);
    else if (exit->cause == CAUSE_IRQ)
        printf("interrupt %lu, ", exit->interrupt);
    printf("from EL%lu\n", SPSR_EL(sysreg_read(spsr_el2)));
    if (esr_el1)
        printf("  the last exception that it took itself: %s at 0x%lx\n",
               guest_exception_name(esr_el1), sysreg_read(elr_el1));
}

void print_vcpu(struct vcpu *vcpu, const struct vm_exit *exit)
{
    static const char *const names[32] = {
        "x0",  "x1",  "x2",  "x3",  "x4",  "x5",  "x6",  "x7",  "x8",  "x9",  "x10",
        "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21",
        "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "x30", "pc",
    };
#define VALUE(name, reset) {#name, sysreg_read(name)},
    struct register_value registers[] = {[31] = {NULL, 0}, VCPU_REGISTERS(VALUE)};
    for (unsigned i = 0; i < ARRAY_LENGTH(names); i++)
        registers[i] = (struct register_value){names[i], i < 31 ? vcpu->x[i] : exit->pc};
    print_details(vcpu, exit);
    print_registers(registers, ARRAY_LENGTH(registers));
}
