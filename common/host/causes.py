"""What the number of a cause means, in the manual's words: out of the tables of names that the hypervisor has in its memory.
gdb and the page of a run read them in different ways: text(table, index) gives a name, or "" if the table has none there."""

IRQ, FIQ = 0xfc000001, 0xfc000002  # what AArch64's vectors write: no ESR has these numbers


def riscv64(cause, text):
    table = "interrupts" if cause >> 63 else "exceptions"
    return text(table, cause & (1 << 63) - 1) or f"unnamed {table[:-1]}"


def is_stage2_fault(esr):
    return (esr >> 26 & 0x3f) in (0x20, 0x24) and (esr & 0x3f) < 0x10


def aarch64(cause, text):
    if cause in (IRQ, FIQ):
        return "IRQ" if cause == IRQ else "FIQ"
    words = text("classes", cause >> 26 & 0x3f) or "unnamed exception class"
    if (cause >> 26 & 0x3f) in (0x20, 0x21, 0x24, 0x25):
        fault = text("faults", cause & 0x3f) or "unnamed fault"
        words += f", {'stage-2 ' if is_stage2_fault(cause) else ''}{fault}"
        words += " on a stage-1 table walk" if cause & 0x80 else ""
    return words


def x86_64(cause, text, far_exits):
    """The same words as cause_name(). far_exits: by code, the names of exits that are too far away for a table."""
    if cause < 0x40:
        words = text("numbered_exits", cause >> 4).replace("%u", str(cause & 15))
    elif cause < 0x60:
        return text("exception_name::names", cause - 0x40) or "unnamed exception"
    elif 0x90 <= cause < 0xa0:
        words = f"write of CR{cause & 15}, done"
    elif cause < 0x400:
        words = text("exit_names", cause)
    else:
        words = far_exits().get(cause & 0xffffffff, "")
    return words or "unnamed exit code"


def cause_words(memory, cause):
    """Of a machine's memory (ram.py)."""
    def text(table, index):
        return memory.text_in(table.replace("::", "."), index)

    def far_exits():
        fields = memory.u64(memory.symbols["far_exits"], memory.sizes["far_exits"] // 8)
        return {code & 0xffffffff: memory.text(name) for code, name in zip(fields[::2], fields[1::2])}

    if memory.machine == 62:
        return x86_64(cause, text, far_exits)
    return {243: riscv64, 183: aarch64}[memory.machine](cause, text)
