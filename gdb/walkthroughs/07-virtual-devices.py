"""Step 7: devices. The guest is guest/echo: it prepares the UART, waits for input, and prints each line again. The
tour begins at a store to a register of the UART, and ends after the interrupt of the first byte that comes."""
ARGUMENTS = {"riscv64": "a0 a1 a2", "aarch64": "x0 x1 x2", "x86_64": "rdi rsi rdx"}  # of a function of the hypervisor
STATE = {"riscv64": "pc sepc scause stval htval", "aarch64": "pc ELR_EL2 ESR_EL2 FAR_EL2 HPFAR_EL2",
         "x86_64": "pc exit_rings->vcpu->vmcb.rip exit_rings->vcpu->vmcb.exitcode exit_rings->vcpu->vmcb.exitinfo1"}
PC = {"riscv64": "exit_rings->vcpu->pc", "aarch64": "exit_rings->vcpu->pc", "x86_64": "exit_rings->vcpu->vmcb.rip"}
BOARD = "exit_rings->guest->board->"
REGISTER = {"riscv64": f"{BOARD}uart.lcr", "aarch64": f"{BOARD}uart.line_control", "x86_64": f"{BOARD}uart.lcr"}
# The address of the UART's line control register, and of its data; the UART's line; what the guest's controller keeps, and
# what the CPU is given.
CONTROL = {"riscv64": "0x10000003", "aarch64": "0x900002c", "x86_64": "0x3fb"}
DATA = {"riscv64": "0x10000000", "aarch64": "0x9000000", "x86_64": "0x3f8"}
LINE = {"riscv64": 10, "aarch64": 33, "x86_64": 4}
WAY = {"riscv64": f"{BOARD}uart.input.count {BOARD}plic.high {BOARD}plic.pending {BOARD}plic.in_service hvip",
       "aarch64": f"{BOARD}uart.input.count {BOARD}gic.line[1] {BOARD}gic.given[1] {BOARD}gic.active[1] {BOARD}gic.lists_used",
       "x86_64": f"{BOARD}uart.input.count {BOARD}pic.chips[0].lines {BOARD}pic.chips[0].requests "
                 f"{BOARD}pic.chips[0].in_service exit_rings->vcpu->vmcb.virtual_interrupts"}


def each(make):
    """make(ARCH, its argument registers) for each architecture."""
    return {arch: make(arch, *registers.split()) for arch, registers in ARGUMENTS.items()}


LINE_FALLS = each(lambda arch, first, second, third: [
    f"tbreak *irq_set if (${second} & 0xff) == {LINE[arch]} && (${third} & 1) == 0", "continue", "finish"])
FAULTED = {"riscv64": "$stval == {}", "aarch64": "$FAR_EL2 == {}", "x86_64": "exit_rings->vcpu->vmcb.exitinfo1 >> 16 == {}"}

