#include "kernel.h"

void stack_overflow(uint64_t stack)
{
    current = *stack_owner(stack);
    panic("%s: the kernel stack is full", current->name);
}

void fault(struct frame *frame, const char *name, int signal)
{
    if (!frame_is_user(frame))
        panic("%s in the kernel at 0x%lx", name, frame->pc);
    if (signal_fault(signal))
        return;
    printf("%s (pid %d): %s at 0x%lx\n", current->name, current->pid, name, frame->pc);
    process_exit(signal);
}

void page_fault(struct frame *frame, uint64_t address, unsigned access)
{
    static const char *const verbs[] = {[READ] = "reads", [WRITE] = "writes", [EXECUTE] = "runs"};
    if (!frame_is_user(frame))
        panic("the kernel %s 0x%lx at 0x%lx", verbs[access], address, frame->pc);
    if (space_fault(current->root, address, access))
        fault(frame, phrase("%s 0x%lx", verbs[access], address), SIGSEGV);
}
