#!/usr/bin/env python3
"""answer.py ANSWER EXERCISE OBJECT -- COMPILER FLAGS...: compiles a student's answer, if it stays within the rules:

- it includes only files of the project and the compiler's own, and reads no others
- it has no assembly, no constructors, no sections of its own, unless exercise.h says "assembly is allowed"
- it defines and calls only what exercise.h names

answer.py --not-linked ANSWER FILE: says what ld.lld's words in FILE mean for that answer.

Prints what is wrong in a line of its own, "MISS ...". Status 0: it is compiled.
"""
import re
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPILERS = {"stdint.h", "stddef.h", "stdbool.h", "stdarg.h", "limits.h"}  # headers that read nothing else
BY_THE_COMPILER = {"memcpy", "memmove", "memset", "memcmp"}  # calls that clang makes by itself
SECTIONS = re.compile(r"\.(text|s?rodata(\.\w+)*|s?data|s?bss|rela.*|comment|debug_.*|note.*|llvm_addrsig|symtab|shstrtab|"
                      r"strtab|eh_frame|riscv\.attributes)")
LENGTH = 1 << 20  # bytes of an answer
CPU_SECONDS, WALL_SECONDS, MEMORY, FILE = 10, 20, 2 << 30, 64 << 20  # of the compiler; the last two in bytes


class Refused(Exception):
    """Why the answer is not graded."""


def without_comments(text):
    """The text as the preprocessor sees it: lines are joined, a comment is a space; strings stay."""
    text = text.replace("\\\r\n", "").replace("\\\n", "")
    token = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return token.sub(lambda m: " " if m[0][0] == "/" else m[0], text)


def check_directives(text, folders):
    """Includes are names of files in those folders; nothing else reads a file or renames a line."""
    for directive in re.findall(r"^[ \t\v\f]*(?:#|%:|\?\?=)(.*)$", without_comments(text), re.M):
        words = directive.split(None, 1) or [""]
        name = re.fullmatch(r'include\s*(?:"([\w.]+)"|<([\w.]+)>)\s*', directive.strip())
        if name:
            file = name[1] or name[2]
            if file not in COMPILERS and not any((folder / file).is_file() for folder in folders):
                raise Refused(f"#include {file}: an answer includes files of the project, by their name alone")
        elif words[0].startswith("include"):
            raise Refused(f"#{directive.strip()}: an answer includes files of the project, by their name alone")
        elif words[0] not in ("define", "undef", "if", "ifdef", "ifndef", "elif", "else", "endif", "error"):
            raise Refused(f"#{directive.strip()}: an answer has no such directive")
    if re.search(r"\b(__has_include|__has_include_next|__has_embed|_Pragma|__pragma)\b", text):
        raise Refused("__has_include, __has_embed and _Pragma are not for an answer")


def limit_compiler():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
    if sys.platform != "darwin":  # which refuses it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def run(command, **options):
    """Its standard output."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=WALL_SECONDS,
                              preexec_fn=limit_compiler, cwd=ROOT, **options)
    except subprocess.TimeoutExpired:
        raise Refused(f"the compiler does not come to an end within {WALL_SECONDS} s") from None
    if done.returncode < 0 or "LLVM ERROR: out of memory" in done.stderr or "PLEASE submit a bug" in done.stderr:
        raise Refused("the compiler needs more time or memory for it than an answer may have")
    if done.returncode:
        raise Refused("it does not compile:\n" + done.stderr.strip())
    return done.stdout


def check_ir(ir, folders):
    """No assembly except what comes out of a header of the project's; nothing that runs before main()."""
    files = dict(re.findall(r'^(!\d+) = !DIFile\(filename: "([^"]*)"', ir, re.M))
    programs = {number: files.get(file, "") for number, file in
                re.findall(r"^(!\d+) = distinct !DISubprogram\(.*?file: (!\d+)", ir, re.M)}
    if re.search(r"^module asm", ir, re.M):
        raise Refused("it has assembly")
    for head, body in re.findall(r"^(define [^\n]*)\n(.*?)^}", ir, re.M | re.S):
        file = programs.get((re.search(r"!dbg (!\d+)", head) or [None, None])[1], "")
        if re.search(r"\bcall\b[^\n]* asm ", body) and not file.endswith(".h"):
            raise Refused("it has assembly")
    if "@llvm.global_ctors" in ir or "@llvm.global_dtors" in ir:
        raise Refused("it has a constructor, which would run before main()")


