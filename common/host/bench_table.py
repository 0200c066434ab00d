"""The table of ./run.sh bench: figures by architecture, each with its lower bound if one was counted."""

# Instructions of the least code that would do. The hypercall: a loop in assembly that moves all
# of the guest's registers and decides nothing. An entry of a table: its store, the next address, the loop's branch.
# Zeroing: the stores alone, of 8 bytes, or of 64 (dc zva).
FLOORS = {
    "null hypercall": {"riscv64": 80, "aarch64": 34, "x86_64": 38},
    "map 4 KiB pages, 4096 MiB": dict.fromkeys(("riscv64", "aarch64", "x86_64"), 3 << 20),
    "map 2 MiB blocks, 1024 MiB": dict.fromkeys(("riscv64", "aarch64", "x86_64"), 3 * 512),
    "zero a page": {"riscv64": 512, "aarch64": 64, "x86_64": 512},
    "load 1 MiB: disk requests": dict.fromkeys(("riscv64", "aarch64", "x86_64"), 1),
    "load 1 MiB: bytes read": dict.fromkeys(("riscv64", "aarch64", "x86_64"), 1 << 20),
}
WIDTH = 20


def print_heading(by_machine):
    print(f"{'':<40}" + "".join(f"{machine:>{WIDTH}}" for machine in by_machine))


def print_rows(by_machine, bounds=FLOORS):
    """bounds: what is shown in brackets, by label and machine."""
    machines = list(by_machine)
    for label in dict.fromkeys(label for figures in by_machine.values() for label in figures):
        cells = []
        for machine in machines:
            bound = bounds.get(label, {}).get(machine)
            cells.append(f"{by_machine[machine].get(label, '-')}" + (f" ({bound})" if bound else ""))
        print(f"{label:<40}" + "".join(f"{cell:>{WIDTH}}" for cell in cells))


def print_table(result):
    print_heading(result["figures"])
    print_rows(result["figures"])
    print("\nInstructions where nothing else is said, under -icount shift=0; in brackets, the least code that would "
          "do.\nNot the same each time:")
    print_rows(result["not the same each time"])
