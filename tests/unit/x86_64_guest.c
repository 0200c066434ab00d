/* A guest's CPU, its instruction, its memory, and one device. */
#include "x86_64_guest.h"

#include "guest_memory.h"

struct vcpu vcpu;
struct vm_exit vm_exit;
bool leads_nowhere, leads_anywhere, read_only;
const uint8_t *code;
unsigned code_length;
uint64_t memory_value;
char accesses[8];
uint8_t *mapped;

/* --- What the hypervisor's other files give --- */

uint64_t vcpu_register(const struct vcpu *vcpu, unsigned n)
{
    CHECK(n < 16);
    return n == RAX ? vcpu->vmcb.rax : n == RSP ? vcpu->vmcb.rsp : vcpu->r[n];
}

void vcpu_set_register(struct vcpu *vcpu, unsigned n, uint64_t value)
{
    CHECK(n < 16);
    *(n == RAX ? &vcpu->vmcb.rax : n == RSP ? &vcpu->vmcb.rsp : &vcpu->r[n]) = value;
}

unsigned guest_fetch(struct vcpu *vcpu, uint64_t pc, void *bytes, unsigned size)
{
    CHECK_EQUAL(pc, vcpu->vmcb.rip);
    CHECK(size <= 15);
    unsigned count = size < code_length ? size : code_length;
    memcpy(bytes, code, count);
    return count;
}

bool guest_translate(struct vcpu *vcpu, uint64_t address, uint64_t *gpa)
{
    *gpa = leads_anywhere ? vm_exit.gpa : GPA_OF(address);
    return !leads_nowhere;
}

bool operand_may_be_written(struct vcpu *vcpu, uint64_t linear)
{
    CHECK_EQUAL(GPA_OF(linear), leads_anywhere ? GPA_OF(linear) : vm_exit.gpa);
    return !read_only;
}

void *guest_memory_at(struct guest *guest, uint64_t gpa, unsigned prot, uint64_t *length)
{
    CHECK_EQUAL(prot, STAGE2_R);
    *length = 8;
    return mapped;
}

bool device_access(struct guest *guest, struct access *access)
{
    CHECK_EQUAL(access->space, SPACE_MEMORY);
    CHECK_EQUAL(access->address, vm_exit.gpa);
    CHECK(strlen(accesses) < sizeof accesses - 1);
    accesses[strlen(accesses)] = access->write ? 'w' : 'r';
    uint64_t ones = access->size == 8 ? UINT64_MAX : (1ul << 8 * access->size) - 1;
    if (access->write) {
        CHECK_EQUAL(access->value & ~ones, 0);
        memory_value = (memory_value & ~ones) | access->value;
    } else {
        access->value = memory_value & ones;
    }
    return true;
}

/* --- One exit --- */

static uint64_t random_bits(void)
{
    return unit_random(UINT64_MAX) ^ unit_random(1 << 20) << 44;
}

void any_vcpu(unsigned code_bytes)
{
    struct vmcb *vmcb = &vcpu.vmcb;
    for (unsigned n = 0; n < 16; n++)
        vcpu_set_register(&vcpu, n, random_bits());
    struct vmcb_segment *segments[] = {&vmcb->es, &vmcb->cs, &vmcb->ss,
                                       &vmcb->ds, &vmcb->fs, &vmcb->gs};
    for (unsigned i = 0; i < ARRAY_LENGTH(segments); i++)
        *segments[i] = (struct vmcb_segment){
            .attributes = SEGMENT_DATA_32, .limit = UINT32_MAX, .base = (uint32_t)random_bits()};
    vmcb->cs.attributes = code_bytes == 2 ? 0x9b : code_bytes == 4 ? 0xc9b : 0xa9b;
    vmcb->efer = code_bytes == 8 ? 0x1500 : 0x1000; /* SVME, LMA, LME */
    vmcb->rip = unit_random(0x10000);
    vmcb->rflags = (random_bits() & 0x3f7fd5) | 2;
    vmcb->interrupt_shadow = 1;
    vmcb->exitintinfo = 0x30d; /* without its V bit nothing */
    memory_value = random_bits();
    mapped = NULL;
    memset(accesses, 0, sizeof accesses);
}

void exit_at(uint64_t linear, bool write)
{
    vcpu.vmcb.exitinfo1 = 0x100000004 | (write ? 2 : 0); /* as QEMU has it */
    vcpu.vmcb.exitinfo2 = GPA_OF(linear);
    vm_exit = (struct vm_exit){.cause = VMEXIT_NPF,
                               .pc = vcpu.vmcb.rip,
                               .info = vcpu.vmcb.exitinfo1,
                               .gpa = GPA_OF(linear)};
}

bool emulate(struct access *access)
{
    memset(access, 0xcc, sizeof *access);
    if (!decode_memory_access(&vcpu, &vm_exit, access))
        return false;
    CHECK(device_access(NULL, access));
    finish_memory_access(&vcpu, &vm_exit, access);
    return true;
}
