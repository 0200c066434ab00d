#!/usr/bin/env python3
"""answer.py ANSWER EXERCISE IMAGE BUILD TARGETS -- MAKE...: compiles a student's answer, and links it with its grader
into IMAGE by that command for make, if it stays within the rules:

- it includes only files of the project and the compiler's own, and reads no others
- it names no sections, and has no constructors and no assembly, unless exercise.h says "assembly is allowed"
- it defines and uses only what exercise.h names: NAME(, NAME[, NAME.field[, or a line with extern

Prints one line that says what is wrong, "MISS ...". Status 0: the image is built.
"""
import re
import resource
import subprocess
import sys
from pathlib import Path

import alone
import elf

ROOT = Path(__file__).resolve().parents[2]
COMPILERS = {"stdint.h", "stddef.h", "stdbool.h", "stdarg.h", "limits.h"}  # headers that read nothing else
BY_THE_COMPILER = {"memcpy", "memmove", "memset", "memcmp"}  # calls that clang makes by itself
SECTIONS = re.compile(r"\.(text|s?rodata(\.\w+)*|s?data|s?bss|rela[.\w]*|comment|debug_(?!gdb)\w+|note[-.\w]*|llvm_addrsig|"
                      r"symtab|shstrtab|strtab|eh_frame|riscv\.attributes)")
DIRECTIVES = {"", "define", "undef", "if", "ifdef", "ifndef", "elif", "else", "endif", "error"}
# What would read a file, or tell whether it is there, after two tokens have been joined.
WITHOUT = ["-D_Pragma(x)=", "-D__has_include(x)=0", "-D__has_include_next(x)=0", "-Wno-builtin-macro-redefined",
           "-fno-crash-diagnostics"]
SHOWN = 40  # lines of the compiler's words
LENGTH = 1 << 20  # bytes of an answer
CPU_SECONDS, WALL_SECONDS, MEMORY, FILE = 10, 20, 2 << 30, 64 << 20  # of the compiler; the last two in bytes


class Refused(Exception):
    """Why the answer is not graded."""


def without_comments(text):
    """The text as the preprocessor sees it: lines are joined, a comment is a space; strings stay."""
    text = re.sub(r"\\[ \t\v\f]*\n", "", text)
    # A quote without its end reaches to the end of the line, a comment without one to that of the file.
    token = re.compile(r'//[^\n]*|/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\n])*"?|\'(?:\\.|[^\'\\\n])*\'?', re.S)
    return token.sub(lambda m: " " if m[0][0] == "/" else m[0], text)


def check_directives(text, folders):
    """Includes are names of files in those folders; nothing else reads a file or renames a line."""
    text, defined = without_comments(text), False
    if re.search(r'\b(?:u8|[uUL])?R"', text):  # newer clangs know it in C, and then a quote in it ends nothing
        raise Refused('R"(...)": a raw string is not for an answer')
    for directive in re.findall(r"^[ \t\v\f]*(?:#|%:|\?\?=)(.*)$", text, re.M):
        words = directive.split(None, 1) or [""]
        name = re.fullmatch(r'include\s*(?:"([\w.]+)"|<([\w.]+)>)\s*', directive.strip())
        defined |= words[0] in ("define", "undef")
        if name and defined:  # else a macro could change what a header says
            raise Refused(f"#{directive.strip()}: an answer includes files before it defines macros")
        if name:
            file = name[1] or name[2]
            if file not in COMPILERS and not any((folder / file).is_file() for folder in folders):
                raise Refused(f"#include {file}: an answer includes files of the project, by their name alone")
        elif words[0].startswith("include"):
            raise Refused(f"#{directive.strip()}: an answer includes files of the project, by their name alone")
        elif words[0] not in DIRECTIVES:
            raise Refused(f"#{directive.strip()}: an answer has no such directive")
    if re.search(r"\b(__has_include|__has_include_next|__has_embed|_Pragma|__pragma)\b", text):
        raise Refused("__has_include, __has_embed and _Pragma are not for an answer")


