"""AArch64: every system register and system instruction that an encoding has room for."""
import re
import struct

from attempts import Attempt

SLOT, PADDING = 16, struct.pack("<I", 0xd4000002)  # hvc #0
MOV_X0_ONES = 0x92800000
XZR = 31

# By S<op0>_<op1>_C<CRn>_C<CRm>_<op2>. What EL1 has a copy of its own of, or has while it runs:
GUESTS_OWN = dict(line.split() for line in """
    S3_0_C1_C0_0 SCTLR_EL1
    S3_0_C1_C0_2 CPACR_EL1
    S3_0_C2_C0_0 TTBR0_EL1
    S3_0_C2_C0_1 TTBR1_EL1
    S3_0_C2_C0_2 TCR_EL1
    S3_0_C4_C0_0 SPSR_EL1
    S3_0_C4_C0_1 ELR_EL1
    S3_0_C4_C1_0 SP_EL0
    S3_0_C4_C2_0 SPSel
    S3_0_C5_C1_0 AFSR0_EL1
    S3_0_C5_C1_1 AFSR1_EL1
    S3_0_C5_C2_0 ESR_EL1
    S3_0_C6_C0_0 FAR_EL1
    S3_0_C7_C4_0 PAR_EL1
    S3_0_C10_C2_0 MAIR_EL1
    S3_0_C10_C3_0 AMAIR_EL1
    S3_0_C12_C0_0 VBAR_EL1
    S3_0_C13_C0_1 CONTEXTIDR_EL1
    S3_0_C13_C0_4 TPIDR_EL1
    S3_0_C14_C1_0 CNTKCTL_EL1
    S3_2_C0_C0_0 CSSELR_EL1
    S3_3_C4_C2_0 NZCV
    S3_3_C4_C2_1 DAIF
    S3_3_C13_C0_2 TPIDR_EL0
    S3_3_C13_C0_3 TPIDRRO_EL0
    S3_3_C14_C3_0 CNTV_TVAL_EL0
    S3_3_C14_C3_1 CNTV_CTL_EL0
    S3_3_C14_C3_2 CNTV_CVAL_EL0
    S3_0_C12_C12_5 ICC_SRE_EL1
""".strip().splitlines())
READ_ONLY = dict(line.split() for line in """
    S3_0_C0_C0_0 MIDR_EL1
    S3_0_C0_C0_5 MPIDR_EL1
    S3_0_C0_C0_6 REVIDR_EL1
    S3_0_C4_C2_2 CurrentEL
    S3_0_C12_C1_0 ISR_EL1
    S3_1_C0_C0_0 CCSIDR_EL1
    S3_1_C0_C0_1 CLIDR_EL1
    S3_1_C0_C0_7 AIDR_EL1
    S3_3_C0_C0_1 CTR_EL0
    S3_3_C0_C0_7 DCZID_EL0
    S3_3_C14_C0_0 CNTFRQ_EL0
    S3_3_C14_C0_2 CNTVCT_EL0
""".strip().splitlines())
READ_ONLY.update({f"S3_0_C0_C{crm}_{op2}": f"ID_C{crm}_{op2}" for crm in range(1, 8) for op2 in range(8)})
# This CPU's own: HCR_EL2.TIDCP brings them to us, but QEMU knows it only since version 8. Before, they are
# constants.
CPUS_OWN = dict(line.split() for line in """
    S3_1_C11_C0_2 L2CTLR_EL1
    S3_1_C11_C0_3 L2ECTLR_EL1
    S3_1_C15_C0_0 L2ACTLR_EL1
    S3_1_C15_C2_0 CPUACTLR_EL1
    S3_1_C15_C2_1 CPUECTLR_EL1
    S3_1_C15_C2_2 CPUMERRSR_EL1
    S3_1_C15_C2_3 L2MERRSR_EL1
    S3_1_C15_C3_0 CBAR_EL1
""".strip().splitlines())
COUNTS = {"CNTVCT_EL0", "CNTV_TVAL_EL0"}  # another value at each reading

# Ends of their own. With all bits of SCTLR_EL1 set, and no table, not even the guest's vectors can be
# fetched: it takes that fault for ever, until its slice is over. The ones that go on are system
# instructions: AT, IC, TLBI, and DC by address but for DC ZVA, whose address, -1, the guest does not map.
OTHERS = {"write S3_0_C1_C0_0": "timer at 0x200", "write S1_3_C7_C4_1": "own exception 0x25",
          **{f"{what} S3_3_C4_C4_{n}": "instruction" for n in (0, 1) for what in ("read", "write")}}
