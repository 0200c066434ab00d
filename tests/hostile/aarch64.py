"""AArch64: every system register and system instruction that an encoding has room for."""
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
    OTHERS[f"write {instruction}"] = "went on"

REFUSED = "register|own exception 0x0"  # trapped and named, or undefined to the guest


def code(*instructions):
    return struct.pack(f"<{len(instructions)}I", *instructions)


def access(number, is_read, register=0):
    return 0xd5000000 | is_read << 21 | number << 5 | register


def name_of(number):
    return f"S{number >> 14}_{number >> 11 & 7}_C{number >> 7 & 15}_C{number >> 3 & 15}_{number & 7}"


def attempts():
    for number in range(1 << 14, 1 << 16):
        name = name_of(number)
        real_name = GUESTS_OWN.get(name) or READ_ONLY.get(name) or CPUS_OWN.get(name)
        read, write = code(access(number, True)), code(MOV_X0_ONES, access(number, False))
        may_read, may_write = ("went on" if may else REFUSED for may in (real_name, name in GUESTS_OWN))
        if name in CPUS_OWN:
            may_read = may_write = f"went on|{REFUSED}"
        yield Attempt(f"read {real_name or name}", read, OTHERS.get(f"read {name}", may_read))
        yield Attempt(f"write {real_name or name}", write, OTHERS.get(f"write {name}", may_write))
        if real_name:
            yield Attempt(f"read {real_name} again", read, may_read)
    for number in range(1 << 14):  # PSTATE, hints, barriers
        op1, crn, crm, op2 = number >> 11, number >> 7 & 15, number >> 3 & 15, number & 7
        wanted = REFUSED
        if (op1, crn, crm, op2) == (3, 2, 0, 3):
            wanted = "wait"
        elif (op1, crn, crm, op2) == (3, 2, 0, 2):
            wanted = "went on|timer"  # WFE: no event comes, and QEMU 11 waits for one
        elif (op1, crn) == (3, 2) or (op1, crn, op2) == (0, 4, 5) or (op1, crn, op2 in (6, 7)) == (3, 4, True):
            wanted = "went on"  # other hints, SPSel, DAIFSet, DAIFClr
        elif (op1, crn) == (3, 3) and op2 in (2, 4, 5, 6):
            wanted = "went on"  # CLREX, DSB, DMB, ISB
        yield Attempt(name_of(number), code(access(number, False, XZR)), wanted)
