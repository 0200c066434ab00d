"""A guest's register is wrong: from the report back to the line of the hypervisor that wrote the wrong value."""
REGISTER = {"riscv64": "a2", "aarch64": "x4", "x86_64": "rbx"}
KEPT = {"riscv64": "exit_rings->vcpu->x[12]", "aarch64": "exit_rings->vcpu->x[4]", "x86_64": "exit_rings->vcpu->r[3]"}


def each(template):
    """The text for each architecture: {reg} becomes the register's name, {kept} its place in the vCPU."""
    def fill(text, arch):
        return text.format(reg=REGISTER[arch], kept=KEPT[arch])
    return {arch: [fill(line, arch) for line in template] if isinstance(template, list) else fill(template, arch)
            for arch in REGISTER}


CALLED = "The guest has just made its call. The registers in the CPU are still the guest's."

STOPS = [
    {"title": "the symptom",
     "tell": "The run is over. The report is above: the guest read an address that is not mapped, and was stopped.\n"
             "Before that, the guest had asked the hypervisor for the sum of eight numbers. Then it tried to read the word\n"
             "just before these numbers.",
     "show": ["exits", "guest-x /1i exit_rings->last->pc"], "watch": KEPT,
     "ask": each("The guest takes the address from {reg}. Is anything mapped there?"),
     "then": ["stage2 exit_rings->last->gpa", "stage2-map"],
     "answer": each("No. Compare {reg} with the HPAs above: it holds a host-physical address. Which code wrote it there?")},
    {"title": "back to the last exit",
     "tell": "The CPU has just left the guest. The hypervisor has not saved any register yet.",
     "go": ["back-to exit"], "watch": REGISTER, "show": ["guest-regs"],
     "ask": "Is the register wrong already at this moment?",
     "answer": "Yes. So the handler of the last exit has not changed it."},
    {"title": "back to the entry before it",
     "tell": "The next instruction enters the guest. The guest's registers have been loaded.",
     "go": ["back-to entry"], "watch": REGISTER, "show": ["guest-x /1i"],
     "ask": "Did the guest change the register after this moment?",
     "answer": "No: the guest already starts with the wrong value. So the register was changed earlier."},
    {"title": "back to the exit before that",
     "tell": {"riscv64": CALLED, "x86_64": CALLED,
              "aarch64": CALLED + "\nOn AArch64 the pc that the CPU saved, ELR_EL2, is the address after the call."},
     "go": ["back-to exit"], "watch": REGISTER,
     "show": {"riscv64": ["guest-x /1i"], "aarch64": ["guest-x /1i $ELR_EL2-4"], "x86_64": ["guest-x /1i"]},
     "ask": "Compare the register's value with the one at the stop before.",
     "answer": "Here the value is right. It was right before the hypervisor handled the call, and wrong afterwards."},
    {"title": "the two moments",
     "tell": "The register was changed after exit 1, and before the entry that follows it.",
     "show": ["timeline 2"]},
    {"title": "the entry again",
     "tell": "In a recorded run you can go forward and back as often as you like.",
     "go": ["world-switches entry", "continue", "world-switches off"], "watch": {
         arch: f"{REGISTER[arch]} {kept}" for arch, kept in KEPT.items()},
     "ask": "From where did switch_worlds load the register?",
     "answer": each("From {kept}. The value there is wrong too. So we ask which store wrote it.")},
    {"title": "who-wrote",
     "tell": "who-wrote finds the last store that changed this field, and goes back to the moment before that store.",
     "go": each(["who-wrote &{kept}"]), "watch": KEPT,
     "show": ["p/x value"],
     "ask": "Is the mistake in this function?",
     "answer": "No. This function stores the value that its caller passes. So we look at the caller."},
    {"title": "the line",
     "tell": "reverse-finish goes back to the call of this function.",
     "go": ["reverse-finish"], "show": ["backtrace 3"],
     "ask": "Why does the handler write to a register of the guest?",
     "then": ["p/x (unsigned long)host"],
     "answer": "translate_address() keeps the host's address there, and handle_sum() reads it again. The handler should\n"
               "restore the guest's address before the guest resumes, but it does not."},
    {"title": "before and after",
     "tell": "After one step over this line, the field has the value that the report shows.",
     "go": ["next"], "watch": KEPT},
    {"title": "what to learn from it",
     "tell": "The registers in the vCPU belong to the guest. A handler may change only those that the calling convention\n"
             "names: here the register for the result. The host's address belongs in a local variable of the handler.\n"
             "This bug also tells the guest where its memory lies in the host, which a guest should not know.",
     "show": ["list translate_address,"]},
]
