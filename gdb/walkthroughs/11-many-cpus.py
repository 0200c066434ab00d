"""Step 11: the hypervisor on two CPUs. Three guests run there: race, which has two vCPUs, and twice tasks. There are tags for
two guests, so that the third guest needs a shootdown. The tour follows the second CPU from its start to the end of the last
guest. CPUs are gdb's threads: at a stop, the commands look at the CPU that has come there."""
ARCHES = ("riscv64", "aarch64", "x86_64")
START = {"riscv64": "It will ask the firmware (SBI, hart_start)", "aarch64": "It will ask the firmware (PSCI, CPU_ON)",
         "x86_64": "It will send the other CPU INIT and a startup IPI"}
STACK = {"riscv64": "$sp", "aarch64": "$sp", "x86_64": "$rsp"}
FIRST = {"riscv64": "$a0", "aarch64": "$x0", "x86_64": "$rdi"}  # argument of a function
ENTRY = {"riscv64": "cpu_entry", "aarch64": "cpu_entry", "x86_64": "trampoline"}
THIS_CPU = "((struct cpu *)((unsigned long)SP & -0x8000))"
INTERRUPT = {"riscv64": "exit->cause == 0x8000000000000001", "aarch64": "exit->interrupt == 0", "x86_64": "1"}  # that of a kick
CALL = {"riscv64": "SBI's hart_start", "aarch64": "PSCI's CPU_ON", "x86_64": ""}
TAG = {"riscv64": "VMID", "aarch64": "VMID", "x86_64": "ASID"}
BOTH_ON = "shares[0]->cpu && shares[3]->cpu && shares[0]->vcpu->on_cpu && shares[3]->vcpu->on_cpu"  # the two of the first guest
BOTH_IN = "!cpus[0]->is_out && !cpus[1]->is_out"


def commands(*texts):
    return {arch: [text.replace("SP", STACK[arch]).replace("FIRST", FIRST[arch]).replace("ENTRY", ENTRY[arch])
                   .replace("INTERRUPT", INTERRUPT[arch]) for text in texts]
            for arch in ARCHES}


