"""What the state of each chip says, in words: one function for each structure of a device. devices.py prints it."""

NEVER = (1 << 64) - 1  # of a deadline: it is off


def flags(value, names):
    """The names of the bits that are set; "-" for none."""
    return " ".join(name for bit, name in names.items() if value & bit) or "-"


def numbers(value):
    """The lines whose bits are set, by their numbers."""
    found = [str(bit) for bit in range(value.bit_length()) if value >> bit & 1]
    return f"line{'s' * (len(found) > 1)} {' '.join(found)}" if found else "none"


def words(*named):
    """The words whose condition is true: (condition, word)."""
    return [word for condition, word in named if condition]


def integers(state, names):
    return [int(state[name]) for name in names.split()]


# --- Interrupt controllers ---

def plic(state):
    """Each CPU of the guest has a threshold, and sources that are enabled."""
    used = [n for n in range(8) if not n or int(state["enabled"][n]) or int(state["threshold"][n])]
    for n in used:
        yield f"threshold {int(state['threshold'][n])}" + f" of CPU {n}" * (len(used) > 1)
    for source in range(1, 32):
        said = plic_words(state, source, used)
        if said != ["masked"]:
            yield f"source {source}: priority {int(state['priority'][source])}, {', '.join(said)}"


def plic_words(state, source, cpus):
    """As these CPUs of the guest see the source."""
    enabled = [str(n) for n in cpus if int(state["enabled"][n]) >> source & 1]
    high, pending, served = (value >> source for value in integers(state, "high pending in_service"))
    return words((enabled, "enabled" + f" for CPU {', '.join(enabled)}" * (len(cpus) > 1)), (not enabled, "masked"),
                 (high & 1, "line high"), (pending & 1, "pending"), (served & 1, "in service"))


def gic(state):
    groups, (lists, used) = flags(int(state["control"]), {1: "0", 2: "1"}), integers(state, "lists lists_used")
    yield f"groups on: {groups}; {used} of {lists} list registers in use (pending and active: as last read there)"
    yield from intid_lines(state, range(32, 96))


def gic_redistributor(state):
    yield f"the CPU {'sleeps: it wants no interrupts' if int(state['waker']) else 'is awake'}"
    yield from intid_lines(state, range(32))


def intid_lines(state, intids):
    for intid in intids:
        said = intid_words(state, intid)
        if said:
            yield f"INTID {intid}: priority {int(state['priority'][intid]):#x}, {', '.join(said)}"


