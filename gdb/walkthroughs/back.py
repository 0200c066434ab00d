"""A guest's register is wrong: from the report back to the line of the hypervisor that did it."""
REGISTER = {"riscv64": "a2", "aarch64": "x4", "x86_64": "rbx"}
KEPT = {"riscv64": "exit_rings->vcpu->x[12]", "aarch64": "exit_rings->vcpu->x[4]", "x86_64": "exit_rings->vcpu->r[3]"}


def each(template):
    """For each architecture: {reg} is the register, {kept} its place in the vCPU."""
    def fill(text, arch):
        return text.format(reg=REGISTER[arch], kept=KEPT[arch])
    return {arch: [fill(line, arch) for line in template] if isinstance(template, list) else fill(template, arch)
            for arch in REGISTER}


STOPS = [
    {"title": "the symptom",
     "tell": "The run is over, and the report is above: the guest read an address that is not mapped, and was stopped.\n"
             "It had asked the hypervisor for the sum of eight numbers, and then it read the word before the numbers.",
     "show": ["exits", "guest-x /1i exit_rings->last->pc"], "watch": KEPT,
     "ask": each("The address comes from {reg}. Does the guest have memory there?"),
     "then": ["stage2 exit_rings->last->gpa", "stage2-map"],
     "answer": each("No. Look at the HPAs: {reg} holds an address of the host. What put it there?")},
    {"title": "back to the last exit",
     "tell": "The CPU has just left the guest, and nothing has been saved yet.",
     "go": ["back-to exit"], "watch": REGISTER, "show": ["guest-regs"],
     "ask": "Is the register wrong already?",
     "answer": "Yes. So it is not the last exit's handler that has changed it."},
    {"title": "back to the entry before it",
     "tell": "The last instruction of the hypervisor before the guest ran. The guest's registers have been loaded.",
     "go": ["back-to entry"], "watch": REGISTER, "show": ["guest-x /1i"],
     "ask": "Who has changed the register, the guest or the hypervisor?",
     "answer": "Not the guest: it gets the register with this value. It can only be earlier."},
    {"title": "back to the exit before that",
     "tell": "The guest has made its call. These are its registers as it left them.",
     "go": ["back-to exit"], "watch": REGISTER, "show": ["guest-x /1i"],
     "ask": "Compare the register with that at the stop before.",
     "answer": "Here it is right. It was right before the hypervisor handled the call, and wrong after."},
    {"title": "the two moments",
     "tell": "Between these two lines, exit and entry, the register was changed.",
     "show": ["timeline 2"]},
    {"title": "the entry again",
     "tell": "A recorded run can be repeated as often as you like, forward too.",
     "go": ["world-switches entry", "continue", "world-switches off"], "watch": {
         arch: f"{REGISTER[arch]} {kept}" for arch, kept in KEPT.items()},
     "ask": "From where did switch_worlds load the register?",
     "answer": each("From {kept}, where the value is wrong too. So we ask who wrote to it.")},
    {"title": "who-wrote",
     "tell": "The last store that changed this field. who-wrote goes to the moment before it.",
     "go": each(["who-wrote &{kept}"]), "watch": KEPT,
     "show": ["p/x value"],
     "ask": "Is this function wrong?",
     "answer": "No. It does as it is told. Its caller is what we want to see."},
    {"title": "the line",
     "tell": "reverse-finish goes back to the call.",
     "go": ["reverse-finish"], "show": ["backtrace 3"],
     "ask": "Why does the handler write to a register of the guest?",
     "then": ["p/x (unsigned long)host"],
     "answer": "It keeps the host's address there, to read it again in handle_sum(). It would have to put the guest's\n"
               "address back before the guest runs on, and does not."},
    {"title": "before and after",
     "tell": "One step over the line, and the field is what it was in the report.",
     "go": ["next"], "watch": KEPT},
    {"title": "what to learn from it",
     "tell": "The vCPU's registers are the guest's, not the hypervisor's. A handler changes only those that the call's\n"
             "convention names, here the one for the result. This address belongs in a local variable of the handler.\n"
             "And it tells the guest where its memory lies in the host, which a guest should not know.",
     "show": ["list translate_address"]},
]
