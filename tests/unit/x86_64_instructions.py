#!/usr/bin/env python3
"""Prints assembly: instructions that access memory, in 16-, 32- and 64-bit code, each in a record of 64 bytes that
says before it what it is (struct record in test_x86_64_decode.c). The assembler knows nothing of our decoder."""
import random

random.seed(1)
SIZES = {1: "byte", 2: "word", 4: "dword", 8: "qword"}
NAMES = "ax cx dx bx sp bp si di".split()
SEGMENTS = "es cs ss ds fs gs".split()
MOVE, MOVE_SIGNED, EXCHANGE, TEST, AND, OR = range(1, 7)
FIRST_HIGH, PC, NO_REGISTER, CONSTANT = 16, 20, 21, 0xff
DS, SS = SEGMENTS.index("ds"), SEGMENTS.index("ss")


def register_name(n, size):
    if n >= FIRST_HIGH:
        return "ah ch dh bh".split()[n - FIRST_HIGH]
    if n >= 8:
        return f"r{n}" + {1: "b", 2: "w", 4: "d", 8: ""}[size]
    if size == 1:
        return NAMES[n][0] + "l" if n < 4 else NAMES[n] + "l"
    return {2: "", 4: "e", 8: "r"}[size] + NAMES[n]


def any_register(mode, size):
    """Of those without a REX prefix, AH to BH; with it, SPL to DIL and eight more."""
    if size > 1:
        return random.randrange(16 if mode == 8 else 8)
    return random.choice([*range(16)] if mode == 8 and random.random() < .7 else [0, 1, 2, 3, *range(16, 20)])


def number(bits):
    """Also those next to the borders of 8, 16 and 32 bits."""
    border = 1 << random.choice([n for n in (7, 8, 15, 16, 31) if n <= bits])
    value = random.choice([random.getrandbits(bits), border - random.randrange(3), -border + random.randrange(2),
                           random.randrange(-128, 128)])
    return max(min(value, (1 << bits - 1) - 1), -(1 << bits - 1))


class Address:
    """An operand in memory. Shape: what it is made of, with b for a base, i for an index, d for a displacement."""

    def __init__(self, mode, size, shape):
        self.size, self.base, self.index, self.scale, self.displacement = size, NO_REGISTER, NO_REGISTER, 0, 0
        bits = 16 if size == 2 else 32
        if size == 2:
            both = "b" in shape and "i" in shape
            self.base = random.choice((3, 5) if both else (3, 5, 6, 7)) if "b" in shape else NO_REGISTER
            self.index = random.choice((6, 7)) if both else NO_REGISTER
        else:
            registers = range(16 if mode == 8 else 8)
            if "b" in shape:
                self.base = random.choice(registers)
            if "i" in shape:
                self.index = random.choice([n for n in registers if n != 4])
                self.scale = random.randrange(0 if "b" in shape else 1, 4)  # [eax*1] may become [eax]
            if shape == "pd":
                self.base = PC
        if "d" in shape:
            self.displacement = number(bits)

    def text(self):
        parts = []
        if self.base == PC:
            parts.append("rip" if self.size == 8 else "eip")
        elif self.base != NO_REGISTER:
            parts.append(register_name(self.base, self.size))
        if self.index != NO_REGISTER:
            parts.append(register_name(self.index, self.size) + ("" if self.size == 2 else f"*{1 << self.scale}"))
        return "[" + " + ".join([*parts, str(self.displacement)]) + "]"


def record(mode, text, operation, to_memory, memory, register, reg, address, segment, constant=0, before=()):
    print(f".code{mode * 8}\n.byte {mode}, 1f - 0f, {operation}, {int(to_memory)}, {memory}, {register}, {reg}, {segment}")
    print(f".byte {address.base}, {address.index}, {address.scale}, {address.size}\n.balign 8, 0")
    print(f".quad {address.displacement}, {constant}\n.balign 32, 0\n0:")
    for byte in before:
        print(f".byte {byte:#x}")
    print(f"{text}\n1: .balign 64, 0")


