#!/usr/bin/env python3
"""tree.py CHECK: what the layout promises, checked in the tree's own files. Prints what breaks it."""
import os
import re
import sys
from fnmatch import fnmatch
from pathlib import Path

ARCHES = ("riscv64", "aarch64", "x86_64")
NAMES = re.compile(r"riscv|aarch64|arm64|armv8|(?<!0)x86|amd64|\bEL[0-3]\b|\bsvm\b", re.I)


def files(*patterns):
    """Those of the tree's own, and not of what was built, whose path is like one of the patterns."""
    for folder, folders, names in os.walk("."):
        folders[:] = [name for name in folders if name not in ("build", ".git", "__pycache__")]
        for path in (Path(folder, name) for name in names):
            if any(fnmatch(path, pattern) for pattern in patterns):
                yield path


def named_after_arch(path):
    return path.name.startswith(ARCHES) or any(part in ARCHES for part in path.parts)


def without_comments(path):
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), path.read_text(), flags=re.S)
    return re.sub(r"//.*", "", text)


def lines_of_code(path):
    return sum(1 for line in without_comments(path).splitlines() if line.strip())


def step_of(path):
    return int(path.parts[1][:2])


def check_neutral():
    """Code outside arch/ and the files named after an architecture names none."""
    for path in files("common/*.[ch]", "steps/*.[chS]", "guest/*.[ch]"):
        if named_after_arch(path) or path.name == "elf_machines.c":  # which lists all there are
            continue
        for number, line in enumerate(without_comments(path).splitlines(), 1):
            if NAMES.search(line):
                yield f"{path}:{number}: names an architecture: {line.strip()}"


def check_forward():
    """A step includes from its own folder, earlier ones, common/ and arch/; an exercise from its own folder, too, and what
    it has in the guest from the guest's folders."""
    for path in files("steps/*.[chS]"):
        for name in re.findall(r'#include "([^"]+)"', path.read_text()):
            allowed = [p for n in range(1, step_of(path) + 1) for p in Path("steps").glob(f"{n:02}-*")]
            allowed += [path.parent, Path("common"), *Path("arch").iterdir()]
            if "exercises" in path.parts:
                allowed += [Path("guest/kernel"), Path("guest/programs/lib")]
            if name != "offsets.h" and not any((folder / name).is_file() for folder in allowed):
                yield f"{path}: includes {name}, which is not in an earlier step"


def check_switches():
    """No #if STEP, no weak symbols, no architecture macros."""
    for path in files("common/*.[chS]", "steps/*.[chS]", "guest/*.[chS]"):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(r"#\s*if.*\bSTEP\b|\bweak\b.*__attribute__|__attribute__.*\bweak\b|\.weak", line):
                yield f"{path}:{number}: {line.strip()}"
            if re.search(r"__riscv|__aarch64__|__x86_64__", line) and not named_after_arch(path):
                yield f"{path}:{number}: {line.strip()}"


def check_copies():
    """No six lines of code stand in two step folders."""
    seen = {}
    for path in files("steps/*.[chS]"):
        lines = [(number, " ".join(line.split()))
                 for number, line in enumerate(without_comments(path).splitlines(), 1)]
        lines = [(number, line) for number, line in lines
                 if re.search(r"\w", line) and not line.startswith("#include")]
        for i in range(len(lines) - 5):
            key = tuple(line for _, line in lines[i:i + 6])
            first = seen.setdefault(key, (path, lines[i][0]))
            if step_of(first[0]) != step_of(path):
                yield f"{path}:{lines[i][0]}: six lines of {first[0]}:{first[1]}"


def check_sizes():
    """Files of 250 lines, functions of 40, and a main.c of 40 lines of code at most. The guest's kernel is one to read: 2,300
    lines, and 450 for each architecture, were its limit with one CPU. Several CPUs have 150 more. x86-64 has as many: only
    there the kernel finds its CPUs in tables of ACPI, brings them from real mode to long mode, and has a local APIC."""
    for path in files("*.c", "*.h", "*.S", "*.py", "*.sh", "*.bash", "*.bats", "*.mjs", "Makefile", "*.mk"):
        lines = path.read_text().splitlines()
        if len(lines) > 250:
            yield f"{path}: {len(lines)} lines"
        begins = {".c": r"\{$", ".sh": r"\w+\(\) \{"}.get(path.suffix, "(?!)")
        start = None
        for number, line in enumerate(lines, 1):
            if re.match(begins, line):
                start = number
            elif line == "}" and start:
                if number - start - 1 > 40:
                    yield f"{path}:{start}: a function of {number - start - 1} lines"
                start = None
    for path in files("steps/*/main.c"):
        if lines_of_code(path) > 40:
            yield f"{path}: {lines_of_code(path)} lines of code"
    for part, limit in ("", 2450), ("riscv64/", 450), ("aarch64/", 450), ("x86_64/", 615):
        code = sum(map(lines_of_code, Path(f"guest/kernel/{part}").glob("*.[cS]")))
        if not 100 < code < limit:
            yield f"guest/kernel/{part}: {code} lines of code, and the limit is {limit}"


def headings(path):
    """Without the manual's section after a comma."""
    return re.findall(r"^/\* --- ([^,]*?)(?:,.*?)? --- \*/", path.read_text(), re.M)


def public_functions(path):
    return re.findall(r"^(?!static|typedef|#|\s)[\w* ]*?\b(\w+)\([^;{]*\)\n\{", path.read_text(), re.M)


def check_alike():
    """What is in a RISC-V file of a step is in its siblings too: headings and public functions, in that order. Where
    a machine lacks a function, a comment says so: "No wall_clock(): ..."."""
    for path in files("steps/*/riscv64_*.c"):
        for arch in ARCHES[1:]:
            other = Path(str(path).replace(ARCHES[0], arch))
            for what in (headings, public_functions) if other.exists() else ():
                wanted = [name for name in what(path) if f"/* No {name}()" not in other.read_text()]
                if [name for name in what(other) if name in wanted] != wanted:
                    yield f"{other}: {', '.join(what(other))}; {path}: {', '.join(wanted)}"


def check_siblings():
    """What two machines have in a step, a guest, arch/ or gdb/, every machine has."""
    owners = {}
    for path in files("steps/*", "guest/*", "arch/*"):
        arch = next((a for a in ARCHES if a in str(path)), None)
        if arch:
            owners.setdefault(str(path).replace(arch, "ARCH"), set()).add(arch)
    for name, machines in owners.items():
        if len(machines) == len(ARCHES) - 1:
            yield f"{name}: only for {' and '.join(sorted(machines))}"
    functions = {arch: re.findall(r"^def ([a-z]\w*)", Path(f"gdb/{arch}.py").read_text(), re.M) for arch in ARCHES}
    for arch in ARCHES[1:]:
        if functions[arch] != functions[ARCHES[0]]:
            yield f"gdb/{arch}.py: not the functions of gdb/{ARCHES[0]}.py in their order"


def check_top():
    """The top level is given."""
    for path in {Path(p.parts[0]) for p in files("*")}:
        if not re.fullmatch(r"steps|common|arch|guest|gdb|slides|run\.sh|tests|README\.md|LICENSE.*"
                            r"|CONTRIBUTING\.md|CHANGELOG\.md|CITATION\.cff|Makefile|\..*", str(path)):
            yield f"{path}: not in the given layout"


problems = list(globals()[f"check_{sys.argv[1]}"]())
print("\n".join(problems))
sys.exit(bool(problems))