STOPS = [
    {"title": "the guest's devices",
     "tell": "The guest is about to be entered for the first time. It will find a UART, an interrupt controller and a clock.",
     "go": ["tbreak switch_worlds", "continue"], "show": ["devices"],
     "ask": "What happens when the guest uses one of these addresses?",
     "then": {"riscv64": ["stage2 0x10000000"], "aarch64": ["stage2 0x9000000"],
              "x86_64": ["p/x exit_rings->guest->permissions->iopm[0x3f8 / 8]"]},
     "answer": {"riscv64": "Stage 2 maps nothing there, so every access exits.",
                "aarch64": "Stage 2 maps nothing there, so every access exits.",
                "x86_64": "The guest's permission map has a bit for each port. These eight bits are 1, so every access exits."}},
    {"title": "a store to the UART",
     "tell": "The guest stores to the UART's line control register, to say that a byte has eight bits.",
     "go": {arch: [f"tbreak *world_exit if {condition.format(CONTROL[arch])}", "continue"] for arch, condition in FAULTED.items()},
     "watch": STATE, "show": ["guest-x /1i", "guest-regs"],
     "ask": "The CPU says at which address the guest faulted. What else must the hypervisor know?",
     "answer": "Whether the guest reads or writes, how many bytes, and which register has the value, or gets it."},
    {"title": "the access is decoded",
     "tell": {"riscv64": "access_decode() takes the instruction from htinst, or fetches it from the guest's memory.",
              "aarch64": "access_decode() finds everything in ESR_EL2: its bit 24, ISV, says that the rest is valid.",
              "x86_64": "access_decode() finds everything in EXITINFO1. The value is in AL."},
     "go": each(lambda arch, first, second, third: [
         "tbreak *access_decode", "continue", f"set $access = (struct access *)${third}", "finish"]),
     "show": {arch: ["p $access->space", "p/x $access->address", "p $access->size", "p $access->write",
                     "p/x (unsigned char)$access->value"] + ([] if arch == "x86_64" else ["p/d $access->rest"]) for arch in ARGUMENTS},
     "ask": "Where does each of these values come from?",
     "answer": {"riscv64": "The address comes from htval and stval, all others from the instruction: a store of one byte, and its register.\n"
                           "(Whether a sign is to be extended matters for a load only.)",
                "aarch64": "The address comes from HPFAR_EL2 and FAR_EL2, all others from ESR_EL2: SAS, bits 23:22, is 2, so there are\n"
                           "four bytes; SRT, bits 20:16, is the register; and WnR, bit 6, is 1: a store.",
                "x86_64": "EXITINFO1 has the port in bits 31:16; bit 4 says that there is one byte, and bit 0 is 0: OUT. The value is AL."}},
    {"title": "the device's answer",
     "tell": "The hypervisor has found the device by the address, and calls the device's function.",
     "go": {"riscv64": ["tbreak *uart_write", "continue"], "aarch64": ["tbreak *pl011_write", "continue"],
            "x86_64": ["tbreak *uart_write", "continue"]},
     "watch": REGISTER, "show": ["p offset", "p/x (unsigned char)value"],
     "ask": "What will the function do?",
     "then": ["finish"],
     "answer": "It will store the value in the structure of the device. Nothing else happens: no real chip is there."},
    {"title": "the instruction is finished",
     "tell": "access_finish() has moved the guest's pc past the instruction. The guest is about to resume.",
     "go": ["tbreak switch_worlds", "continue"], "watch": {arch: f"{REGISTER[arch]} {PC[arch]}" for arch in PC},
     "show": ["exits 1"],
     "ask": "After a demand fault the pc stays where it is. Why is it moved here?",
     "answer": "The hypervisor has done what the instruction does. If the guest executed it again, it would fault again."},
    {"title": "looking for input",
     "tell": "The guest has told the UART to interrupt when a byte comes.",
     "go": each(lambda arch, first, second, third: [f"tbreak *serial_watch if (${second} & 1) == 1", "continue"]),
     "watch": f"{BOARD}uart.input.count {BOARD}uart.input.look.when", "show": ["p/x cpus[0]->timer_at"],
     "ask": "Who will notice a byte?",
     "then": ["finish", f"p/x {BOARD}uart.input.look.when", "p/x cpus[0]->timer_at"],
     "answer": "The hypervisor: this deadline makes it look at the machine's console a hundred times a second. The host's timer\n"
               "is set to the earliest of all deadlines, and the guest does not know that timer."},
    {"title": "the guest waits",
     "tell": "The guest has nothing to do, and executes an instruction that waits for an interrupt. This exits.",
     "go": ["tbreak *handle_wait", "continue"], "show": ["exits 1", "guest-irqs"],
     "ask": "Nothing is pending. What could the hypervisor do?",
     "answer": {arch: "It could let the guest resume. But the guest would wait again, and exit again. Or it could wait in the\n"
                      "guest's place, because an interrupt of the UART can still come. If none could, it would stop the guest."
                      + ("" if arch == "x86_64" else "\n(The guest has its interrupts off. A pending one ends a wfi even so; the guest takes it later.)")
                for arch in ARGUMENTS}},
    {"title": "the host waits",
     "tell": "host_wait() is called. After its next instructions the CPU sleeps.",
     "go": ["tbreak *host_wait", "continue"], "show": ["type -n q"],
     "ask": "A byte comes. The guest's UART is not real. What wakes the CPU?",
     "answer": "The host's timer, at the deadline. The machine's own UART does not interrupt the hypervisor."},
    {"title": "a tick of the host",
     "tell": "The host's timer has woken the CPU. The guest has not run since then: the last exit is still the one with which it\n"
             "began to wait. deadlines_run() calls the function of each deadline that has come.",
     "go": ["tbreak *deadlines_run", "continue"], "watch": WAY, "show": ["exits 1"],
     "ask": "Where is the byte now?",
     "answer": "In the machine's own UART. The hypervisor is about to take it out."},
    {"title": "the line has risen",
     "tell": "The byte was put into the FIFO of the guest's UART, and the UART has made its line high. It stays high\n"
             "as long as a byte waits. The interrupt controller, a device as well, has looked at masks and priorities.",
     "go": [f"tbreak *deadline_set if {BOARD}uart.input.count", "continue"], "watch": WAY, "show": ["guest-irqs"],
     "ask": "The lines are bit masks: which bit has changed? Where does the CPU find that an interrupt is pending for the guest?",
     "answer": {"riscv64": "Bit 10: the UART is on line 10. The CPU finds the interrupt in hvip, whose bit VSEIP is the output of the guest's PLIC.",
                "aarch64": "Bit 1 of the second word, of line 33. In a list register: it holds the interrupt's number, its priority and its state.",
                "x86_64": "Bit 4, of line 4. In the VMCB: V_IRQ, bit 8, and the vector, from bit 32 on."}},
    {"title": "the guest's handler",
     "tell": "The guest takes the interrupt as soon as it has its interrupts on.",
     "go": ["guest-break $guest_handler", "continue", "delete"],
     "show": {"riscv64": ["p/x $scause", "p/x $sepc", "exits 1"], "aarch64": ["p/x $ELR_EL1", "exits 1"],
              "x86_64": ["guest-x /3xw $rsp", "exits 1"]},
     "ask": "How many exits did the interrupt cost?",
     "answer": "None. After the wait the guest resumed, and its CPU took the interrupt by itself."},
    {"title": "which interrupt it is",
     "tell": {"riscv64": "The guest asks the PLIC which device it was: it loads from the claim register, which exits.",
              "aarch64": "The guest has read ICC_IAR1_EL1, without an exit, and knows that it was interrupt 33. This is its next exit.",
              "x86_64": "The guest knows the device by the vector. This is its next exit."},
     "go": {"riscv64": ["tbreak *access_finish if exit_rings->last->gpa == 0xc201004", "continue", "p ((struct access *)$a2)->value"],
            "aarch64": ["tbreak *access_decode", "continue"], "x86_64": ["tbreak *access_decode", "continue"]},
     "watch": WAY, "show": ["guest-irqs"],
     "ask": "Does the hypervisor know that the guest has taken the interrupt?",
     "answer": {"riscv64": "Yes: the claim is an access to a device. The interrupt is in service, and VSEIP in hvip is 0 again.",
                "aarch64": "Not yet: only the list register has changed. The hypervisor reads it before it next uses the GIC's state.",
                "x86_64": "V_IRQ is 0: the CPU cleared it. The hypervisor looks at V_IRQ before it next uses the 8259's state."}},
    {"title": "the line falls",
     "tell": "The guest has seen in the UART's status that a byte waits, and loads it. The FIFO is empty now, and the UART has made\n"
             "its line low.",
     "go": LINE_FALLS, "watch": WAY,
     "ask": "Suppose that another byte had come in the meantime. What would be different?",
     "answer": "The line would have stayed high. The guest would have to read that byte too, or the controller would interrupt\n"
               "again after the end of this interrupt."},
    {"title": "the value that was read",
     "tell": "access_finish() is called with the device's answer.",
     "go": each(lambda arch, first, second, third: [
         "tbreak *access_finish", "continue", f"set $access = (struct access *)${third}",
         *([] if arch == "x86_64" else ["set $register = $access->rest.reg"])]),
     "show": ["p/c $access->value"],
     "ask": "Into which register does this byte go?",
     "then": {"riscv64": ["tbreak switch_worlds", "continue", "p $register", "p/c (char)exit_rings->vcpu->x[$register]"],
              "aarch64": ["tbreak switch_worlds", "continue", "p $register", "p/c (char)exit_rings->vcpu->x[$register]"],
              "x86_64": ["tbreak switch_worlds", "continue", "p/c (char)exit_rings->vcpu->vmcb.rax"]},
     "answer": {"riscv64": "Into the register that the instruction names. access_finish() has written it.",
                "aarch64": "Into the register that ESR_EL2 names, SRT. access_finish() has written it.",
                "x86_64": "Into AL, as always with IN. access_finish() has written it."}},
    {"title": "the end of the interrupt",
     "tell": {"riscv64": "The guest stores the number 10 to the claim register, which says that it is done.",
              "aarch64": "The guest has written ICC_EOIR1_EL1, without an exit. This is its next exit: it prints the byte.",
              "x86_64": "The guest writes EOI, 0x20, to port 0x20, which says that it is done."},
     "go": {"riscv64": ["tbreak *access_finish if exit_rings->last->gpa == 0xc201004", "continue"],
            "aarch64": ["tbreak *access_decode if ($SPSR_EL2 & 0x80) == 0", "continue"],
            "x86_64": ["tbreak *access_finish if exit_rings->last->gpa == 0x20", "continue"]},
     "watch": WAY, "show": ["guest-irqs"],
     "ask": "How many exits did this byte cost, from the wait to the end of the interrupt? (A tick may be among them.)",
     "then": {"riscv64": ["exits 6"], "aarch64": ["exits 5"], "x86_64": ["exits 5"]},
     "answer": {"riscv64": "The wait, two to read the byte, one to find that no more wait, and two for the PLIC.",
                "aarch64": "The wait, two to read the byte, and one to find that no more wait. (The last one here comes after the\n"
                           "end. Its handler, which renames it to `device`, has not run yet.)\n"
                           "None for the GIC, so the hypervisor does not know that the interrupt has ended: `active` is what the\n"
                           "list register said when it was read last.",
                "x86_64": "The wait, two to read the byte, one to find that no more wait, and one for the 8259."}},
    {"title": "the end",
     "tell": "The rest of the word follows, and Enter. The guest has found that its line is `quit`, and has shut down.",
     "go": ["type uit", "tbreak power_off", "continue"], "show": ["devices"]},
]
