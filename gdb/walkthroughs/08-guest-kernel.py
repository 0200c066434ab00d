"""Step 8: a guest's kernel and its programs. A program's system call and page fault are followed into the guest's kernel and
back, with the ring of exits in view; then a stage-2 fault, and the same system call and page fault when they are reflected."""
ARCHES = ("riscv64", "aarch64", "x86_64")
# What decides where a program's exceptions go.
DECIDES = {"riscv64": "exit_rings->vcpu->hedeleg", "aarch64": "exit_rings->vcpu->hcr_el2",
           "x86_64": "exit_rings->vcpu->vmcb.intercept_exceptions"}
# At the kernel's entry: the cause of the trap, and the program's pc, as the guest's own registers have them. In x86-64's frames
# (guest/kernel/x86_64/registers.h) the error code and the pc are at bytes 128 and 136, and rax at 48. gdb reads memory without
# stage 2 there, so it cannot follow the pointer.
CAUSE = {"riscv64": ["p/x $scause", "p/x $sepc"], "aarch64": ["p/x $ESR_EL1", "p/x $ELR_EL1"],
         "x86_64": ["set $at = (unsigned long)$rdi + 128", "guest-x /2xg $at"]}
NUMBER = {"riscv64": ["p frame->a[7]"], "aarch64": ["p frame->x[8]"],
          "x86_64": ["set $at = (unsigned long)$rdi + 48", "guest-x /1dg $at"]}
RESULT = {"riscv64": ["p (long)((struct frame *)$a0)->a[0]"], "aarch64": ["p (long)((struct frame *)$x0)->x[0]"],
          "x86_64": ["set $at = (unsigned long)$rdi + 48", "guest-x /1dg $at"]}
ARGUMENTS = {"riscv64": ("$a1", "$a2"), "aarch64": ("$x1", "$x2"), "x86_64": ("$rsi", "$rdx")}  # a function's second and third
# From here on the hypervisor receives them first, where it can.
TAKE = {"riscv64": ["set $hedeleg = 0", "tbreak reflect", "continue"],
        "aarch64": ["p/x $HCR_EL2 >> 27 & 1"],
        "x86_64": ["set exit_rings->vcpu->vmcb.intercept_exceptions |= 1 << 14", "tbreak reflect", "continue"]}
MAPPED, HIGHEST = 0x3000000000, 0x3ffffdf000  # between them are the addresses that mmap() gives


def each(*commands):
    """The commands for each architecture, with its registers for SECOND and THIRD, arguments of a function of the guest's."""
    return {arch: [command.replace("SECOND", second).replace("THIRD", third) for command in commands]
            for arch, (second, third) in ARGUMENTS.items()}