def limit_compiler():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "darwin":  # which refuses it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def run(command):
    """Its status, and its messages, which can quote the files that it has read."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                              timeout=WALL_SECONDS, preexec_fn=limit_compiler, cwd=ROOT)
    except subprocess.TimeoutExpired:
        raise Refused(f"the compiler does not come to an end within {WALL_SECONDS} s") from None
    if done.returncode < 0 or "LLVM ERROR: out of memory" in done.stderr or "PLEASE submit a bug" in done.stderr:
        raise Refused("the compiler needs more time or memory for it than an answer may have")
    return done.returncode, done.stderr


def does_not_compile(words):
    return Refused("it does not compile:\n" + "\n".join(words.strip().splitlines()[:SHOWN]))


def check_reads(reads, words, folders):
    """The files that the compiler has read are the answer, the project's and the compiler's own, whose folder is among
    the compiler's words."""
    own = [folder.resolve() for folder in folders]
    own.append(Path(re.search(r'-resource-dir"? ("[^"]*"|\S+)', words)[1].strip('"')).resolve())
    for file in reads.read_text().partition(":")[2].replace("\\\n", " ").split():
        if not any(folder in (ROOT / file).resolve().parents for folder in own):
            raise Refused("it reads a file that is not the project's")


def check_ir(ir):
    """No assembly except what comes out of a header of the project's; nothing that runs before main(); no sections, and no names
    that the object's symbols would not show. No text of the answer's can look like anything else here."""
    plain = re.sub(r'"[^"\n]*"', '""', ir)
    files = dict(re.findall(r'^(!\d+) = !DIFile\(filename: "([^"]*)"', ir, re.M))
    programs = {number: files.get(file, "") for number, file in
                re.findall(r"^(!\d+) = distinct !DISubprogram\(.*? file: (!\d+)", plain, re.M)}
    if re.search(r'@(?:""|\.L)', plain):
        raise Refused("a symbol has a name that is no name in C")
    if re.search(r"^module asm", plain, re.M):
        raise Refused("it has assembly")
    for head, body in re.findall(r"^(define [^\n]*)\n(.*?)^}", plain, re.M | re.S):
        file = programs.get((re.search(r" !dbg (!\d+) \{$", head) or [None, None])[1], "")
        if re.search(r" asm |@llvm\.\w+_register", body) and not file.endswith(".h"):
            raise Refused("it has assembly")
    if re.search(r'^(?:@(?!llvm\.(?:compiler\.)?used =)|define ).* (?:section|partition) ""', plain, re.M):
        raise Refused("it names a section")
    if "@llvm.global_ctors" in plain or "@llvm.global_dtors" in plain:
        raise Refused("it has a constructor, which would run before main()")


def check_object(file, contract):
    named = BY_THE_COMPILER | set(re.findall(r"\b(\w+)(?:\.\w+)?[(\[]", contract)) | set(re.findall(r"^extern .*\b(\w+);", contract, re.M))
    data = file.read_bytes()
    try:
        sections = elf.sections(data)
    except ValueError as why:
        raise Refused(why) from None
    for name, bound, kind, section, *_ in elf.symbols(data):
        if bound == elf.LOCAL and name.startswith(".L"):  # riscv64's debug information
            continue
        if not re.fullmatch(r"[\w.$]+", name):
            raise Refused("a symbol has a name that is no name in C")
        if bound not in (elf.LOCAL, elf.GLOBAL) or kind == elf.INDIRECT:
            raise Refused(f"{name}: a weak or special symbol is not for an answer")
        if bound == elf.GLOBAL and name not in named:
            raise Refused(f"it uses {name}: exercise.h does not list that" if section == elf.UNDEFINED else
                          f"it defines {name}: make it static, exercise.h does not know it")
    for section in sections:
        if section.name and not SECTIONS.fullmatch(section.name):
            raise Refused(f"a section {section.name} is not for an answer")


