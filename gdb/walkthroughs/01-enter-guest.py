"""Step 1: the one-way entry."""
STATE = {"riscv64": "pc sepc hstatus hgatp scause stval htval",
         "aarch64": "pc ELR_EL2 SPSR_EL2 VTTBR_EL2 ESR_EL2 FAR_EL2 HPFAR_EL2",
         "x86_64": "pc rax guest_vmcb.rip guest_vmcb.nested_cr3 guest_vmcb.exitcode guest_vmcb.exitinfo1 "
                   "guest_vmcb.exitinfo2"}

STOPS = [
    {"title": "before the first instruction",
     "tell": "The machine has just been switched on, and the CPU has not executed one instruction. The\n"
             "hypervisor is in memory, but does not run yet. There is no guest.",
     "watch": "pc"},
    {"title": "main()",
     "tell": "From here on it is C. main() prints a line and calls enter_guest() with an address that is\n"
             "not mapped, and with a stage-2 root that is all zero.",
     "go": ["tbreak main", "continue"], "watch": STATE},
    {"title": "enter_guest(): what the guest is made of",
     "tell": "These few registers make the guest. Look at them now. At the next stop all of them have been\n"
             "written, and those that changed are marked.",
     "go": ["tbreak enter_guest", "continue"], "watch": STATE},
    {"title": "all registers are written",
     "tell": "Next comes leave_host(), a few instructions of assembly.",
     "go": ["tbreak leave_host", "continue"], "watch": STATE,
     "ask": "Which register holds the address at which the guest will start, and which its memory?",
     "answer": {"riscv64": "sepc has the address, hgatp the stage-2 root (the format, and the root's page\n"
                           "number). hstatus.SPV (0x80) makes sret enter the guest: V becomes 1.",
                "aarch64": "ELR_EL2 has the address, VTTBR_EL2 the stage-2 root. SPSR_EL2 says EL1h with\n"
                           "interrupts masked: this is the mode that eret enters.",
                "x86_64": "guest_vmcb.rip has the address, nested_cr3 the root of the nested tables. Both are in\n"
                          "memory: vmrun gets the VMCB's address in rax, and loads everything from there."}},
    {"title": "the last host instruction",
     "tell": {"riscv64": "The next instruction is sret. It will not return to us: it enters the guest.",
              "aarch64": "The next instruction is eret. It will not return to us: it enters the guest.",
              "x86_64": "The next instruction is vmrun. It enters the guest and saves some host state in a page that\n"
                        "we have set aside; after an exit the host continues with the next instruction."},
     "go": ["world-switches on", "continue"], "watch": STATE, "show": ["x/i $pc", "stage2-map"],
     "ask": "Which table will translate the guest's first address, and what will it find there?",
     "then": {"riscv64": ["stage2 0x1234abcd"], "aarch64": ["stage2 0x1234abcc"],
              "x86_64": ["stage2 0x1234abcd"]},
     "answer": "No valid entry. The guest cannot even fetch its first instruction."},
    {"title": "one stepi into the guest",
     "tell": "Now the switch itself, a single instruction. Watch pc.",
     "go": ["stepi"], "watch": "pc", "show": ["guest-regs"],
     "ask": "Which values of the hypervisor are in the general registers?",
     "answer": "None: leave_host has cleared them, except what the switch itself loads. Otherwise the guest\n"
               "could read in them where our stack is."},
    {"title": "the host's state while the guest runs",
     "tell": "While the guest runs, this is all the host state in the CPU.",
     "show": ["host-regs"],
     "ask": "When would the host continue, if the guest never trapped?",
     "answer": "Never. The CPU has one program counter, and it is the guest's. Only a trap ends the guest's turn."},
    {"title": "the trap out of the guest",
     "tell": "The guest tries to fetch its first instruction. Stage 2 refuses.",
     "go": ["continue"], "watch": STATE,
     "ask": "Which register says why, and which says where?",
     "answer": {"riscv64": "scause is 20 (0x14), an instruction guest-page fault. htval has the guest-physical\n"
                           "address without its two low bits, which stval has: 0x48d2af3 << 2 = 0x1234abcc.",
                "aarch64": "ESR_EL2 is 0x82000005: class 0x20, an instruction abort from a lower EL, with a translation\n"
                           "fault. HPFAR_EL2 has the page, from bit 4 on, FAR_EL2 the offset in it: 0x1234abcc.",
                "x86_64": "exitcode is 0x400, a nested page fault. exitinfo1 says not mapped (bit 0 is 0), a fetch\n"
                          "(bit 4) and as user (bit 2), like every access of a guest. exitinfo2 is the address."}},
    {"title": "the end",
     "tell": "guest_trapped() prints what we have just read, and powers the machine off.",
     "go": ["world-switches off", "tbreak power_off", "continue"]},
]
