#!/usr/bin/env python3
"""recording.py keep FILE NAME=VALUE... -- NAME=PATH...: puts a recorded run into one file.
recording.py open FILE FOLDER: checks a recording, unpacks it into FOLDER, and prints NAME=VALUE lines for run.sh.
recording.py snapshots FILE QEMU: makes an empty file for QEMU's snapshots.

A recording is a tar file with manifest.json, QEMU's log, the hypervisor, its firmware and its disk. Another person may
have made it, so it contains no command line for QEMU: run.sh makes that from the few values in the manifest.
"""
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import time
import zlib
from pathlib import Path

import elf
from monitor import Monitor
from problem import Problem, printable, run

ROOT = Path(__file__).resolve().parents[2]
FORMAT = 2
MANIFEST = {"manifest.json": 1 << 20}  # bytes at most
MEMBERS = {"log": 8 << 30, "end": 64, "hypervisor.elf": 64 << 20, "firmware": 16 << 20, "disk.img": 4 << 30}
PIECE, ROOM = 1 << 20, 20 << 20  # bytes that are read at once; that a member leaves free on the disk
VALUES = {"arch": "riscv64|aarch64|x86_64", "step": r"\d{1,2}", "mem": r"\d{1,9}[KMG]", "cpu": r"(?!help)[\w.,=+-]*", "cpus": "[1-8]?", "bios": "(opensbi)?",
          "append": r"[\w./=: -]*", "status": r"\d{1,3}", "qemu": "[ -~]{1,200}"}
SNAPSHOTS = 64 << 30  # bytes at most, for all snapshots


def version_of(qemu):
    return subprocess.run([qemu, "--version"], capture_output=True, text=True).stdout.partition("\n")[0]


def sources(arch, step):
    """The source files of a step's hypervisor: the path and the hash of each."""
    folders = [ROOT / "common", ROOT / "arch" / arch]
    folders += [folder for folder in sorted(ROOT.glob("steps/[0-9]*")) if int(folder.name.split("-")[0]) <= int(step)]
    for folder in folders:
        for file in sorted(folder.glob("*.[chS]")):
            yield str(file.relative_to(ROOT)), hashlib.sha256(file.read_bytes()).hexdigest()


def package_of(path):
    """The system's package that a file belongs to, and its version; the path if no package manager knows it."""
    path = os.path.realpath(path)
    for find, version in ((["dpkg", "-S"], ["dpkg-query", "-W", "-f", "${Package} ${Version}"]), (["rpm", "-qf"], None)):
        if shutil.which(find[0]):
            found = subprocess.run([*find, path], capture_output=True, text=True)
            name = found.stdout.split(":")[0].strip()
            if found.returncode == 0 and name:
                return subprocess.run([*version, name], capture_output=True, text=True).stdout if version else name
    return path


def keep(file, values, paths):
    manifest = {"format": FORMAT, **values, "qemu": version_of(values["qemu"])}
    manifest["sources"] = dict(sources(values["arch"], values["step"]))
    firmware = paths["firmware"]
    manifest["packages"] = [package_of(firmware)] if firmware and not firmware.endswith("/firmware.bin") else []
    if not Path(paths["end"]).is_file():
        raise Problem("the run ended outside the hypervisor, so there is no recording")
    with tarfile.open(file, "w:gz", format=tarfile.GNU_FORMAT, compresslevel=1) as archive:
        text = json.dumps(manifest, indent=1).encode()
        add(archive, "manifest.json", io.BytesIO(text), len(text))
        for name, path in paths.items():
            if path and Path(path).is_file():
                with open(path, "rb") as data:
                    add(archive, name, data, os.fstat(data.fileno()).st_size)


