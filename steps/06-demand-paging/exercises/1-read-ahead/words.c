#include "words.h"

#include "demand.h"
#include "grade.h"
#include "guest_memory.h"
#include "page_alloc.h"
#include "string.h"
#include "timer.h"
#include ARCH_HEADER(words)

#define CODE_GPA 0x18000000 /* apart from everything else that a guest has in a grader */

static uint8_t *page;
uint64_t word_faults;

void words_init(uint64_t ram, uint64_t size)
{
    must(demand_init());
    caller_init();
    page = page_alloc(0);
    must(stage2_map(&caller_guest.stage2, CODE_GPA, (uintptr_t)page, PAGE_SIZE,
                    STAGE2_R | STAGE2_X));
    must(guest_add_ram(&caller_guest, ram, size));
}

/* --- Faults that come again and again --- */

void __real_decode_other_exit(struct vcpu *vcpu, struct vm_exit *exit);
void __wrap_decode_other_exit(struct vcpu *vcpu, struct vm_exit *exit);

/* The linker has every call of it come here. For EXIT_UNKNOWN there is no handler. */
void __wrap_decode_other_exit(struct vcpu *vcpu, struct vm_exit *exit)
{
    __real_decode_other_exit(vcpu, exit);
    if (exit->kind == EXIT_WAIT || word_faults++ < WORD_FAULTS_MAX)
        return;
    exit->kind = EXIT_UNKNOWN;
}

const char *why_not(void)
{
    return word_faults > WORD_FAULTS_MAX ? "it faults there again and again"
                                         : caller_vcpu.why_stopped;
}

/* --- A word --- */

/* Executes that instruction, and then one that waits. */
static bool execute(const uint8_t *instruction, uint64_t gpa, uint32_t word)
{
    memcpy(page, instruction, word_code.length);
    memcpy(page + word_code.length, caller_code.wait, caller_code.wait_length);
    memory_clean(page, PAGE_SIZE);
    instruction_fence();
    caller_guest.entry = CODE_GPA;
    caller_guest.not_given = OK;
    vcpu_reset(&caller_vcpu);
    vcpu_set_register(&caller_vcpu, word_code.address, gpa);
    vcpu_set_register(&caller_vcpu, word_code.word, word);
    vcpu_load(&caller_vcpu);
    must(host_timer_init()); /* off: a call that the guest made before has set it */
    word_faults = 0;
    run_vcpu(&caller_vcpu);
    const struct vm_exit *exit = caller_vcpu.ring.last;
    return exit->kind == EXIT_WAIT && exit->pc == CODE_GPA + word_code.length;
}

bool guest_reads(uint64_t gpa, uint32_t *word)
{
    bool done = execute(word_code.load, gpa, 0);
    *word = vcpu_register(&caller_vcpu, word_code.word);
    return done;
}

bool guest_writes(uint64_t gpa, uint32_t word)
{
    return execute(word_code.store, gpa, word);
}
