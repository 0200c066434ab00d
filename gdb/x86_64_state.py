"""x86-64: which state of the guest and the host is in the CPU, where gdb and the monitor can read it, and
which in memory: the VMCB, the vCPU, and the page at VM_HSAVE_PA."""
import re

import gdb

from chosen import cpu_here, cpus, the_vcpu
from machine import monitor_of_thread, read_physical, register, variable

SEGMENTS = "es cs ss ds fs gs ldtr tr".split()
NOT_SWITCHED = "fs gs ldtr tr".split()  # by VMRUN, 15.5.2: in the CPU until our code saves them
DEBUG = "dr0 dr1 dr2 dr3".split()
CONTROL = "cr0 cr2 cr3 cr4 dr6 dr7 efer".split()
EFER_LMA = 1 << 10


# --- In memory ---

def vmcb():
    vcpu = the_vcpu()
    return variable("guest_vmcb") if vcpu is None else vcpu["vmcb"]


def field(name):
    block = vmcb()
    return 0 if block is None else int(block[name])


def host_state(name):
    """A field of the host state that VMRUN saved in the page at VM_HSAVE_PA. The APM does not define the
    page's layout (15.30.4); QEMU uses that of a VMCB."""
    cpu = cpu_here() or cpus()[0]
    return variable(f"*(struct vmcb *)((struct cpu *){int(cpu.address)})->pages->save_area")[name]


def kept_segments():
    """The VMCB holds bits 40 to 47 and 52 to 55 of a descriptor. It does not hold those between, which QEMU
    shows if the guest itself has loaded the segment."""
    segments, block = {}, vmcb()
    for name in SEGMENTS:
        at = block[name]
        attributes = int(at["attributes"])
        segments[name] = [int(at["selector"]), int(at["base"]), int(at["limit"]),
                          (attributes & 0xff) << 8 | (attributes & 0xf00) << 12]
    return segments


def kept_system():
    block = vmcb()
    return {"gdt": [int(block["gdtr"][part]) for part in ("base", "limit")],
            "idt": [int(block["idtr"][part]) for part in ("base", "limit")],
            **{name: int(block[name]) for name in CONTROL}}


# --- In the CPU ---

def cpu_segments():
    """Selector, base, limit and attributes, from the monitor: gdb has only the selectors."""
    lines = re.findall(r"^(\w+) *= *([0-9a-f]{4}) ([0-9a-f]+) ([0-9a-f]{8}) ([0-9a-f]{8})",
                       monitor_of_thread("info registers"), re.M)
    return {{"ldt": "ldtr"}.get(name.lower(), name.lower()): [int(part, 16) for part in parts]
            for name, *parts in lines}


def _dr(text, name):
    return int(re.search(rf"\b{name.upper()}=([0-9a-f]+)", text)[1], 16)


def cpu_system():
    """What VMRUN switches, in the guest: gdb has some of it, the monitor all."""
    text = monitor_of_thread("info registers")
    values = dict.fromkeys(CONTROL)
    for name in ("gdt", "idt"):
        values[name] = [int(part, 16) for part in
                        re.search(rf"^{name.upper()}= +([0-9a-f]+) ([0-9a-f]+)", text, re.M).groups()]
    for name in CONTROL:
        values[name] = _dr(text, name) if name[:2] == "dr" else register(name)
    return values


def debug_registers(in_cpu, vcpu):
    """DR0 to DR3; None while the switch moves them."""
    if in_cpu:
        text = monitor_of_thread("info registers")
        return [_dr(text, name) for name in DEBUG]
    return None if switches_dr(register("pc")) else [int(vcpu["dr"][i]) for i in range(4)]


# --- Put together ---

def guest_values(where):
    """In the guest all is in the CPU; elsewhere in the VMCB, except what our code has not saved yet. Before
    step 5 it never saves it."""
    vcpu = the_vcpu()
    in_cpu = where != "host" or vcpu is None
    segments = cpu_segments() if where == "guest" else kept_segments()
    if in_cpu:
        cpu = cpu_segments()
        segments.update({name: cpu[name] for name in NOT_SWITCHED})
    return {**segments, **(cpu_system() if where == "guest" else kept_system()),
            "debug": debug_registers(in_cpu, vcpu)}


