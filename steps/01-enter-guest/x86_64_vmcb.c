/* x86_64: SVM switched on, and the VMCB of a guest that starts. */
#include "x86_64_vmcb.h"

#include "cpu_pages.h"
#include "machine.h"
#include "panic.h"
#include "print.h"
#include "string.h"

void svm_enable(void)
{
    msr_write(MSR_EFER, msr_read(MSR_EFER) | EFER_SVME);
    msr_write(MSR_VM_HSAVE, (uintptr_t)this_cpu()->pages->save_area);
}

/* --- What traps to the host --- */

#define EXCEPTION_DB  1
#define EXCEPTION_NMI 2
#define EXCEPTION_AC  17
#define EXCEPTION_MC  18

static void intercept(struct vmcb *vmcb)
{
    static _Alignas(PAGE_SIZE) char iopm[IOPM_SIZE], msrpm[MSRPM_SIZE];
    memset(iopm, 0xff, sizeof iopm);
    memset(msrpm, 0xff, sizeof msrpm);
    vmcb->iopm = (uintptr_t)iopm;
    vmcb->msrpm = (uintptr_t)msrpm;

    /* The guest has no debug registers: neither VMRUN nor #VMEXIT changes DR0 to DR3. */
    vmcb->intercept_dr_read = vmcb->intercept_dr_write = UINT16_MAX;
    /* Nor a task priority, CR8: CPUID does not show one. The guest reads V_TPR, 15.21.2. A write
     * while V_IRQ is 1 makes QEMU (7.2 to 11) end in an assertion. */
    vmcb->intercept_cr_write = BIT(8);
    /* A machine check concerns the host. #DB and #AC can recur endlessly while the CPU delivers
     * them, and no interrupt can end that. */
    vmcb->intercept_exceptions = BIT(EXCEPTION_DB) | BIT(EXCEPTION_AC) | BIT(EXCEPTION_MC);
    vmcb->intercept_1 = INTERCEPT_INTR | INTERCEPT_NMI | INTERCEPT_SMI | INTERCEPT_INIT |
                        INTERCEPT_TR_WRITE | INTERCEPT_RDPMC | INTERCEPT_CPUID | INTERCEPT_RSM |
                        INTERCEPT_INVD | INTERCEPT_HLT | INTERCEPT_INVLPGA | INTERCEPT_IOIO |
                        INTERCEPT_MSR | INTERCEPT_TASK_SWITCH | INTERCEPT_FERR_FREEZE |
                        INTERCEPT_SHUTDOWN;
    vmcb->intercept_2 = INTERCEPT_VMRUN | INTERCEPT_VMMCALL | INTERCEPT_VMLOAD | INTERCEPT_VMSAVE |
                        INTERCEPT_STGI | INTERCEPT_CLGI | INTERCEPT_SKINIT | INTERCEPT_RDTSCP |
                        INTERCEPT_ICEBP | INTERCEPT_WBINVD | INTERCEPT_MONITOR | INTERCEPT_MWAIT |
                        INTERCEPT_MWAIT_ARMED | INTERCEPT_XSETBV | INTERCEPT_RDPRU;
    vmcb->intercept_3 = INTERCEPT_INVLPGB | INTERCEPT_INVLPGB_ILLEGAL | INTERCEPT_INVPCID |
                        INTERCEPT_MCOMMIT | INTERCEPT_TLBSYNC;
    vmcb->virtual_interrupts = V_INTR_MASKING;
}

void vmcb_init(struct vmcb *vmcb, const void *root)
{
    intercept(vmcb);

    /* 15.25: a second translation, after the guest's own. Address space 0 is the host's. */
    vmcb->nested_control = NP_ENABLE;
    vmcb->nested_cr3 = (uintptr_t)root;
    vmcb->asid = 1;
    vmcb->tlb_control = TLB_FLUSH_ALL;

    /* 14.1.3: the CPU as after a reset, except that 15.5.1 requires SVME: so the guest must not
     * read EFER. */
    vmcb->efer = EFER_SVME;
    vmcb->cr0 = CR0_ET;
    vmcb->dr6 = DR6_RESET;
    vmcb->dr7 = DR7_RESET;
    vmcb->rflags = RFLAGS_ONE;
    vmcb->g_pat = PAT_RESET;
    vmcb->gdtr.limit = vmcb->idtr.limit = 0xffff;
    vmcb->ldtr = (struct vmcb_segment){.attributes = SEGMENT_LDT, .limit = 0xffff};
}

