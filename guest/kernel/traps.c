#include "traps.h"

#include "console.h"
#include "counts.h"
#include "process.h"
#include "task.h"

static bool preempt; /* another task has to run when this trap ends */

void timer_tick(void)
{
    preempt = task_tick();
}

void trap_ends(struct frame *frame)
{
    if (preempt && (frame_is_user(frame) || !is_idle())) {
        preempt = false;
        counts.preemptions++;
        yield();
    }
    if (frame_is_user(frame) && current->killed)
        process_exit(SIGKILL);
}

void stack_overflow(void)
{
    panic("%s: kernel stack overflow", current->name);
}

void fault(struct frame *frame, const char *name, int signal)
{
    if (!frame_is_user(frame))
        panic("%s in the kernel at %p", name, (void *)frame_pc(frame));
    printf("%s (pid %d): %s at 0x%lx\n", current->name, current->pid, name, frame_pc(frame));
    process_exit(signal);
}

void page_fault(struct frame *frame, uint64_t address, unsigned access)
{
    static const char *const verbs[] = {[READ] = "reads", [WRITE] = "writes", [EXECUTE] = "runs"};
    if (!frame_is_user(frame))
        panic("the kernel %s 0x%lx at %p", verbs[access], address, (void *)frame_pc(frame));
    current->faults++;
    switch (space_fault(current->space, address, access)) {
    case 0:
        return;
    case -ENOMEM:
        process_make_room();
        return; /* and the program tries again */
    }
    printf("%s (pid %d): %s 0x%lx at 0x%lx\n", current->name, current->pid, verbs[access], address,
           frame_pc(frame));
    process_exit(SIGSEGV);
}
