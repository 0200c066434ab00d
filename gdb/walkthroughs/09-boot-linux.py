"""Step 9: Linux, as the distribution ships it. The tour follows a boot from the first instruction to the power-off. gdb has no
symbols of this kernel, so each stop is at something that the CPU does: an exit, a trap of the guest's, a program's entry."""
import os

ARCHES = ("riscv64", "aarch64", "x86_64")
PC = {"riscv64": "$sepc", "aarch64": "$ELR_EL2", "x86_64": "exit_rings->vcpu->vmcb.rip"}
ROOT = {"riscv64": "vsatp", "aarch64": "SCTLR_EL1 TTBR1_EL1", "x86_64": "exit_rings->vcpu->vmcb.cr3"}
# An exit by which the kernel asks what the machine is, what it asks, and the registers that have the answer.
QUESTION = {"riscv64": "$scause == 10", "aarch64": "$ESR_EL2 >> 26 == 0x16", "x86_64": "exit_rings->vcpu->vmcb.exitcode == 0x72"}
ASKED = {"riscv64": ["p/x $a7", "p/x $a6"], "aarch64": ["p/x exit_rings->vcpu->x[0]"],
         "x86_64": ["p/x exit_rings->vcpu->vmcb.rax", "p/x (unsigned)$rcx"]}
ANSWERED = {"riscv64": ["p $a0", "p/x $a1"], "aarch64": ["p/x $x0"],
            "x86_64": ["p/x exit_rings->vcpu->vmcb.rax", "p/x $rbx", "p/x $rcx", "p/x $rdx"]}
# How the timer's first interrupt can be seen, and a program's first system call.
TIMER = {"riscv64": ["guest-irqs", "tbreak *$guest_handler if $scause == 0x8000000000000005", "continue"],
         **{arch: ["tbreak *world_enter if exit_rings->last->injected", "continue"] for arch in ("aarch64", "x86_64")}}
CALL = {"riscv64": ["guest-irqs", "tbreak *$guest_handler if $scause == 8", "continue"],
        "aarch64": ["guest-irqs", "tbreak *$guest_handler - 0x80 if $ESR_EL1 >> 26 == 0x15", "continue"],
        "x86_64": ["guest-break exit_rings->vcpu->vmcb.lstar", "continue", "delete"]}
NUMBER = {"riscv64": ["p $a7", "p/x $sepc"], "aarch64": ["p $x8", "p/x $ELR_EL1"], "x86_64": ["p $rax", "p/x $rcx"]}
USER = {"riscv64": ["p $priv"], "aarch64": ["p $cpsr >> 2 & 3"], "x86_64": ["p $ss & 3"]}  # the mode, or level: 0, 0, 3


def break_at_first_program():
    """guest-break ENTRY"""
    import gdb  # only here, so that the texts can be read without it
    build, arch = os.path.split(os.path.dirname(os.path.dirname(gdb.current_progspace().filename)))
    with open(os.path.join(build, "linux", arch, "busybox"), "rb") as file:
        return f"guest-break {int.from_bytes(file.read(32)[24:], 'little'):#x}"  # /init is a script, which busybox runs


def all_of(make):
    """make(ARCH) for each architecture."""
    return {arch: make(arch) for arch in ARCHES}