for instruction in """
        S1_0_C7_C1_0 S1_0_C7_C5_0 S1_0_C7_C6_1 S1_0_C7_C8_0 S1_0_C7_C8_1 S1_0_C7_C8_2 S1_0_C7_C8_3
        S1_0_C8_C3_0 S1_0_C8_C3_1 S1_0_C8_C3_2 S1_0_C8_C3_3 S1_0_C8_C3_5 S1_0_C8_C3_7
        S1_0_C8_C7_0 S1_0_C8_C7_1 S1_0_C8_C7_2 S1_0_C8_C7_3 S1_0_C8_C7_5 S1_0_C8_C7_7
        S1_3_C7_C5_1 S1_3_C7_C10_1 S1_3_C7_C11_1 S1_3_C7_C14_1""".split():
    OTHERS[f"write {instruction}"] = "resumed"

# Trapped and named, or undefined to the guest; 0x18 is FEAT_IDST's, for ID registers that do not exist.
REFUSED = "register|instruction|own exception 0x0|own exception 0x18"

# What only some CPUs have: where an ID register says so ("ID_C7_1 20 1": the field at bit 20 of S3_0_C0_C7_1 is 1 or
# more; "-": is less), it has to be the guest's, or to be readable, or to be an instruction; else it is refused.
# PSTATE fields are the guest's own by SPSR_EL2.
OPTIONAL = """
    own  S3_0_C4_C2_3  PAN        ID_C7_1 20 1
    own  S3_0_C4_C2_4  UAO        ID_C7_2 4 1
    own  S3_0_C4_C3_0  ALLINT     ID_C4_1 36 1
    own  S3_3_C4_C2_5  DIT        ID_C4_0 48 1
    own  S3_3_C4_C2_6  SSBS       ID_C4_1 4 1
    own  S3_3_C4_C2_7  TCO        ID_C4_1 8 1
    own  S3_0_C12_C1_1 DISR_EL1   ID_C4_0 28 1
    own  S3_0_C1_C2_4  SMPRI_EL1  ID_C4_1 24 1 -ID_C7_0 56 1
    own  S3_3_C13_C0_5 TPIDR2_EL0 ID_C4_1 24 1 -ID_C7_0 56 1
    read S3_1_C0_C0_2  CCSIDR2_EL1 ID_C7_2 20 1
    read S3_1_C0_C0_6  SMIDR_EL1  ID_C4_1 24 1
    read S3_3_C2_C4_0  RNDR       ID_C6_0 60 1
    read S3_3_C2_C4_1  RNDRRS     ID_C6_0 60 1
    read S3_3_C14_C0_6 CNTVCTSS_EL0 ID_C7_0 60 1
    do   write/S1_0_C7_C9_[01] AT_PAN  ID_C7_1 20 2
    do   write/S1_0_C7_C9_2  AT_S1E1A  ID_C6_2 60 1
    do   write/S1_0_C8_C1_[0-37] TLBI_OS   ID_C6_0 56 1
    do   write/S1_0_C8_C1_5  TLBI_OS       ID_C6_0 56 1
    do   write/S1_0_C8_C[256]_[1357] TLBI_range ID_C6_0 56 2
    do   write/S1_0_C9_C[137]_[0-357] TLBI_nXS ID_C6_1 56 1
    do   write/S1_0_C9_C[256]_[1357] TLBI_nXS ID_C6_1 56 1
    do   write/S1_3_C7_C3_[457] RCTX  ID_C6_1 40 1
    do   write/S1_3_C7_C3_6 COSP_RCTX ID_C6_1 40 2
    do   read/S1_3_C7_C7_[13]|write/S1_3_C7_C7_2 GCS ID_C4_1 44 1
    do   write/S1_3_C7_C(4_[34]|1[0234]_[35]) DC_tags ID_C4_1 8 1
    do   write/S1_3_C7_C12_1 DC_CVAP   ID_C6_1 0 1
    do   write/S1_3_C7_C13_1 DC_CVADP  ID_C6_1 0 2
    do   S0_0_C4_C0_0 CFINV            ID_C6_0 52 1
    do   S0_0_C4_C0_[12] XAFLAG        ID_C6_0 52 2
    do   S0_0_C4_C[0-9]+_3 MSR_UAO     ID_C7_2 4 1
    do   S0_0_C4_C[0-9]+_4 MSR_PAN     ID_C7_1 20 1
    do   S0_1_C4_C[01]_0 MSR_ALLINT    ID_C4_1 36 1
    do   S0_3_C4_C[0-9]+_1 MSR_SSBS    ID_C4_1 4 1
    do   S0_3_C4_C[0-9]+_2 MSR_DIT     ID_C4_0 48 1
    do   S0_3_C4_C[0-9]+_4 MSR_TCO     ID_C4_1 8 1
    do   S0_3_C3_C0_7 SB               ID_C6_1 36 1
    do   S0_3_C3_C(2|6|10|14)_1 DSB_nXS ID_C6_1 56 1
    do   S0_3_C1_C0_[01] WFET          ID_C6_2 0 2
""".split("\n")
COUNTS |= {"CNTVCTSS_EL0", "RNDR", "RNDRRS"}


