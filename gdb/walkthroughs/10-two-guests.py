"""Step 10: several guests on one CPU. Three guests share it: tasks, primes and hello. The tour begins before the first of them
runs, follows the end of a slice from one guest to the next, and ends with the last guest."""
ARCHES = ("riscv64", "aarch64", "x86_64")
TAG = {"riscv64": ["p/x $hgatp >> 44 & 0x3fff"], "aarch64": ["p/x $VTTBR_EL2 >> 48"], "x86_64": []}
# A register that the host does not use, in the CPU and in the structure of the first guest.
OWN = {"riscv64": "vstvec shares[0]->vcpu->vstvec", "aarch64": "VBAR_EL1 shares[0]->vcpu->vbar_el1",
       "x86_64": "shares[0]->vcpu->vmcb.idtr.base"}
LINE = len("2 3 5 7 11 13 17 19 23 29 31 37 41 43 47 \n")
AGAIN = "cpus[0]->running == shares[0]"

STOPS = [
    {"title": "three guests, of which none has run",
     "tell": "The three guests are in memory, each with a vCPU, and the scheduler has chosen the first. The next instruction enters it.",
     "go": ["tbreak *world_enter", "continue"], "show": ["guests", "exits 1"],
     "ask": "Which register says whose memory the CPU uses now, and with which tag?",
     "then": {**TAG, "x86_64": [f"p/x shares[{n}]->vcpu->vmcb.asid" for n in range(3)]},
     "answer": {"riscv64": "hgatp has the root of stage 2 and, in bits 57:44, the VMID. It is 0, the first guest's.",
                "aarch64": "VTTBR_EL2 has the root of stage 2 and, in its upper bits, the VMID. It is 0, the first guest's.",
                "x86_64": "The VMCB has the root of stage 2 and the ASID. Each guest has a VMCB of its own. ASID 0 is the host's."}},
    {"title": "the slice has ended",
     "tell": "The host's timer has interrupted the first guest, which does not stop by itself.",
     "go": ["tbreak end_slice", "continue"], "show": ["guest 1", "exits 1", "guest cpu", "guests"],
     "ask": "Two other guests are ready. What will the hypervisor do?",
     "then": ["finish"],
     "answer": "The answer is GUEST_PREEMPTED, so the scheduler looks for another guest. If no other guest were\n"
               "ready, the first would resume."},
    {"title": "the guest's time is counted",
     "tell": "The scheduler has counted how long the guest has run, in ticks of the clock. Now the policy puts the guest back into its list.",
     "go": ["tbreak weighted_fair.c:add", "continue"], "show": ["p share->ran", "p share->a_tick", "p share->virtual_time"],
     "ask": "How did the scheduler compute the virtual time of the guest?",
     "then": ["p share->ran * share->a_tick", "p shares[1]->virtual_time"],
     "answer": "It is ran * a_tick. With the weight 2, a_tick would be half as large. The second guest has 0, the smallest, so it runs next."},
    {"title": "the first guest leaves the CPU",
     "tell": {"x86_64": "The guest's registers are in the VMCB already: the CPU has written them there at the exit.",
              **{arch: "The first line is a register in the CPU, the second its place in the guest's structure. The structure has the value\n"
                       "with which the guest came. The guest may have changed the register since."
                 for arch in ("riscv64", "aarch64")}},
     "go": ["tbreak vcpu_save", "continue"], "watch": OWN, "show": ["p shares[0]->vcpu->on_cpu"],
     "ask": "This register did not have to be saved at an exit. Why now?",
     "then": ["finish"],
     "answer": {"x86_64": "It is not saved now either: the next VMRUN simply gets another VMCB. But the CPU does not save the registers\n"
                          "of the floating-point unit in the VMCB, so vcpu_save() does.",
                **{arch: "The host does not use it, so it could stay where it was. But the next guest needs it." for arch in ("riscv64", "aarch64")}}},
    {"title": "the second guest comes",
     "tell": "All its registers are in its vCPU structure.",
     "go": ["tbreak vcpu_restore", "continue"], "watch": OWN, "show": ["p shares[0]->vcpu->on_cpu", "p shares[1]->vcpu->on_cpu"],
     "ask": {"x86_64": "VMRUN will get the second guest's VMCB. What is loaded here?",
             **{arch: "The tag in the CPU is still the first guest's. What else must change with it?" for arch in ("riscv64", "aarch64")}},
     "then": {**{arch: ["finish", *TAG[arch]] for arch in ARCHES}, "x86_64": ["finish"]},
     "answer": {"x86_64": "The registers of the floating-point unit, and XCR0, which all guests share.",
                **{arch: "The root of stage 2, in the same register. So there is no moment with the root of one guest and the tag of another."
                   for arch in ("riscv64", "aarch64")}}},
    {"title": "the second guest's first instruction",
     "tell": "The CPU is in the second guest, before its first instruction.",
     "go": ["tbreak *world_enter", "continue", "stepi"], "watch": OWN, "show": ["guests", "guest-regs"],
     "ask": "Which values of the first guest does the second guest find? And where are the registers of the first guest now?",
     "then": ["guest 1", "guest-regs", "guest cpu"],
     "answer": "None: each register has the value with which the second guest starts, and its memory was zeroed before it was given.\n"
               "The registers of the first guest are in its vCPU, in memory: after `guest 1`, the commands look there."},
    {"title": "a line is complete",
     "tell": "The second guest has printed its line byte by byte. The hypervisor has collected the bytes, and shows them now.",
     "go": [f"tbreak lines_flush if held[1].length == {LINE}", "continue"], "show": ["p held[1].length", "x/s held[1].bytes"],
     "ask": "Why does the hypervisor not print each byte at once?",
     "answer": "The guest may lose the CPU in the middle of a line. Then the bytes of two guests would be mixed in one line."},
    {"title": "the second guest has ended",
     "tell": "It has switched itself off, and the hypervisor has printed the report. Now it frees what the guest had.",
     "go": ["tbreak vm_free if vm->number == 1", "continue"], "show": ["p vm->number", "exits 1"],
     "ask": "What will another guest that gets these pages find in them?",
     "then": ["finish"],
     "answer": "Zeros: the allocator zeroes each page before it gives the page away. The counts of the exits stay, for the report."},
    {"title": "the first guest again",
     "tell": "The third guest has ended too, or its turn is over. The next instruction enters the first guest.",
     "go": [f"tbreak *world_enter if {AGAIN}", "continue"], "watch": OWN,
     "show": ["guests"],
     "ask": "How can the first guest notice that others have run?",
     "answer": "Its registers and its memory are as they were. Only the clock has continued: the others have run, as the table says,\n"
               "while this guest was ready."},
    {"title": "the last guest ends",
     "tell": "All guests have ended, and the hypervisor switches the machine off.",
     "go": ["tbreak power.c:power_off", "continue"], "show": ["guests", "exits 1"],
     "ask": "What would the exit status of the run be if one guest had been stopped?",
     "answer": "1. It is 0 only if every guest ended well."},
]
