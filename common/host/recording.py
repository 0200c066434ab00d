#!/usr/bin/env python3
"""recording.py keep FILE NAME=VALUE... -- NAME=PATH...: puts a recorded run into one file.
recording.py open FILE FOLDER: checks a recording, unpacks it into FOLDER, and prints NAME=VALUE lines for run.sh.
recording.py snapshots FILE QEMU: makes an empty file for QEMU's snapshots.

A recording is a tar file with manifest.json, QEMU's log, the hypervisor, its firmware and its disk. Another person may
have made it, so it contains no command line for QEMU: run.sh makes that from the few values in the manifest.
"""
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path

from monitor import Monitor

ROOT = Path(__file__).resolve().parents[2]
FORMAT = 1
MEMBERS = {"log": 8 << 30, "end": 64, "hypervisor.elf": 64 << 20, "firmware": 16 << 20, "disk.img": 4 << 30}  # bytes at most
VALUES = {"arch": "riscv64|aarch64|x86_64", "step": r"\d{1,2}", "mem": r"\d{1,9}[KMG]", "cpu": r"[\w.,=+-]*", "bios": "(opensbi)?",
          "append": r"[\w./=: -]*", "status": r"\d{1,3}"}
SNAPSHOTS = 64 << 30  # bytes at most, for all snapshots


class Problem(Exception):
    """Why a recording cannot be made or opened, in one line."""


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
    with tarfile.open(file, "w:gz", compresslevel=1) as archive:
        text = json.dumps(manifest, indent=1).encode()
        info = tarfile.TarInfo("manifest.json")
        info.size, info.mtime = len(text), int(time.time())
        archive.addfile(info, io.BytesIO(text))
        for name, path in paths.items():
            if path and Path(path).is_file():
                archive.add(os.path.realpath(path), name)


def read_manifest(archive):
    """Reads the first member, and checks it: nothing in it is trusted."""
    first = archive.next()
    if first is None or first.name != "manifest.json" or not first.isfile() or first.size > 1 << 20:
        raise Problem("not a recording of `./run.sh step N ARCH --record FILE`")
    manifest = json.loads(archive.extractfile(first).read())
    if manifest.get("format") != FORMAT:
        raise Problem(f"a recording in format {manifest.get('format')}, but this project reads format {FORMAT}")
    for name, pattern in VALUES.items():
        if not re.fullmatch(pattern, str(manifest.get(name))):
            raise Problem(f"not a recording: {name} is {manifest.get(name)!r}")
    return manifest


def take_apart(file, folder):
    with tarfile.open(file, "r:gz") as archive:
        manifest = read_manifest(archive)
        for member in archive.getmembers()[1:]:
            if member.name not in MEMBERS or not member.isfile() or member.size > MEMBERS[member.name]:
                raise Problem(f"not a recording: it has a member {member.name!r}")
            with open(Path(folder, member.name), "wb") as out:
                shutil.copyfileobj(archive.extractfile(member), out)
    missing = [name for name in ("hypervisor.elf", "log", "end") if not Path(folder, name).is_file()]
    if missing:
        raise Problem(f"not a recording: it has no {missing[0]}")
    if not re.fullmatch(r"\d{1,18}\n", Path(folder, "end").read_text(errors="replace")):
        raise Problem("not a recording: its end is not a number")
    return manifest


def notes(manifest):
    """What the user should know about a recording."""
    ours = dict(sources(manifest["arch"], manifest["step"]))
    changed = [path for path, digest in manifest["sources"].items() if ours.get(path) != digest]
    if changed:
        more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
        yield f"recorded with other sources, so gdb may show the wrong lines: {', '.join(changed[:3])}{more}"
    if manifest["packages"]:
        yield "it contains a program from a package: " + ", ".join(manifest["packages"])


def open_recording(file, folder):
    try:
        manifest = take_apart(file, folder)
    except (tarfile.TarError, EOFError, OSError, ValueError, AttributeError) as problem:
        raise Problem(f"not a recording, or damaged: {problem}") from None
    qemu = version_of(f"qemu-system-{manifest['arch']}" if not os.environ.get("QEMU") else os.environ["QEMU"])
    if qemu != manifest["qemu"]:
        raise Problem(f"recorded with {manifest['qemu']}, but this is {qemu or 'no QEMU'}: a replay needs the same version")
    for name in VALUES:
        print(f"{name}={manifest[name]}")
    for note in notes(manifest):
        print("note=" + re.sub(r"[^ -~]", "?", note))


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


try:
    main()
except Problem as problem:
    sys.exit(f"run.sh: {sys.argv[2]}: {problem}")
except OSError as problem:
    sys.exit(f"run.sh: {problem.filename or sys.argv[2]}: {problem.strerror}")
except KeyboardInterrupt:
    sys.exit(130)