def parse_optional():
    """Yields kind, a pattern of attempts' names, the name, and conditions: whether, register, bit, least value."""
    for kind, pattern, name, *conditions in filter(None, map(str.split, OPTIONAL)):
        triples = [conditions[i:i + 3] for i in range(0, len(conditions), 3)]
        yield kind, pattern.replace("/", " "), name, [
            (not register.startswith("-"), register.lstrip("-"), int(bit), int(least)) for register, bit, least in triples]


PARSED = list(parse_optional())
NAMED = {pattern: name for kind, pattern, name, _ in PARSED if kind != "do"}
IS_NAMED = {f"{what} {name}{again}": (kind, what, conditions) for kind, _, name, conditions in PARSED if kind != "do"
            for what, again in (("read", ""), ("read", " again"), ("write", ""))}
INSTRUCTIONS = [(re.compile(pattern), conditions) for kind, pattern, _, conditions in PARSED if kind == "do"]
ANY_INSTRUCTION = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in INSTRUCTIONS))  # most names are none of them
ADDRESSED = re.compile("write S1_3_C7_C(1[0234]_[135]|4_[34])$")  # by address -1, which the guest does not map


def condition_of(name):
    """The conditions under which that attempt is allowed, if they depend on the CPU, and how it then ends."""
    if name in IS_NAMED:
        kind, what, conditions = IS_NAMED[name]
        return None if kind == "read" and what == "write" else conditions, "resumed"
    if ANY_INSTRUCTION.fullmatch(name):
        conditions = next(conditions for pattern, conditions in INSTRUCTIONS if pattern.fullmatch(name))
        return conditions, "resumed|own exception 0x25" if ADDRESSED.match(name) else "resumed"
    return None, None


def by_features(attempts, run):
    """What the CPU's ID registers say against what the optional attempts did."""
    ids = {a.name[5:]: run.exits[n].what_else for n, a in enumerate(attempts) if a.name.startswith("read ID_") and
           not a.name.endswith("again") and run.outcome(n) == "resumed"}
    for number, attempt in enumerate(attempts):
        conditions, allowed = condition_of(attempt.name) if attempt.wanted.endswith(MAYBE) else (None, None)
        if not conditions:
            continue
        there = all((ids[register] >> bit & 15 >= least) == wanted for wanted, register, bit, least in conditions)
        outcome = run.outcome(number)
        if outcome not in (allowed if there else REFUSED).split("|"):
            yield f"{attempt.name}: {outcome}, and the CPU {'has' if there else 'does not have'} it"


MAYBE = "|as the ID registers say"


def code(*instructions):
    return struct.pack(f"<{len(instructions)}I", *instructions)


def access(number, is_read, register=0):
    return 0xd5000000 | is_read << 21 | number << 5 | register


def name_of(number):
    return f"S{number >> 14}_{number >> 11 & 7}_C{number >> 7 & 15}_C{number >> 3 & 15}_{number & 7}"


def wanted_of(name, otherwise):
    conditions, allowed = condition_of(name)
    return f"{allowed}|{REFUSED}{MAYBE}" if conditions else otherwise


def attempts():
    for number in range(1 << 14, 1 << 16):
        name = name_of(number)
        real_name = GUESTS_OWN.get(name) or READ_ONLY.get(name) or CPUS_OWN.get(name) or NAMED.get(name)
        read, write = code(access(number, True)), code(MOV_X0_ONES, access(number, False))
        may_read, may_write = ("resumed" if may else REFUSED for may in (real_name, name in GUESTS_OWN))
        if name in CPUS_OWN:
            may_read = may_write = f"resumed|{REFUSED}"
        shown = real_name or name
        yield Attempt(f"read {shown}", read, wanted_of(f"read {shown}", OTHERS.get(f"read {name}", may_read)))
        yield Attempt(f"write {shown}", write, wanted_of(f"write {shown}", OTHERS.get(f"write {name}", may_write)))
        if real_name:
            yield Attempt(f"read {real_name} again", read, wanted_of(f"read {real_name}", may_read))
    for number in range(1 << 14):  # PSTATE, hints, barriers
        op1, crn, crm, op2 = number >> 11, number >> 7 & 15, number >> 3 & 15, number & 7
        wanted = REFUSED
        if (op1, crn, crm, op2) == (3, 2, 0, 2):
            wanted = "resumed|timer"  # WFE: QEMU 11 waits, for an event that nobody sends
        elif (op1, crn, crm, op2) == (3, 2, 0, 3):
            wanted = "wait"
        elif (op1, crn) == (3, 2) or (op1, crn, op2) == (0, 4, 5) or (op1, crn, op2 in (6, 7)) == (3, 4, True):
            wanted = "resumed"  # other hints, SPSel, DAIFSet, DAIFClr
        elif (op1, crn) == (3, 3) and op2 in (2, 4, 5, 6):
            wanted = "resumed"  # CLREX, DSB, DMB, ISB
        name = name_of(number)
        yield Attempt(name, code(access(number, False, XZR)), wanted_of(name, wanted))