STOPS = [
    {"title": "whose exceptions",
     "tell": "The guest is about to be entered for the first time: a kernel, which will run programs.",
     "go": ["tbreak switch_worlds", "continue"], "watch": DECIDES,
     "show": {"riscv64": ["p/t exit_rings->vcpu->hedeleg"], "aarch64": ["p/x exit_rings->vcpu->hcr_el2 >> 27 & 1"],
              "x86_64": ["p/t exit_rings->vcpu->vmcb.intercept_exceptions"]},
     "ask": "Which of the exceptions of the guest's programs will exit?",
     "answer": {
         "riscv64": "None of those whose bit in hedeleg is 1: bit 8 is a program's ecall, bits 12, 13 and 15 are page faults.",
         "aarch64": "None: an exception of EL0 goes to EL1, unless HCR_EL2.TGE (bit 27) is 1. It is 0.",
         "x86_64": "Those whose bit is 1. Bit 14, page faults, is 0. A system call is no exception at all: SYSCALL jumps to LSTAR."}},
    {"title": "the guest's kernel, translated",
     "tell": "The kernel has switched its paging on, and runs in the upper half of the addresses.",
     "go": ["guest-break paging_init", "continue", "delete"], "show": ["info symbol $pc"],
     "ask": "How many reads does the CPU need to translate the address of this function, without a TLB?",
     "then": ["guest-walk paging_init"],
     "answer": "As many as the last line says: each entry of the guest's tables is at a GPA, which has to be walked through\n"
               "stage 2 before the entry can be read. The page itself needs one walk of stage 2 more. These are the kernel's\n"
               "first tables, with large leaves, and so with fewer levels."},
    {"title": "the first program",
     "tell": "The kernel has made a task, and loaded /bin/init. It is preparing the registers with which the program will start.",
     "go": ["guest-break frame_start", "continue", "delete"],
     "show": each("set $first = SECOND", "p/x $first", "set $stack = THIRD", "p/x $stack"),
     "ask": "These are addresses of the program's: its first instruction, and its stack. Who may use these pages, and for what?",
     "then": ["guest-walk $first", "guest-walk $stack"],
     "answer": "The last line of each walk says it. The rights of both translations hold at once: stage 2 gives all of them, so\n"
               "the guest's kernel decides. Its own tables are complete now, so the number of reads is larger than before."},
    {"title": "a system call",
     "tell": "The program has made a system call. This is the guest's kernel, which its CPU has entered by itself.",
     "go": ["guest-break system_call", "continue", "delete"],
     "show": {arch: [*CAUSE[arch], *NUMBER[arch], "exits 1"] for arch in ARCHES},
     "ask": "How many exits did the way from the program into its kernel cost?",
     "answer": "None. The count of exits will tell: look at it again at the next stop."},
    {"title": "and back",
     "tell": "The kernel has done what the program asked for. The result is in the frame, and the program is about to resume.",
     "go": ["guest-break trap_ends", "continue", "delete"], "show": {arch: [*RESULT[arch], "exits 1"] for arch in ARCHES},
     "ask": "Compare the count of exits with the one before. Could there be an exit that the ring does not show?",
     "answer": "No: every exit takes a slot before anything else is done. (If the count has grown, a timer or a demand fault came\n"
               "between: the ring names it.)"},
    {"title": "a page fault of the program's",
     "tell": "The program is /bin/lazy now. It has asked for 1000 pages, and writes to one of them. This is the guest's kernel.",
     "go": each(f"tbreak *page_fault if (unsigned long)SECOND - {MAPPED:#x} < {HIGHEST - MAPPED:#x}", "continue"),
     "show": each("set $address = SECOND", "p/x $address", "p THIRD", "exits 1"),
     "ask": "The access is 1 for READ, 2 for WRITE or 4 for EXECUTE. Where does the walk of this address end?",
     "then": ["guest-walk $address"],
     "answer": "In a table of the guest: its last entry is not valid. Stage 2 is not asked about the page, and nothing exits.\n"
               "The entry is not 0, either: it is a promise of the kernel's, no page yet but its rights."},
    {"title": "the kernel takes a page",
     "tell": "The kernel has found that the process was promised memory there. It will take a page, and clear it.",
     "go": ["guest-break page_promised", "continue", "delete"], "show": ["exits 1"],
     "ask": "The page is new for the program. Is it new for the hypervisor as well?",
     "then": ["guest-break flush_page", "continue", "delete", "exits 1"],
     "answer": "If the kernel had used it before, no. If not, clearing it was a stage-2 fault, and the ring shows a demand fault."},
    {"title": "the fault, handled",
     "tell": "The kernel has written the entry, and is about to resume the program at the instruction that faulted.",
     "go": ["guest-break trap_ends", "continue", "delete"], "show": ["guest-walk $address"],
     "ask": "What has changed in the walk?",
     "answer": "The last entry of the guest's tables is valid, and the page that it names is mapped by stage 2. The program's\n"
               "instruction will succeed now."},
    {"title": "a stage-2 fault",
     "tell": "Another fault, the hypervisor's this time: the guest has used an address that stage 2 does not map.",
     "go": ["tbreak demand_map", "continue"], "show": ["exits 1", "set $gpa = exit_rings->last->gpa", "stage2 $gpa"],
     "ask": "Which addresses does the hypervisor know, and what does the guest's kernel know of this fault?",
     "answer": "The hypervisor knows the GPA, and needs no more. The guest's kernel knows nothing: it will not notice this fault."},
    {"title": {"riscv64": "reflected", "aarch64": "not to be reflected", "x86_64": "reflected"},
     "tell": {"riscv64": "What would it be like without hedeleg? All its bits become 0, as with --reflect.",
              "aarch64": "On the other two machines the hypervisor can take these exceptions first. Here it cannot: TGE would send them to\n"
                         "EL2, but then there is no EL1 below the programs.",
              "x86_64": "What would it be like with an intercept? Bit 14, page faults, becomes 1, as with --reflect."},
     "go": TAKE, "watch": DECIDES, "show": ["exits 1"],
     "ask": "What must the hypervisor do for the guest's kernel to handle it?",
     "then": {"riscv64": ["p/x $vsepc", "finish", "p/x $vsepc", "p/x $vscause", "p/x exit_rings->vcpu->pc"], "aarch64": [],
              "x86_64": ["finish", "p/x exit_rings->vcpu->vmcb.event_injection", "p/x exit_rings->vcpu->vmcb.cr2"]},
     "answer": {"riscv64": "What the CPU does: the pc into vsepc, the cause into vscause, the address into vstval, and the guest's pc\n"
                           "becomes vstvec. So two switches between worlds, and a hundred instructions, for nothing.",
                "aarch64": "Nothing: it is the kernel's already.",
                "x86_64": "EVENTINJ has the vector, 14, with its error code, and CR2 the address: at the next VMRUN the CPU delivers it.\n"
                          "So two switches between worlds, and 76 instructions, for nothing."}},
    {"title": "the end",
     "tell": "The kernel goes on with its programs, and switches the machine off.",
     "go": ["tbreak power.c:power_off", "continue"], "show": ["exits 1"],
     "ask": "How many system calls and page faults did the guest's programs make?",
     "answer": "The hypervisor cannot say, unless they were reflected. The guest's kernel counts them: /proc/vmstat."},
]