STOPS = [
    {"title": "what is handed over",
     "tell": "The hypervisor has loaded the kernel's file and the initrd, and has written a description of the machine. The next\n"
             "instruction enters the guest for the first time.",
     "go": ["tbreak *world_enter", "continue"], "show": ["guest-regs"],
     "ask": {"riscv64": "Two registers matter to the kernel: a0, the number of its hart, and a1. What is at the address in a1?",
             "aarch64": "One register matters to the kernel: x0. What is at this address?",
             "x86_64": "One register matters to the kernel: rsi. What is at this address? Look at its offset 0x202."},
     "then": {"riscv64": ["guest-x /4xb gpa $a1"], "aarch64": ["guest-x /4xb gpa $x0"], "x86_64": ["guest-x /s gpa $rsi+0x202"]},
     "answer": {"x86_64": "The zero page. It begins with the header of the kernel's own file, which has the letters HdrS there. The hypervisor\n"
                          "has added which addresses are memory, and where the initrd and the command line are.",
                **{arch: "A device tree: it begins with the number d00dfeed. It names the CPU, the memory, each device with its address and\n"
                         "its interrupt, the initrd, and the command line. The kernel knows nothing else of its machine."
                   for arch in ("riscv64", "aarch64")}}},
    {"title": "the first instruction",
     "tell": {"x86_64": "This is the 64-bit entry of the kernel's format, bzImage. Paging is on already: the format wants it so, and the tables\n"
                        "that translate each address to itself are the hypervisor's, in the guest's memory.",
              **{arch: "The kernel begins without translation: its addresses are GPAs." for arch in ("riscv64", "aarch64")}},
     "go": ["stepi"], "watch": ROOT, "show": ["guest-x /2i"],
     "ask": {"riscv64": "The first instruction does nothing of use. Why is it there?",
             "aarch64": "The first instruction does nothing of use. Why is it there?",
             "x86_64": "Most of the file is compressed. Where will this code write the kernel that it unpacks?"},
     "then": {"riscv64": ["guest-x /2cb"], "aarch64": ["guest-x /2cb"], "x86_64": []},
     "answer": {"x86_64": "Into memory that stage 2 does not map yet: see the next stop.",
                **{arch: "Its bytes are the letters MZ, with which each program for UEFI begins: the same file can be started by a firmware.\n"
                         "They were chosen so that they are an instruction too, and a harmless one."
                   for arch in ("riscv64", "aarch64")}}},
    {"title": "the first demand fault",
     "tell": "The kernel has used memory that its file does not fill. It was promised, but not given.",
     "go": ["tbreak *stage2_map", "continue"],
     "show": ["exits 1", "set $gpa = exit_rings->last->gpa", "stage2 $gpa", "guest-memory"],
     "ask": "How much memory will the hypervisor give?",
     "then": ["finish", "stage2 $gpa", "guest-memory"],
     "answer": "A block of 2 MiB, because of this step's --fault-block. One entry maps it, and the other 511 pages cause no fault.\n"
               "With 4 KiB a boot has thousands of demand faults, with 2 MiB a few dozen."},
    {"title": {"x86_64": "the kernel's own tables", "riscv64": "the MMU is on", "aarch64": "the MMU is on"},
     "tell": "This is the first exit with a pc in the upper half of the addresses.",
     "go": all_of(lambda arch: [f"tbreak *world_exit if (unsigned long){PC[arch]} >> 63", "continue"]),
     "watch": ROOT, "show": all_of(lambda arch: [f"p/x {PC[arch]}", "exits 1"]),
     "ask": "The kernel has set its own page tables since the last stop. How does the hypervisor know?",
     "then": all_of(lambda arch: [f"guest-walk {PC[arch]}"]),
     "answer": {"riscv64": "It does not: writing satp needs no exit. (Exits that were counted are of before. The one where we are has no slot yet.)\n"
                           "The kernel uses Sv39, with three levels. It is mapped in large leaves, so the walk ends earlier.",
                "aarch64": "It does not: writing TTBR1_EL1 and SCTLR_EL1 needs no exit. (Exits that were counted are of before. The one where\n"
                           "we are has no slot yet.) The kernel has 48 bits, so four levels. It is mapped in large leaves, so the walk ends earlier.",
                "x86_64": "It does not: writing CR3 needs no exit. (Exits that were counted are of before. The one where we are has no slot\n"
                          "yet.) The kernel has four levels. It is mapped in large leaves, so the walk ends earlier. Its place among the\n"
                          "addresses is a random one, and differs each time."}},
    {"title": "what machine is this?",
     "tell": {"riscv64": "The kernel calls its firmware, with the extension's number in a7 and the function's in a6.",
              "aarch64": "The kernel calls its firmware, with the function's number in x0.",
              "x86_64": "The kernel executes CPUID, with the leaf's number in eax and a second number in ecx."},
     "go": all_of(lambda arch: [f"tbreak *world_exit if {QUESTION[arch]}", "continue"]), "show": ASKED,
     "ask": "Who answers?",
     "then": all_of(lambda arch: ["tbreak *world_enter", "continue", "exits 1", *ANSWERED[arch]]),
     "answer": {"riscv64": "The hypervisor is the guest's firmware. The extension 0x10, BASE, answers questions about the firmware and the CPU:\n"
                           "function 0 says the version of SBI, 1 which firmware this is (the letters WS), 2 its version, 3 whether it has an\n"
                           "extension, 4 to 6 which CPU this is. a0 is 0, for success, and a1 has the answer.",
                "aarch64": "The hypervisor is the guest's firmware. 0x84000000 is PSCI_VERSION, and the answer is version 1.1.",
                "x86_64": "The hypervisor. Most of the answer is the machine's own, but bits for what this guest does not have are 0. During\n"
                          "the boot the kernel asks several hundred times."}},
    {"title": "the first write to the UART",
     "tell": "A driver of the kernel's has found the UART, and stores to one of its registers.",
     "go": {"riscv64": ["tbreak *uart_write", "continue"], "aarch64": ["tbreak *pl011_write", "continue"],
            "x86_64": ["tbreak *uart_write", "continue"]},
     "show": ["exits 1", "p offset", "p/x (unsigned char)value"],
     "ask": "What does the driver want?",
     "then": ["devices"],
     "answer": {"aarch64": "Register 0x38 is IMSC, which enables the UART's interrupts: 0 means none.",
                **{arch: "Register 1 is IER, which enables the UART's interrupts: 0 means none." for arch in ("riscv64", "x86_64")}}},
    {"title": {"riscv64": "the first timer interrupt, taken", "aarch64": "the first timer interrupt",
               "x86_64": "the first timer interrupt"},
     "tell": {"riscv64": "This is the handler of the guest's kernel, which its CPU has entered by itself: scause says that it was the timer.",
              "aarch64": "The machine's virtual timer has interrupted, which exits. The hypervisor has given the interrupt to the guest.",
              "x86_64": "It is time for the timer of the guest's local APIC. The hypervisor has offered the interrupt to the guest."},
     "go": TIMER, "show": ["exits 1", "guest-irqs"],
     "ask": {"riscv64": "How many exits did this interrupt cost?",
             **{arch: "How many more exits will it cost until the kernel's handler runs?" for arch in ("aarch64", "x86_64")}},
     "then": {arch: ["guest-break $guest_handler", "continue", "delete", "exits 1"] for arch in ("aarch64", "x86_64")},
     "answer": {"riscv64": "None: with Sstc the guest sets its timer by itself, and hideleg gives the interrupt to it. (The host's own timer exits,\n"
                           "because the hypervisor looks for input a hundred times a second.)",
                **{arch: "None: its CPU takes the interrupt as soon as it has its interrupts on. The ring says which number was given."
                   for arch in ("aarch64", "x86_64")}}},
    {"title": "the first instruction of a program",
     "tell": "The kernel has started the first process, and the CPU is in user mode: here is the entry of busybox, which runs /init.",
     "go": [break_at_first_program, "continue"], "show": all_of(lambda arch: [*USER[arch], "exits 1", "guest-walk $pc"]),
     "ask": "The page of this instruction is not mapped. Who will load it from the file?",
     "then": ["continue", "delete", "guest-regs", "exits 1", "guest-walk $pc"],
     "answer": "The guest's kernel. We are at the same instruction for the second time: the CPU gave the page fault to the kernel, which\n"
               "has mapped the page. The ring has no exit for it. (There may be interrupts in between, and what they need.)"},
    {"title": "the first system call",
     "tell": "This is the guest's kernel again, which its CPU has entered by itself.",
     "go": CALL, "show": all_of(lambda arch: [*NUMBER[arch], "exits 3"]),
     "ask": "The first line is the call's number. How many exits did it cost?",
     "answer": {"x86_64": "None. (There may be interrupts in between, and what they need. The program's C library executes CPUID, which exits.)",
                **{arch: "None. (There may be interrupts in between. The ring names them.)" for arch in ("riscv64", "aarch64")}}},
    {"title": "a program's first character",
     "tell": "A program has written to /dev/console, and the kernel's driver has the UART send the first byte.",
     "go": ["tbreak *guest_putc", "continue"], "show": ["p/c c", "exits 5"],
     "ask": "What does a character cost?",
     "answer": "An exit for the store, and more for what the driver reads before and after it: the ring names the registers. Nearly all\n"
               "exits of a boot that prints are of this kind."},
    {"title": "the power-off",
     "tell": "/init has switched the machine off.",
     "go": ["tbreak power.c:power_off", "continue"], "show": ["exits 1"],
     "ask": "How did the kernel know what switches its machine off?",
     "answer": {"riscv64": "It asked at the start whether the firmware has the extension SRST, and the hypervisor said that it has.",
                "aarch64": "By the device tree: its node /psci says that PSCI is there, and that it is called by HVC.",
                "x86_64": "By the ACPI tables: FADT says which port has the power's register, and DSDT which value switches off."}},
]
