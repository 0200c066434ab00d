"""Step 8: a guest's kernel and its programs. The tour follows a program's system call and page fault into the guest's
kernel and back, and counts the exits. Then it shows a stage-2 fault, and such an exception when it is reflected."""
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
# From here on the hypervisor receives such exceptions first, where it can.
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
     "tell": "The guest is about to be entered for the first time. It is a kernel, which will run programs.",
     "go": ["tbreak switch_worlds", "continue"], "watch": DECIDES,
     "show": {"riscv64": ["p/t exit_rings->vcpu->hedeleg"], "aarch64": ["p/x exit_rings->vcpu->hcr_el2 >> 27 & 1"],
              "x86_64": ["p/t exit_rings->vcpu->vmcb.intercept_exceptions"]},
     "ask": "Which of the exceptions of the guest's programs will exit?",
     "answer": {
         "riscv64": "Only those whose bit in hedeleg is 0. Bit 8, a program's ecall, is 1, and so are bits 12, 13 and 15, page faults.",
         "aarch64": "None: an exception of EL0 goes to EL1, unless HCR_EL2.TGE (bit 27) is 1. It is 0.",
         "x86_64": "Those whose bit is 1. Bit 14, page faults, is 0. A system call is no exception at all: SYSCALL jumps to LSTAR."}},
    {"title": "the guest's kernel, translated",
     "tell": "The kernel has switched its paging on, and runs in the upper half of the addresses.",
     "go": ["guest-break paging_init", "continue", "delete"], "show": ["info symbol $pc"],
     "ask": "How many reads does the CPU need to translate the address of this function, without a TLB?",
     "then": ["guest-walk paging_init"],
     "answer": "The last line says it. The address of each entry of the guest's tables is a GPA, which needs a walk of stage 2\n"
               "before the CPU can read the entry. The page itself needs one more walk of stage 2. These are the kernel's\n"
               "first tables: they have large leaves, and so fewer levels."},
    {"title": "the first program",
     "tell": "The kernel has made a task, and has loaded /bin/init. Now it prepares the registers with which the program will start.",
     "go": ["guest-break frame_start", "continue", "delete"],
     "show": each("set $first = SECOND", "p/x $first", "set $stack = THIRD", "p/x $stack"),
     "ask": "These are addresses of the program: its first instruction, and its stack. Who may use these pages, and for what?",
     "then": ["guest-walk $first", "guest-walk $stack"],
     "answer": "The last line of each walk says it. An access needs the rights of both translations. Stage 2 gives all rights, so\n"
               "the guest's kernel decides. Its own tables are complete now, so the number of reads is larger than before."},
    {"title": "a system call",
     "tell": "The program has made a system call. This is the guest's kernel, which its CPU has entered by itself.",
     "go": ["guest-break system_call", "continue", "delete"],
     "show": {arch: [*CAUSE[arch], *NUMBER[arch], "exits 1"] for arch in ARCHES},
     "ask": "How many exits did it cost to get from the program into its kernel?",
     "answer": "None. Remember the count of exits, and compare it at the next stop."},
    {"title": "back to the program",
     "tell": "The kernel has done what the program asked for. The result is in the frame, and the program is about to resume.",
     "go": ["guest-break trap_ends", "continue", "delete"], "show": {arch: [*RESULT[arch], "exits 1"] for arch in ARCHES},
     "ask": "Compare the count of exits with the one at the stop before. Could there be an exit that the ring does not show?",
     "answer": "No: every exit takes a slot before anything else is done. (If the count has grown, a timer or a demand fault has\n"
               "come in between: the ring names it.)"},
    {"title": "a page fault of the program",
     "tell": "The program is /bin/lazy now. It has asked for 1000 pages, and writes to one of them. This is the guest's kernel.",
     "go": each(f"tbreak *page_fault if (unsigned long)SECOND - {MAPPED:#x} < {HIGHEST - MAPPED:#x}", "continue"),
     "show": each("set $address = SECOND", "p/x $address", "p THIRD", "exits 1"),
     "ask": "The access is 1 for READ, 2 for WRITE or 4 for EXECUTE. Where does the walk of this address end?",
     "then": ["guest-walk $address"],
     "answer": "In a table of the guest: the last entry is not valid. So the CPU does not look the page up in stage 2, and nothing\n"
               "exits. But the entry is not 0: it is the kernel's promise of a page, with the rights that the page will have."},
    {"title": "the kernel takes a page",
     "tell": "The kernel has found its promise of memory at this address. It will take a page, and clear it.",
     "go": ["guest-break page_promised", "continue", "delete"], "show": ["exits 1"],
     "ask": "The page is new for the program. Is it new for the hypervisor as well?",
     "then": ["guest-break flush_page", "continue", "delete", "exits 1"],
     "answer": "Not if the guest has used this page before. Otherwise clearing it has caused a stage-2 fault: the ring shows a demand fault."},
    {"title": "the fault, handled",
     "tell": "The kernel has written the entry, and is about to resume the program at the instruction that faulted.",
     "go": ["guest-break trap_ends", "continue", "delete"], "show": ["guest-walk $address"],
     "ask": "What has changed in the walk?",
     "answer": "The last entry of the guest's tables is valid, and the page that it names is mapped by stage 2. The program's\n"
               "instruction will succeed now."},
    {"title": "a stage-2 fault",
     "tell": "This fault is for the hypervisor: the guest has used an address that stage 2 does not map.",
     "go": ["tbreak demand_map", "continue"], "show": ["exits 1", "set $gpa = exit_rings->last->gpa", "stage2 $gpa"],
     "ask": "Which addresses does the hypervisor know, and what does the guest's kernel know of this fault?",
     "answer": "The hypervisor knows the GPA, and needs no more. The guest's kernel knows nothing: it will not notice this fault."},
    {"title": {"riscv64": "a reflected exception", "aarch64": "no exception can be reflected", "x86_64": "a reflected exception"},
     "tell": {"riscv64": "What happens without hedeleg? All its bits become 0, as with --reflect.",
              "aarch64": "On the other two architectures the hypervisor can receive these exceptions first. Here it cannot: TGE would send\n"
                         "them to EL2, but then no kernel can run at EL1.",
              "x86_64": "What happens with an intercept? Bit 14, page faults, becomes 1, as with --reflect."},
     "go": TAKE, "watch": DECIDES, "show": ["exits 1"],
     "ask": "What must the hypervisor do so that the guest's kernel can handle a program's exception?",
     "then": {"riscv64": ["p/x $vsepc", "finish", "p/x $vsepc", "p/x $vscause", "p/x exit_rings->vcpu->pc"], "aarch64": [],
              "x86_64": ["finish", "p/x exit_rings->vcpu->vmcb.event_injection", "p/x exit_rings->vcpu->vmcb.cr2"]},
     "answer": {"riscv64": "What the CPU does: it writes the pc into vsepc, the cause into vscause and the address into vstval, and sets the\n"
                           "guest's pc to vstvec. This costs two switches between worlds, and a hundred instructions, for nothing.",
                "aarch64": "Nothing: the CPU takes the exception straight to the guest's kernel.",
                "x86_64": "It writes the vector, 14, and the error code into EVENTINJ, and the address into CR2. At the next VMRUN the CPU\n"
                          "delivers the exception. This costs two switches between worlds, and 76 instructions, for nothing."}},
    {"title": "the end",
     "tell": "The kernel has run its other programs, and has switched the machine off.",
     "go": ["tbreak power.c:power_off", "continue"], "show": ["exits 1"],
     "ask": "How many system calls and page faults did the guest's programs make?",
     "answer": "The hypervisor cannot say, unless they were reflected. The guest's kernel counts them: /proc/vmstat."},
]
