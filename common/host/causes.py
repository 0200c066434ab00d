"""What the number of a cause means, in the manual's words: out of the tables that the hypervisor has in its memory."""


def cause_words(memory, cause):
    return {243: riscv64, 183: aarch64, 62: x86_64}[memory.machine](memory, cause)


def riscv64(memory, cause):
    table = "interrupts" if cause >> 63 else "exceptions"
    return memory.text_in(table, cause & (1 << 63) - 1) or f"unnamed {table[:-1]}"


def aarch64(memory, cause):
    """The two interrupts have numbers that no ESR has: CAUSE_IRQ and CAUSE_FIQ."""
    if cause in (0xfc000001, 0xfc000002):
        return "IRQ" if cause & 1 else "FIQ"
    kind = cause >> 26 & 0x3f
    words = memory.text_in("classes", kind) or "unnamed exception class"
    if kind not in (0x20, 0x21, 0x24, 0x25):
        return words
    fault = memory.text_in("faults", cause & 0x3f) or "unnamed fault"
    on_walk = " on a stage-1 table walk" if cause & 0x80 else ""
    return f"{words}, {'stage-2 ' if kind in (0x20, 0x24) and cause & 0x3f < 0x10 else ''}{fault}{on_walk}"


def x86_64(memory, cause):
    words = ""
    if cause < 0x40:
        words = memory.text_in("numbered_exits", cause >> 4).replace("%u", str(cause & 15))
    elif cause < 0x60:
        return memory.text_in("exception_name.names", cause - 0x40) or "unnamed exception"
    elif 0x90 <= cause < 0xa0:
        words = f"write of CR{cause & 15}, done"
    elif cause < 0x400:
        words = memory.text_in("exit_names", cause)
    else:
        table, size = memory.symbols["far_exits"], memory.sizes["far_exits"] // 8
        fields = memory.u64(table, size)
        place = next((name for code, name in zip(fields[::2], fields[1::2]) if code & 0xffffffff == cause & 0xffffffff), 0)
        words = memory.text(place) if place else ""
    return words or "unnamed exit code"