def segment_of(mode, address):
    """The segment's number, how it is written, and what stands before the instruction."""
    natural = SS if address.base in (4, 5) else DS
    if random.random() < .5:
        return natural, "", ()
    n = random.randrange(6)
    before = random.choice([(), (0x26,), (0x2e, 0x36)])  # the last one counts
    if mode == 8 and n < 4:
        return natural, "", random.choice([(0x26,), (0x2e,), (0x36,), (0x3e,), (0x4f, 0x3e)])  # they count for nothing
    return n, SEGMENTS[n] + ":", before


def forms(mode, size):
    """Name, operation, and operands: the destination first. C is a constant."""
    for name, operation in (("mov", MOVE), ("and", AND), ("or", OR)):
        yield from ((name, operation, operands) for operands in ("mr", "rm", "mC"))
    yield "test", TEST, "mr"
    yield "test", TEST, "mC"
    yield "xchg", EXCHANGE, "mr"


def instructions(mode):
    sizes = [1, 2, 4, 8] if mode == 8 else [1, 2, 4]
    for size in sizes:
        for name, operation, operands in forms(mode, size):
            yield name, operation, operands, size, size
    for name, operation in (("movzx", MOVE), ("movsx", MOVE_SIGNED)):
        yield from ((name, operation, "rm", size, memory) for memory in (1, 2) for size in sizes if size > memory)
    if mode == 8:
        yield "movsxd", MOVE_SIGNED, "rm", 8, 4


def one(mode, name, operation, operands, size, memory, address):
    segment, written, before = segment_of(mode, address)
    at = f"{SIZES[memory]} ptr {written}{address.text()}"
    reg, constant = any_register(mode, size), 0
    if "C" in operands:
        reg, constant = CONSTANT, number(min(size, 4) * 8)
    # A REX prefix for the address leaves no AH.
    if FIRST_HIGH <= reg < CONSTANT and (8 <= address.base < 16 or 8 <= address.index < 16):
        reg = 0
    parts = {"m": at, "r": register_name(reg, size) if reg != CONSTANT else "", "C": str(constant)}
    lock = operation in (EXCHANGE, AND, OR) and operands[0] == "m" and random.random() < .3
    text = ("lock " if lock else "") + f"{name} {parts[operands[0]]}, {parts[operands[1]]}"
    record(mode, text, operation, operands[0] == "m", memory, size, reg, address, segment, constant, before)


def offsets(mode):
    """MOV between the accumulator and a place with a number, which in 64-bit code has 64 bits."""
    for size in [1, 2, 4, 8] if mode == 8 else [1, 2, 4]:
        for to_memory in (False, True):
            address = Address(mode, mode, "d")
            if mode == 8:
                address.displacement = random.getrandbits(63)
            segment, written, before = segment_of(mode, address)
            if mode == 8 and written:  # LLVM puts the REX prefix before the segment's, where it counts for nothing
                written, before = "", (*before, 0x60 + segment)
            parts = [register_name(0, size), f"{SIZES[size]} ptr {written}[{address.displacement}]"]
            if to_memory:
                parts.reverse()
            name = "movabs" if mode == 8 else "mov"
            record(mode, f"{name} {', '.join(parts)}", MOVE, to_memory, size, size, 0, address, segment, 0, before)


print(".intel_syntax noprefix")
for mode in (2, 4, 8):
    for instruction in instructions(mode):
        for address_size in (4, 8) if mode == 8 else (2, 4):
            # A number alone does not say how wide an address is.
            shapes = ["b", "bd", "bi", "bid"] + ["id"] * (address_size > 2) + ["d"] * (address_size == mode)
            for shape in shapes + ["pd"] * (mode == 8):
                for _ in range(3):
                    one(mode, *instruction, Address(mode, address_size, shape))
    for _ in range(8):
        offsets(mode)