def host_values(where):
    if where == "guest":
        for name in ("cr0", "cr3", "cr4", "efer", "rflags"):
            yield name, int(host_state(name))
        for name in ("gdtr", "idtr"):
            yield name, int(host_state(name)["base"])
    else:
        for name in ("cr0", "cr3", "cr4", "efer"):
            yield name, register(name)
        yield "rflags", register("eflags")
        text = monitor_of_thread("info registers")
        for name in ("gdtr", "idtr"):
            yield name, int(re.search(rf"^{name[:3].upper()}= +([0-9a-f]+)", text, re.M)[1], 16)
    for name in ("GIF", "VM_CR", "VM_HSAVE_PA"):
        yield name, None


# --- In QEMU's layout ---

ROWS_32 = ("EAX", 0), ("EBX", 3), ("ECX", 1), ("EDX", 2), ("ESI", 6), ("EDI", 7), ("EBP", 5), ("ESP", 4)
ROWS_64 = tuple((f"R{name[1:]}", n) for name, n in ROWS_32) + tuple((f"R{n}", n) for n in range(8, 16))


def general_cells(cells, digits):
    """Four general registers a line."""
    rows = ROWS_64 if digits == 16 else ROWS_32
    for i in range(0, len(rows), 4):
        yield " ".join(f"{name:3}={cells[n]}" for name, n in rows[i:i + 4])


def is_wide(values):
    """Whether these segments and this EFER are those of 64-bit code: CS.L, 4.8.1."""
    return bool(values["efer"] & EFER_LMA and values["cs"][3] >> 21 & 1)


def code_bits(where):
    """Of the guest's code: 16, 32 or 64."""
    in_cpu = where == "guest"
    cs = (cpu_segments() if in_cpu else kept_segments())["cs"]
    if is_wide({"cs": cs, "efer": register("efer") if in_cpu else field("efer")}):
        return 64
    return 32 if cs[3] >> 22 & 1 else 16


def segment_lines(values):
    digits = 16 if is_wide(values) else 8
    for name in SEGMENTS:
        selector, base, limit, attributes = values[name]
        yield f"{name[:3].upper():3}={selector:04x} {base:0{digits}x} {limit:08x} {attributes:08x}"


def control_lines(values):
    digits = 16 if values["efer"] & EFER_LMA else 8
    for name in ("gdt", "idt"):
        base, limit = values[name]
        yield f"{name.upper()}=     {base:0{digits}x} {limit:08x}"
    yield " ".join(f"{name.upper()}={values[name]:0{digits if name in ('cr2', 'cr3') else 8}x}" for name in CONTROL[:4])
    if values["debug"] is None:
        yield "DR0 to DR3 are being exchanged at the moment"
    else:
        yield " ".join(f"DR{i}={value:016x}" for i, value in enumerate(values["debug"]))
    yield f"DR6={values['dr6']:016x} DR7={values['dr7']:016x}"
    yield f"EFER={values['efer']:016x}"


def flags_line(where, pc, digits):
    flags = register("eflags") if where == "guest" else field("rflags")
    shown = "".join(letter if flags >> bit & 1 else "-"
                    for letter, bit in zip("DOSZAPC", (10, 11, 7, 6, 4, 2, 0)))
    if where != "guest":
        level = field("cpl")
    elif not register("cr0") & 1:
        level = 0
    else:
        level = 3 if flags >> 17 & 1 else register("ss") & 3
    letter = "R" if digits == 16 else "E"
    return f"{letter}IP={pc & (1 << 4 * digits) - 1:0{digits}x} {letter}FL={flags & 0xffffffff:08x} [{shown}] CPL={level}"


# --- The switch of a guest that has used DR0 to DR3 ---

DR_PUSHES = 5  # of switch_worlds_and_dr: DR0 to DR3, and rax


def switches_dr(pc):
    """Whether pc is in the routine around switch_worlds, for a guest that has used DR0 to DR3."""
    return "switch_worlds_and_dr" in gdb.execute(f"info symbol {pc:#x}", to_string=True)


def word(at):
    return int.from_bytes(read_physical(at, 8), "little")


def caller_of_switch(sp):
    """Stack pointer and pc at the call of the switch, from the stack pointer within switch_worlds."""
    pc = word(sp)
    if switches_dr(pc):
        sp += 8 * (1 + DR_PUSHES)
        pc = word(sp)
    return sp + 8, pc - 1


# --- The guest's code ---

def _architecture(name):
    """gdb's, for its disassembler; None if gdb is already connected, because it refuses then."""
    try:
        gdb.execute(f"set architecture {name}", to_string=True)
        return gdb.selected_inferior().architecture()
    except gdb.error:
        return None
    finally:
        gdb.execute("set architecture auto", to_string=True)


CODE_16, CODE_32 = _architecture("i8086"), _architecture("i386")
