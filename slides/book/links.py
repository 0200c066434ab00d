"""Which of the repository's files are pages of the book, and where links between files lead in it."""
import html
import os
import re
from collections import defaultdict
from pathlib import Path

from tree import NAME, ROOT, chosen, definitions

DECKS = sorted(path.stem for path in (ROOT / "slides").glob("[0-9]*.md"))
BLOCK = re.compile(r"(^ *```.*?^ *```)", re.S | re.M)
LINK_OR_CODE = re.compile(r"(?P<image>!?)\[(?P<words>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^)\s]+)\)|`(?P<code>[^`\n]*)`")


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
    """Makes links between files into links between pages. It keeps what else they lead to: pictures, and the
    lines of code. repository: the address of the code on the web; if there is none, the book has pages for the code."""

    def __init__(self, repository):
        self.terms, self.definitions, self.repository = terms(), definitions(), repository
        self.code, self.pictures = defaultdict(set), set()

    def in_text(self, text, source, page):
        """Of a Markdown text that stands in the file source and becomes a part of a page."""
        seen = {"main"}

        def changed(match):
            if match["target"] is None:
                heading = match.string[match.string.rfind("\n", 0, match.start()) + 1] == "#"
                return match[0] if heading else self.name(match["code"], seen, source, page)
            if re.match(r"\w+:", match["target"]):
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

    def name(self, code, seen, source, page):
        """The first time that a text names a function or a structure, it leads to its definition."""
        match = NAME.match(code)
        place = match and match[1] not in seen and chosen(self.definitions.get(match[1], []), source)
        if not place:
            return f"`{code}`"
        seen.add(match[1])
        return self.link(place[0], "L{1}-L{2}".format(*place), f"`{code}`", page)

    def excerpt(self, path, name, words, page):
        """Above the code on a slide: the file, and perhaps what it shows of it."""
        lines = next((f"L{first}-L{last}" for file, first, last in self.definitions.get(name, []) if file == path), "")
        return f'<a style="color: inherit" href="{self.address(path, lines, page)}">{words}</a>'

    def link(self, path, anchor, words, page):
        """In HTML, because its address is to be relative: the site may lie in any folder of a server."""
        href, more = self.address(path, anchor, page), ""
        if page_of(path) is None or Path(path).stem in DECKS:
            more = ' target="_self"'  # which the site's own pages do not load
        elif path == "steps/glossary.md" and anchor in self.terms:
            more = f' data-term="{html.escape(self.terms[anchor])}"'
        return f'<a href="{href}"{more}>{words}</a>'

    def address(self, path, anchor, page):
        target = page_of(path)
        if target is None and self.repository:
            url, commit = self.repository
            return f"{url}/{'tree' if (ROOT / path).is_dir() else 'blob'}/{commit}/{path}" + (f"#{anchor}" if anchor else "")
        if target is None:
            self.code[path].update(tuple(map(int, found)) for found in re.findall(r"^L(\d+)-L(\d+)$", anchor))
            target = f"code/{path}"
        return relative(page, f"{target}.html") + (f"#{anchor}" if anchor else "")


def relative(page, target):
    """From a page to another file of the site."""
    return os.path.relpath(target, os.path.dirname(page) or ".")
