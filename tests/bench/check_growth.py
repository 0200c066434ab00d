#!/usr/bin/env python3
"""check_growth.py KEPT NEW: which figures of ./run.sh bench have grown by more than a twentieth. Status 1 when one has, 2
when the two are of different compilers or QEMUs, and cannot be compared."""
import json
import sys

kept, new = (json.load(open(name)) for name in sys.argv[1:])
for tool in "clang", "qemu":
    if kept[tool] != new[tool]:
        print(f"the figures in the tree are of {tool} {kept[tool]}, this is {new[tool]}")
        sys.exit(2)

problems = []
for machine, figures in new["figures"].items():
    before = kept["figures"][machine]
    problems += [f"{machine}: {label}: gone" for label in before.keys() - figures.keys()]
    problems += [f"{machine}: {label}: new" for label in figures.keys() - before.keys()]
    problems += [f"{machine}: {label}: {before[label]} has become {value}" for label, value in figures.items()
                 if value > before.get(label, value) * 1.05]
print("\n".join(problems))
sys.exit(bool(problems))
