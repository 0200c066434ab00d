"""Which of the repository's files are pages of the book, and where links between files lead in it."""
import html
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ARCHES = {"riscv64": "RISC-V", "aarch64": "AArch64", "x86_64": "x86-64"}
STEPS = sorted(path.name for path in (ROOT / "steps").glob("[0-9]*"))
DECKS = sorted(path.stem for path in (ROOT / "slides").glob("[0-9]*.md"))
BLOCK = re.compile(r"(^ *```.*?^ *```)", re.S | re.M)
LINK_OR_CODE = re.compile(r"(?P<image>!?)\[(?P<words>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^)\s]+)\)|`[^`\n]*`")


def title_of(text):
    return re.search(r"^# (.*)", text, re.M)[1]


def anchor_of(heading):
    """As GitHub makes it of a heading."""
    return re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")


def page_of(path):
    """The page that a file of the repository becomes, without .html; None if it becomes none."""
    if not path.endswith(".md") or not (ROOT / path).is_file():
        return None
    if Path(path).name == "questions.md":  # the answers are in the chapter
        path = path.replace("questions.md", "README.md")
    return re.sub(r"(^|/)README$", r"\1index", path.removesuffix(".md"))


def terms():
    """What each term of the glossary means: the first paragraph below its heading."""
    found = re.findall(r"^### (.*)\n\n(.*)", (ROOT / "steps/glossary.md").read_text(), re.M)
    return {anchor_of(heading): re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", text) for heading, text in found}


class Links:
    """Makes links between files into links between pages. What they lead to besides is kept: pictures, and code."""

    def __init__(self):
        self.terms, self.code, self.pictures = terms(), set(), set()

    def in_text(self, text, source, page):
        """Of a Markdown text that stands in the file source and becomes a part of a page."""
        def changed(match):
            if match["target"] is None or re.match(r"\w+:", match["target"]):
                return match[0]
            name, _, anchor = match["target"].partition("#")
            path = os.path.normpath(os.path.join(os.path.dirname(source), name)) if name else source
            if match["image"]:
                self.pictures.add(path)
                return f"![{match['words']}](./{relative(page, path)})"
            return self.link(path, anchor, match["words"], page)

        parts = BLOCK.split(text)
        parts[::2] = [LINK_OR_CODE.sub(changed, part) for part in parts[::2]]
        return "".join(parts)

    def link(self, path, anchor, words, page):
        """In HTML, because its address is to be relative: the site may lie in any folder of a server."""
        href, more = self.address(path, anchor, page), ""
        if "code/" in href or Path(path).stem in DECKS:
            more = ' target="_self"'  # which the site's own pages do not load
        elif path == "steps/glossary.md" and anchor in self.terms:
            more = f' data-term="{html.escape(self.terms[anchor])}"'
        return f'<a href="{href}"{more}>{words}</a>'

    def address(self, path, anchor, page):
        target = page_of(path)
        if target is None:
            self.code.add(path)
            target = f"code/{path}"
        return relative(page, f"{target}.html") + (f"#{anchor}" if anchor else "")


def relative(page, target):
    """From a page to another file of the site."""
    return os.path.relpath(target, os.path.dirname(page) or ".")