def intid_words(state, intid):
    """Empty if the guest has not enabled the interrupt and nothing is known of it."""
    bit = {name: int(state[name][intid // 32]) >> intid % 32 & 1
           for name in "enabled group1 line edge latched active given passes".split()}
    pending = bit["latched"] or bit["line"] and not bit["edge"]
    said = words((bit["line"], "line high"), (pending, "pending"), (bit["active"], "active"),
                 (bit["given"], "given to the CPU"))
    if not said and not bit["enabled"]:
        return []
    return [f"group {bit['group1']}", *words((not bit["enabled"], "masked"), (bit["enabled"], "enabled"),
                                             (bit["enabled"] and not bit["passes"], "its group is off")), *said]


def i8259_chip(state):
    lines, requests, served, masked, level, vector = integers(state, "lines requests in_service masked level vector")
    yield f"vectors {vector:#x}..{vector + 7:#x}; masked: {numbers(masked)}"
    yield f"high: {numbers(lines)}; requested: {numbers(requests)}; in service: {numbers(served)}"
    modes = [name.replace("_", " ") for name in "auto_eoi rotates special_nested special_mask polled".split()
             if int(state[name])]
    if modes:
        yield f"modes: {', '.join(modes)}"


def i8259_trigger(state):
    level = sum(int(state["chips"][i]["level"]) << 8 * i for i in (0, 1))
    yield f"level-triggered: {numbers(level)}"


def vectors(words):
    """Those whose bits are set in eight words."""
    found = [f"{32 * i + bit:#x}" for i in range(8) for bit in range(32) if int(words[i]) >> bit & 1]
    return " ".join(found) or "none"


APIC_SOURCES = "timer", "thermal", "counters", "LINT0", "LINT1", "error"
APIC_DELIVERIES = {0: "", 2: "SMI", 4: "NMI", 5: "INIT", 7: "the 8259s'"}


def apic_source(name, entry):
    """An entry of the local vector table; empty for one that is as after a reset."""
    if entry == 1 << 16:
        return ""
    mode = ("once", "periodic", "by the TSC", "?")[entry >> 17 & 3] if name == "timer" else APIC_DELIVERIES.get(entry >> 8 & 7, "?")
    said = words((mode, mode), (mode in ("", "once", "periodic", "by the TSC"), f"vector {entry & 0xff:#x}"), (entry >> 16 & 1, "masked"))
    return f"{name}: {', '.join(said)}"


def apic_lines(apic):
    number, on, extended, spurious, priority, expires = integers(apic, "id on extended spurious priority expires")
    yield f"{'x2APIC' if extended else 'APIC'} {number}: {'on' if on else 'off'}, {'enabled' if spurious >> 8 & 1 else 'disabled'}; task priority {priority:#x}"
    yield f"requested: {vectors(apic['requests'])}; in service: {vectors(apic['in_service'])}"
    yield "; ".join(filter(None, (apic_source(name, int(apic["lvt"][i])) for i, name in enumerate(APIC_SOURCES))))
    yield f"the timer {'is off' if not expires else 'counts'}"


def apics(state):
    for number in range(int(state["count"])):
        yield from apic_lines(state["of"][number])


# --- UARTs ---

def serial_input(state):
    count, first, depth = integers(state["input"], "count first depth")
    held = bytes(int(state["input"]["bytes"][(first + i) % 32 if first + i < depth else first + i - depth])
                 for i in range(min(count, depth, 32)))
    looked = "looked for at each tick" if int(state["input"]["look"]["when"]) & NEVER != NEVER else "not looked for"
    return f"input: {count} of {depth} bytes" + (f": {held.decode('latin-1')!r}" if held else "") + f"; {looked}"


def ns16550a(state):
    ier, fcr, lcr, mcr, scr = integers(state, "ier fcr lcr mcr scr")
    yield serial_input(state)
    yield f"interrupts: {flags(ier, {1: 'received', 2: 'empty', 4: 'line', 8: 'modem'})}; " \
          f"line {'high' if int(state['line_is_high']) else 'low'}; FIFOs {'on' if fcr & 1 else 'off'}"
    yield f"modem: {flags(mcr, {1: 'DTR', 2: 'RTS', 4: 'OUT1', 8: 'OUT2', 16: 'loop'})}; LCR {lcr:02x}, SCR {scr:02x}"


PL011_INTERRUPTS = {16: "received", 32: "sent", 64: "time-out", 0x400: "overrun", 0x38f: "others"}


def pl011(state):
    raised, mask, control, line_control = integers(state, "raised mask control line_control")
    yield serial_input(state)
    yield f"interrupts: {flags(mask, PL011_INTERRUPTS)}; raised: {flags(raised, PL011_INTERRUPTS)}; " \
          f"line {'high' if raised & mask else 'low'}"
    yield f"{'on' if control & 1 else 'off'}: {flags(control, {0x100: 'sends', 0x200: 'receives', 0x80: 'loop'})}; " \
          f"FIFOs {'on' if line_control & 16 else 'off'}"


# --- Clocks and timers ---

def date_words(offset, bits, unit):
    offset = offset - (offset >> bits - 1 << bits)
    return f"the machine's date, {'less' if offset < 0 else 'plus'} {abs(offset)} {unit}" if offset else "the machine's date"


def goldfish_rtc(state):
    yield date_words(int(state["offset"]), 64, "ns")
    alarm = f"alarm at {int(state['alarm'])} ns" if int(state["alarm_set"]) else "no alarm"
    yield f"{alarm}; interrupt: {flags(bool(state['enabled']) + 2 * bool(state['pending']), {1: 'enabled', 2: 'pending'})}"


def pl031(state):
    yield date_words(int(state["offset"]), 32, "s")
    yield f"alarm at {int(state['match'])} s; " \
          f"interrupt: {flags(bool(state['enabled']) + 2 * bool(state['raised']), {1: 'enabled', 2: 'raised'})}"


def i8254(state):
    for number in range(3):
        counter = state["counters"][number]
        mode, count, following = integers(counter, "mode count next")
        said = words((int(counter["counting"]), "counts"), (not int(counter["counting"]), "stands"),
                     (not int(counter["gate"]), "gate low"), (following, f"then {following}"), (int(counter["bcd"]), "BCD"))
        yield f"counter {number}: mode {mode}, count {count}: {', '.join(said)}"


def i8254_port_61(state):
    yield f"set: {flags(int(state['control']), {1: 'gate of counter 2', 2: 'speaker', 4: 'no SERR', 8: 'no IOCHK'})}"


def cmos(state):
    data, index = state["bytes"], int(state["index"])
    rate, enabled, flagged = (int(data[register]) for register in (10, 11, 12))
    names = {64: "periodic", 32: "alarm", 16: "update"}
    yield f"register {index:#x} is at the second port; the date is the machine's"
    yield f"interrupts: {flags(enabled, names)}; pending: {flags(flagged, names)}; rate {rate & 15}"


# By the name of a structure that begins with struct device, or of a struct device in another one.
DECODERS = {"plic": plic, "gic": gic, "gic.redistributor": gic_redistributor, "i8259_chip": i8259_chip,
            "i8259.trigger": i8259_trigger, "ns16550a": ns16550a, "pl011": pl011, "goldfish_rtc": goldfish_rtc,
            "pl031": pl031, "apics": apics, "i8254": i8254, "i8254.port_61": i8254_port_61, "cmos": cmos}