/* --- The guest's mode --- */

static void set_segments(struct vmcb *vmcb, struct vmcb_segment code, struct vmcb_segment data)
{
    vmcb->cs = code;
    vmcb->ds = vmcb->es = vmcb->fs = vmcb->gs = vmcb->ss = data;
}

void vmcb_start_protected(struct vmcb *vmcb, uint64_t gpa)
{
    set_segments(vmcb, (struct vmcb_segment){SELECTOR_CODE, SEGMENT_CODE_32, UINT32_MAX, 0},
                 (struct vmcb_segment){SELECTOR_DATA, SEGMENT_DATA_32, UINT32_MAX, 0});
    vmcb->tr = (struct vmcb_segment){.attributes = SEGMENT_TSS_32, .limit = 0xffff};
    vmcb->cr0 |= CR0_PE;
    vmcb->rip = gpa;
}

void vmcb_start_real(struct vmcb *vmcb, uint64_t gpa)
{
    set_segments(vmcb, (struct vmcb_segment){gpa >> 4, SEGMENT_CODE_16, 0xffff, gpa},
                 (struct vmcb_segment){gpa >> 4, SEGMENT_DATA_16, 0xffff, gpa});
    vmcb->tr = (struct vmcb_segment){.attributes = SEGMENT_TSS_16, .limit = 0xffff};
    vmcb->rip = 0;
    vmcb->rsp = 0x10000;
}

/* --- The consistency checks of VMRUN, 15.5.1 --- */

/* 15.20: one that is injected. */
static bool is_event(uint64_t event)
{
    uint64_t type = EVENT_TYPE(event), vector = event & EXITINTINFO_VECTOR;
    bool exception = vector < 32 && vector != EXCEPTION_NMI;
    return type == EVENT_INTERRUPT || type == EVENT_NMI || type == EVENT_SOFTWARE ||
           (type == EVENT_EXCEPTION && exception);
}

void vmcb_check(const struct vmcb *vmcb)
{
    bool paging = vmcb->cr0 & CR0_PG;
    const struct {
        bool violated;
        const char *what;
    } problems[] = {
        {!(vmcb->efer & EFER_SVME), "EFER.SVME is 0"},
        {!(vmcb->cr0 & CR0_CD) && vmcb->cr0 & CR0_NW, "CR0.NW is set without CR0.CD"},
        {vmcb->cr0 >> 32 || vmcb->dr6 >> 32 || vmcb->dr7 >> 32,
         "the upper half of CR0 or DR6 or DR7"},
        {vmcb->efer & EFER_LME && paging && !(vmcb->cr4 & CR4_PAE), "long mode without CR4.PAE"},
        {vmcb->efer & EFER_LME && paging && !(vmcb->cr0 & CR0_PE), "long mode without CR0.PE"},
        {!(vmcb->intercept_2 & INTERCEPT_VMRUN), "VMRUN is not intercepted"},
        {!vmcb->asid, "ASID 0 is the host's"},
        {!(vmcb->nested_control & NP_ENABLE), "there is no second translation"},
        {(vmcb->iopm | vmcb->msrpm | vmcb->nested_cr3) % PAGE_SIZE,
         "a table that is not page-aligned"},
        {vmcb->event_injection & EXITINTINFO_VALID && !is_event(vmcb->event_injection),
         "what is injected is no event"},
        {(uintptr_t)vmcb % PAGE_SIZE, "the VMCB is not page-aligned"},
    };
    for (unsigned i = 0; i < ARRAY_LENGTH(problems); i++) {
        if (problems[i].violated)
            panic("vmcb: no guest can be entered with it: %s", problems[i].what);
    }
}

/* --- Exits in words --- */

void print_npf(uint64_t exitinfo1)
{
    static const struct bit_name bits[] = {
        {NPF_PRESENT, "mapped,"},     {NPF_RESERVED, "reserved bit set,"},
        {NPF_WRITE, "write,"},        {NPF_FETCH, "fetch,"},
        {NPF_USER, "as user,"}, /* 15.25.5: true of every access of a guest */
        {NPF_FINAL, "final address"}, {NPF_GUEST_TABLE, "address of a guest page table"},
    };
    if (!(exitinfo1 & NPF_PRESENT))
        printf(" not mapped,");
    if (!(exitinfo1 & (NPF_WRITE | NPF_FETCH)))
        printf(" read,");
    print_bits(exitinfo1, bits, ARRAY_LENGTH(bits));
}
