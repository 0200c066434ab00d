"""Step 1: the one-way entry."""
STATE = {"riscv64": "pc sepc hstatus hgatp scause stval htval",
         "aarch64": "pc ELR_EL2 SPSR_EL2 VTTBR_EL2 ESR_EL2 FAR_EL2 HPFAR_EL2",
         "x86_64": "pc rax guest_vmcb.rip guest_vmcb.nested_cr3 guest_vmcb.exitcode guest_vmcb.exitinfo1 "
                   "guest_vmcb.exitinfo2"}

STOPS = [
    {"title": "before the first instruction",
     "tell": "The machine has been switched on, and not one instruction has run. There is one world so\n"
             "far, and it is not even ours yet: what will be the hypervisor lies in memory and waits.",
     "watch": "pc"},
    {"title": "main()",
     "tell": "From here on it is C. main() says hello and calls enter_guest() with an address that\n"
             "means nothing, and with a stage-2 root that is all zero.",
     "go": ["tbreak main", "continue"], "watch": STATE},
    {"title": "enter_guest(): what the guest is made of",
     "tell": "A guest is a handful of registers. Look at them now; the next stop is where all of them\n"
             "have been written, and those that changed are marked.",
     "go": ["tbreak enter_guest", "continue"], "watch": STATE},
    {"title": "all is written",
     "tell": "leave_host() is next, a few instructions of assembly.",
     "go": ["tbreak leave_host", "continue"], "watch": STATE,
     "ask": "Which of them holds the address at which the guest will start, and which its memory?",
     "answer": {"riscv64": "sepc has the address, hgatp the root of the guest's memory (its mode, and the\n"
                           "root's page number). hstatus.SPV (0x80) makes sret go to V = 1.",
                "aarch64": "ELR_EL2 has the address, VTTBR_EL2 the root of the guest's memory. SPSR_EL2 says\n"
                           "EL1h with interrupts masked: eret goes where it points, down.",
                "x86_64": "guest_vmcb.rip has the address, nested_cr3 the root of the guest's memory. Both lie in\n"
                          "memory: vmrun is given the VMCB's address in rax, and takes all from there."}},
    {"title": "the last host instruction",
     "tell": {"riscv64": "The next instruction is sret. It will not return to us: it goes to the guest.",
              "aarch64": "The next instruction is eret. It will not return to us: it goes to the guest.",
              "x86_64": "The next instruction is vmrun. It goes to the guest; what it keeps of us, it keeps in a\n"
                        "page of its own, and an exit will go on behind it."},
     "go": ["world-switches on", "continue"], "watch": STATE, "show": ["x/i $pc", "stage2-map"],
     "ask": "Which table will translate the guest's first address, and what will it find there?",
     "then": {"riscv64": ["stage2 0x1234abcd"], "aarch64": ["stage2 0x1234abcc"],
              "x86_64": ["stage2 0x1234abcd"]},
     "answer": "No entry at all. The guest cannot even fetch its first instruction."},
    {"title": "one stepi over the border",
     "tell": "Now the switch itself, a single instruction. Watch pc.",
     "go": ["stepi"], "watch": "pc", "show": ["guest-regs"],
     "ask": "What of the hypervisor's is in the general registers?",
     "answer": "Nothing: leave_host has cleared them, but for what the switch itself loads. Otherwise the guest\n"
               "could read in them where our stack is."},
    {"title": "what the host has kept",
     "tell": "While the guest runs, this is all that there is of us.",
     "show": ["host-regs"],
     "ask": "Where would the host go on, if the guest never trapped?",
     "answer": "Nowhere. The CPU has one program counter, and the guest has it. Only a trap brings us back."},
    {"title": "out again",
     "tell": "The guest tries to fetch its first instruction. Stage 2 refuses.",
     "go": ["continue"], "watch": STATE,
     "ask": "Which register says why, and which says where?",
     "answer": {"riscv64": "scause is 20 (0x14), an instruction guest-page fault. htval has the guest-physical\n"
                           "address without its two low bits, which stval has: 0x48d2af3 << 2 = 0x1234abcc.",
                "aarch64": "ESR_EL2 is 0x82000005: class 0x20, an instruction abort from below, with a translation\n"
                           "fault. HPFAR_EL2 has the page (from bit 4 on), FAR_EL2 the rest: 0x1234abcc.",
                "x86_64": "exitcode is 0x400, a nested page fault. exitinfo1 says not mapped (bit 0 is 0), a fetch\n"
                          "(bit 4) and as user (bit 2), as every access of a guest's. exitinfo2 is the address."}},
    {"title": "the end",
     "tell": "guest_trapped() prints what we have just read, and powers the machine off.",
     "go": ["world-switches off", "tbreak power_off", "continue"]},
]