def add(archive, name, data, size):
    """Adds a member without its owner, because that is the person who recorded."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime = size, int(time.time())
    archive.addfile(info, data)


def take_member(stream, allowed, folder):
    """Writes the tar file's next member into the folder, if it is one of those, and returns its name; None at the end.
    tarfile is not used here: it reads what follows a header, for example a long name, into memory, whatever its size."""
    block = stream.read(tarfile.BLOCKSIZE)
    if not block.strip(b"\0"):
        return None
    info = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    if info.name not in allowed or info.type != tarfile.REGTYPE or not 0 <= info.size <= allowed[info.name]:
        raise Problem(f"not a recording: it has a member {info.name!r}")
    if info.size + ROOM > shutil.disk_usage(folder).free:
        raise Problem(f"{folder} has no room for its {info.name} of {info.size >> 20} MiB")
    with open(Path(folder, info.name), "xb") as out:
        for start in range(0, info.size, PIECE):
            out.write(stream.read(min(PIECE, info.size - start)))
    stream.read(-info.size % tarfile.BLOCKSIZE)
    if Path(folder, info.name).stat().st_size != info.size:
        raise EOFError("it is cut off")
    return info.name


def check_manifest(manifest):
    """Nothing in it is trusted."""
    if manifest.get("format") != FORMAT:
        raise Problem(f"a recording in format {manifest.get('format')!r}, but this project reads format {FORMAT}")
    manifest.setdefault("cpus", "")  # of a recording that was made before step 11
    for name, pattern in VALUES.items():
        value = manifest.get(name)
        if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
            raise Problem(f"not a recording: {name} is {value!r}")
    if not isinstance(manifest.get("sources"), dict) or not isinstance(manifest.get("packages"), list):
        raise Problem("not a recording: it does not name its sources and packages")
    if not list(ROOT.glob(f"steps/{int(manifest['step']):02}-*")):
        raise Problem(f"a recording of step {manifest['step']}, which is not there")


def check_elf(data, arch):
    import hang  # only here, because it imports as much as all the rest
    if data[:4] != b"\x7fELF" or hang.MACHINES.get(int.from_bytes(data[18:20], "little")) != arch:
        raise Problem(f"not a recording: its hypervisor.elf is not for {arch}")
    if not {"power_off", "world_enter", "world_exit"} <= {symbol.name for symbol in elf.symbols(data)}:
        raise Problem("not a recording: its hypervisor.elf has not the symbols of Worldswitch")


def take_apart(file, folder):
    """Into the folder, with checks; the manifest."""
    with gzip.open(file) as stream:
        if not take_member(stream, MANIFEST, folder):
            raise Problem("not a recording: it is empty")
        manifest = json.loads(Path(folder, "manifest.json").read_bytes())
        check_manifest(manifest)
        allowed = dict(MEMBERS)
        while name := take_member(stream, allowed, folder):
            del allowed[name]
    missing = [name for name in ("hypervisor.elf", "log", "end") if name in allowed]
    if missing:
        raise Problem(f"not a recording: it has no {missing[0]}")
    if not re.fullmatch(r"\d{1,12}\n", Path(folder, "end").read_text(errors="replace"), re.ASCII):
        raise Problem("not a recording: its end is not a number")
    check_elf(Path(folder, "hypervisor.elf").read_bytes(), manifest["arch"])
    return manifest


def notes(manifest):
    """What the user should know about a recording."""
    ours = dict(sources(manifest["arch"], manifest["step"]))
    changed = [path for path, digest in manifest["sources"].items() if ours.get(path) != digest]
    if changed:
        more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
        yield f"recorded with other sources, so gdb may show the wrong lines: {', '.join(changed[:3])}{more}"
    if manifest["packages"]:
        yield "it contains a program from a package: " + ", ".join(map(str, manifest["packages"]))


def open_recording(file, folder):
    try:
        manifest = take_apart(file, folder)
    except (tarfile.TarError, zlib.error, struct.error, EOFError, OSError, ValueError, LookupError, AttributeError,
            RecursionError) as problem:
        raise Problem(f"not a recording, or damaged: {problem}") from None
    qemu = version_of(f"qemu-system-{manifest['arch']}" if not os.environ.get("QEMU") else os.environ["QEMU"])
    if qemu != manifest["qemu"]:
        raise Problem(f"recorded with {manifest['qemu']}, but this is {qemu or 'no QEMU'}: a replay needs the same version")
    for name in VALUES:
        print(f"{name}={manifest[name]}")
    for note in notes(manifest):
        print("note=" + printable(note))


def make_snapshots(file, qemu):
    """QEMU makes the file itself, so no other tool is needed."""
    Path(file).touch()
    monitor = Monitor()
    process = subprocess.Popen([qemu, "-machine", "none", "-nodefaults", "-display", "none", *monitor.arguments()],
                               stdin=subprocess.DEVNULL, pass_fds=[monitor.qemus.fileno()])
    try:
        monitor.start()
        monitor.ask("blockdev-add", **{"driver": "file", "filename": file, "node-name": "file"})
        monitor.ask("blockdev-create", **{"job-id": "create", "options": {"driver": "qcow2", "file": "file", "size": SNAPSHOTS}})
        while monitor.ask("query-jobs")[0]["status"] != "concluded":
            time.sleep(0.01)
    finally:
        process.kill()
        process.wait()


def main():
    what, file, *rest = sys.argv[1:]
    if what == "keep":
        pairs = [word.partition("=")[::2] for word in rest if word != "--"]
        values = dict(pairs[:rest.index("--")])
        keep(file, values, dict(pairs[rest.index("--"):]))
    elif what == "open":
        open_recording(file, rest[0])
    else:
        make_snapshots(file, rest[0])


run(main, sys.argv[2])