STOPS = [
    {"title": "one CPU of two runs",
     "tell": "The hypervisor runs on CPU 0. It has found CPU 1 in the machine's description, and made the guests. CPU 1 is off.",
     "go": ["tbreak cpus_start", "continue"], "show": ["cpus", "p cpus[1]->number", "p cpus[1]->id"],
     "ask": "Which stack will CPU 1 have? Which instruction will it execute first?",
     "then": commands("p cpus[1]", "p/x (unsigned long)&ENTRY"),
     "answer": {arch: f"A block of 32 KiB is set aside for it, with its struct cpu and its stack. {START[arch]}\nto start it at {ENTRY[arch]}."
                for arch in ARCHES}},
    {"title": "CPU 0 starts CPU 1",
     "tell": "CPU 0 has the lock of the host already: the other CPU cannot do anything with the guests before CPU 0 gives it back.",
     "go": ["tbreak cpu_start", "continue"], "show": ["p cpu->number", "locks"],
     "ask": "CPU 1 has no stack yet, and its registers are not set. What does it get from CPU 0?",
     "answer": "One number, the address of its block: all other values are found from that."},
    {"title": "CPU 1 is in C",
     "tell": {arch: f"The code at {ENTRY[arch]} has set the stack pointer to the end of CPU 1's block. gdb has switched to the thread of CPU 1."
              for arch in ARCHES},
     "go": ["tbreak cpu_main", "continue"], "show": commands("p/x SP", "cpus"),
     "ask": "Both CPUs execute the same code. How does this code find out on which CPU it runs?",
     "then": commands("p/x (unsigned long)SP & -0x8000", "p cpus[1]", "p ((struct cpu *)((unsigned long)SP & -0x8000))->number"),
     "answer": "this_cpu(): the stack pointer, rounded down to 32 KiB, is the address of the struct cpu."},
    {"title": "a CPU waits for the lock",
     "tell": "One CPU has the lock, and the other one wants it. The lock gives numbers, like a machine in a waiting room.",
     "go": commands(f"tbreak *cpu_relax if {THIS_CPU}->waits_for", "continue", "frame function lock_wait"), "show": ["p *lock", "locks", "cpus"],
     "ask": "If a third CPU takes a ticket now, which number is on it?",
     "then": ["p lock->next"],
     "answer": "lock->next. So it gets the lock after the CPU that waits already, whichever of them looks more often."},
    {"title": "its ticket is served",
     "tell": "The other CPU has given the lock back: it has added 1 to lock->serving.",
     "go": ["set $lock = lock", "finish"], "show": ["p $lock->serving", "locks", "cpus"],
     "ask": "The other CPU did not send an interrupt. How did this CPU notice?",
          "answer": "It has read lock->serving in a loop until it was its own ticket. From here on it is the only CPU that handles an exit."},
    {"title": "a guest's APIC sends INIT", "only": "x86_64",
     "tell": "Each vCPU has a local APIC. The first vCPU of guest 1 has written to the command register of its APIC. In the second\n"
             "word is the number of the APIC that is meant, in the first one what is sent: 5 in the bits 8 to 10 is INIT.",
     "go": ["tbreak apic_send if (apic->command[0] >> 8 & 7) == 5", "continue"],
     "show": ["p/x apic->command", "p apic->id", "guests"],
     "ask": "INIT resets a CPU, which then waits for a startup IPI. What will the hypervisor do with vCPU 1, which is off?",
     "then": ["tbreak apic_send", "continue", "p/x apic->command"],
     "answer": "Nothing. The next command is the startup IPI, 6 in these bits. The lowest byte is the page where vCPU 1 starts: 8, which\n"
               "is GPA 0x8000. The guest will send it twice, as the manual says; a CPU that does not wait for it ignores it."},
    {"title": "a guest turns its second CPU on",
     "tell": {arch: f"The first vCPU of guest 1 has made a hypercall: {CALL[arch]}." if CALL[arch] else
              "The startup IPI has come to the APIC of vCPU 1." for arch in ARCHES},
     "go": ["tbreak vcpu_turn_on", "continue"], "show": ["p number", "p/x entry", "guests"],
     "ask": "Its vCPU 1 is off. Does the hypervisor now start a CPU of the machine?",
     "then": ["finish", "guests"],
     "answer": "No: the CPUs of the machine run already. It makes the vCPU ready, and the scheduler gives it a CPU as it does with a guest."},
    {"title": "the second vCPU comes onto a CPU",
     "tell": {arch: "The registers of vCPU 1 are in memory. They are as after a reset, except the pc and what the guest has passed.\n"
                    "Its share, the scheduler's entry, is shares[3]: the second vCPUs come after the first ones."
                    if CALL[arch] else "The registers of vCPU 1 are in memory. They are as after a reset, except cs: 16-bit real mode, at that page.\n"
                    "Its share, the scheduler's entry, is shares[3]: the second vCPUs come after the first ones."
              for arch in ARCHES},
     "go": commands("tbreak *vcpu_restore if ((struct vcpu *)FIRST)->number == 1", "continue"),
     "show": {arch: ["guests", "p shares[3]->vcpu->on_cpu"] if CALL[arch] else
              ["guests", "p shares[3]->vcpu->on_cpu", "p/x shares[3]->vcpu->vmcb.cs", "p/x shares[3]->vcpu->vmcb.rip", "p/x shares[3]->vcpu->vmcb.cr0"]
              for arch in ARCHES},
     "ask": "Which CPU of the machine is it?",
     "then": ["tbreak *world_enter if shares[3]->vcpu->on_cpu", "continue", "p shares[3]->vcpu->on_cpu->number", "cpus"],
     "answer": "The one that had nothing else to run, or whose guest's slice had ended."},
    {"title": "a guest on two CPUs",
     "tell": "Both vCPUs of guest 1 are on CPUs of the machine.",
     "go": [f"tbreak *world_enter if {BOTH_ON}", "continue"], "show": ["guests", "cpus"],
     "ask": "They use the same memory at the same time. How many stage-2 tables does the guest have?",
     "then": ["p shares[0]->vcpu->guest->stage2", "p shares[3]->vcpu->guest == shares[0]->vcpu->guest"],
     "answer": {arch: f"One, and one {TAG[arch]}. But each CPU has a TLB of its own, with copies of entries of that table." for arch in ARCHES}},
    {"title": "no tag is left",
     "tell": {arch: f"A guest comes onto this CPU, and there is no {TAG[arch]} left for it. (The run has --tags 2, and both\n"
                    "were given out.) So all are taken back, and given out again. But TLBs may still contain translations\n"
                    "with the old tags." for arch in ARCHES},
     "go": ["tbreak *tags_flush", "continue"], "show": ["p tags_turn", "cpus", "guests"],
     "ask": "Which TLB does this function empty?",
     "answer": {"aarch64": "Here those of all CPUs: this TLBI instruction is broadcast. But RISC-V has no such instruction, so our hypervisor does\n"
                           "not rely on it.",
                "riscv64": "That of this CPU alone: hfence.gvma is for one hart.",
                "x86_64": "That of this CPU alone, at the next VMRUN: TLB_CONTROL is in one VMCB."}},
    {"title": "a shootdown begins",
     "tell": "The hypervisor has noted that the other CPU has to flush its TLB before it enters a guest again. Now\ncpus_gather() sends it an interrupt.",
     "go": commands(f"tbreak *cpu_interrupt if ((struct cpu *)FIRST)->flushes && {BOTH_IN}", "continue", "frame function flush_everywhere", "up"), "show": ["cpus"],
     "ask": "The other CPU is in a guest, perhaps for a long time. May this CPU continue?",
     "answer": "No. The guest could still use an old translation, and read the memory of another guest. It has to leave the guest first."},
    {"title": "the other CPU is out",
     "tell": "cpus_gather() has sent the other CPU an interrupt, a kick, and has waited until it was out.",
     "go": ["finish"], "show": ["cpus", "locks"],
     "ask": "When does the other CPU enter a guest again?",
     "answer": "When it has had the lock, which this CPU has until all that it changes is done."},
    {"title": "the kick was an exit",
     "tell": "Now the other CPU has the lock. Its guest did not do anything: the kick has ended its run.",
     "go": commands(f"tbreak *handle_kick if {THIS_CPU}->is_asked && INTERRUPT", "continue", "set $exit = exit"),
     "show": ["p/x exit->cause", "cpus"],
     "ask": "What else can interrupt a CPU that is in a guest?",
     "then": ["finish", "p exit_kind_names[$exit->kind]"],
     "answer": "Its timer, and devices of the machine. Here it was another CPU, so the exit is a kick, and the guest may resume."},
    {"title": "it flushes its TLB",
     "tell": "The CPU looks at what it was asked to do, before it enters a guest again.",
     "go": ["tbreak *cpu_flush", "continue"], "show": ["cpus", "bt 3"],
     "ask": "How many kicks and flushes would 100 unmapped pages need?",
     "then": ["finish"],
     "answer": "100, if each page is unmapped alone: it is better to unmap all of them first, and then to flush once (exercise 11.2)."},
    {"title": "all guests have ended",
     "tell": "The last guest has ended, and one CPU switches the machine off. The other one has nothing to run.",
     "go": ["tbreak power.c:power_off", "continue"], "show": ["guests", "locks", "cpus"],
     "ask": "How many additions did race lose?",
     "answer": "The line of guest 1 says it. One is lost when a vCPU has read the number, and the other has written it before the first\n"
               "one writes its own; if the two did not count at the same time, it is 0. The hypervisor's\n"
               "lists would lose entries in the same way, without the lock."},
]