def check_object(file, contract):
    named = set(re.findall(r"\b(\w+)\b", contract)) | BY_THE_COMPILER
    for line in run(["llvm-nm", file]).splitlines():
        kind, name = line.split()[-2:]
        if name.startswith(".L"):  # riscv64's debug information
            continue
        if kind in "WwVvui":
            raise Refused(f"{name}: a weak or special symbol is not for an answer")
        if kind == "U" and name not in named:
            raise Refused(f"it uses {name}: exercise.h does not list that")
        if kind.isupper() and kind != "U" and name not in named:
            raise Refused(f"it defines {name}: make it static, exercise.h does not know it")
    for name in re.findall(r"^ *\d+ (\.\S+|\S+) +[0-9a-f]{8}", run(["llvm-objdump", "--section-headers", file]), re.M):
        if not SECTIONS.fullmatch(name):
            raise Refused(f"a section {name} is not for an answer")


def read(answer):
    with open(answer, "rb") as file:
        text = file.read(LENGTH + 1)
    if len(text) > LENGTH:
        raise Refused(f"longer than {LENGTH >> 10} KiB")
    try:
        text = text.decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Refused("not a text file") from None
    if re.search(r"[^\n\t\f -\U0010ffff]|[\x7f-\x9f]", text):
        raise Refused("not a text file: it has control characters")
    return text


def compile_answer(answer, exercise, out, command):
    text = read(answer)
    contract = (exercise / "exercise.h").read_text()
    folders = [exercise] + [ROOT / command[i + 1] for i, word in enumerate(command) if word == "-iquote"]
    check_directives(text, folders)
    copy = out.with_suffix(".c")  # alone in its folder: no file beside the answer takes the place of one of ours
    copy.write_text(f'#line 1 "{answer}"\n{text}')
    ir = out.with_suffix(".ll")
    run([*command, "-iquote", str(exercise), "-Xclang", "-disable-llvm-passes", "-S", "-emit-llvm", "-o", ir, copy])
    if "assembly is allowed" not in contract:
        check_ir(ir.read_text(), folders)
    flags = [flag for flag in command[1:] if not flag.startswith(("-W", "-D", "-std="))]
    run([command[0], *flags, "-Wno-unused-command-line-argument", "-c", "-o", out, ir])
    check_object(out, contract)


def not_linked(answer, words):
    """A line for a student; the words themselves, when they are not about the answer."""
    if "ld.lld: error" not in words:
        sys.exit(f"run.sh: the grader does not build\n{words.strip()}")
    missing = re.search(r"undefined symbol: (\w+)", words)
    twice = re.search(r"duplicate symbol: (\w+)", words)
    if missing:
        return f"{answer} does not define {missing[1]}()"
    if twice:
        return f"{answer} defines {twice[1]}, which the step has already"
    return f"{answer} cannot be linked:\n{words.strip()}"


def main():
    if sys.argv[1] == "--not-linked":
        print("MISS ", not_linked(sys.argv[2], Path(sys.argv[3]).read_text(errors="replace")))
        return 0
    answer, exercise, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    try:
        compile_answer(answer, ROOT / exercise, out, sys.argv[5:])
    except Refused as why:
        print(f"MISS  {answer}: {why}")
        return 1
    return 0


try:
    sys.exit(main())
except KeyboardInterrupt:
    sys.exit(130)
except OSError as problem:
    sys.exit(f"run.sh: {problem.filename}: {problem.strerror}")