def read(answer):
    with open(answer, "rb") as file:
        text = file.read(LENGTH + 1)
    if len(text) > LENGTH:
        raise Refused(f"longer than {LENGTH >> 10} KiB")
    try:
        text = text.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Refused("not a text file") from None
    if re.search(r"[^\n\t\f -\U0010ffff]|[\x7f-\x9f]", text):
        raise Refused("not a text file: it has control characters")
    return text


def compile_answer(answer, exercise, out, command):
    if not answer.endswith(".c") or re.search(r'[^ -~\u00a0-\ud7ff\ue000-\U0010ffff]|["\\]', answer):
        raise Refused("an answer is a file NAME.c, without quotes, backslashes and control characters in its path")
    text = read(answer)
    contract = (exercise / "exercise.h").read_text()
    folders = [exercise] + [ROOT / command[i + 1] for i, word in enumerate(command) if word == "-iquote"]
    check_directives(text, folders)
    copy = out.with_suffix(".c")  # alone in its folder, so no other file there can replace one of the project's headers
    copy.write_text(f'#line 1 "{answer}"\n{text}')
    ir, reads = out.with_suffix(".ll"), out.with_suffix(".d")
    command += ["-iquote", str(exercise), *WITHOUT]
    listing = ["-v", "-MD", "-MT", "answer", "-MF", reads]
    reads.unlink(missing_ok=True)
    failed, words = run([*command, *listing, "-Xclang", "-disable-llvm-passes", "-S", "-emit-llvm", "-o", ir, copy])
    if failed:  # then the compiler does not list what it has read: the preprocessor may
        run([*command, *listing, "-w", "-E", "-o", "/dev/null", copy])
        if not reads.is_file():
            raise Refused("the preprocessor gives up: is there an #error, or an include that is not there?")
    check_reads(reads, words, [ROOT / out.parent, *folders])
    if failed:
        raise does_not_compile(words.partition("End of search list.\n")[2])
    if "assembly is allowed" not in contract:
        check_ir(ir.read_text())
    flags = [flag for flag in command[1:] if not flag.startswith(("-W", "-D", "-std="))]
    failed, words = run([command[0], *flags, "-Wno-unused-command-line-argument", "-c", "-o", out, ir])
    if failed:
        raise does_not_compile(words)
    check_object(out, contract)


def not_linked(words):
    """What ld.lld's words mean for the answer; ends with the words when they are not about it."""
    if "ld.lld: error" not in words:
        sys.exit(f"run.sh: the grader does not build\n{words.strip()}")
    missing = re.search(r"undefined symbol: (\w+)", words)
    twice = re.search(r"duplicate symbol: (\w+)", words)
    if missing:
        return f"does not define {missing[1]}()"
    if twice:
        return f"defines {twice[1]}, which the step has already"
    return "cannot be linked:\n" + "\n".join(re.findall("^ld.lld: error: .*", words, re.M)[:SHOWN])


def say(words):
    """Prints a miss: lines that no terminal reads otherwise, those after the first indented."""
    for number, line in enumerate(words.splitlines()):
        line = re.sub(r"[^ -~\t\u00a0-\ud7ff\ue000-\U0010ffff]", lambda m: f"\\x{ord(m[0]):02x}", line[:400])
        print(f"      {line}" if number else f"MISS  {line}")


def main():
    answer, exercise, image, build, *words = sys.argv[1:]
    targets, make = words[:words.index("--")], words[words.index("--") + 1:]
    out = Path(image).with_name("answer.o")
    try:
        flags = subprocess.run([*make, "compiler"], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
        compile_answer(answer, ROOT / exercise, out, flags)
    except Refused as why:
        say(f"{answer}: {why}")
        return 1
    lock = alone.lock(build)
    done = subprocess.run([*make, f"ANSWER={out}", f"IMAGE={image}", *targets], stderr=subprocess.PIPE, text=True,
                          errors="replace", pass_fds=[lock])
    if done.returncode:
        say(f"{answer} {not_linked(done.stderr)}")
    return done.returncode != 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except subprocess.CalledProcessError:
        sys.exit(1)  # make has said why
    except OSError as problem:
        sys.exit(f"run.sh: {problem.filename}: {problem.strerror}")
