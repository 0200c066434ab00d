#!/usr/bin/env python3
"""pages.py DIR [--recorded DIR] [--repository URL]: writes the book's source into DIR, out of the repository's files, for VitePress to build. Each page
has the path that its file has in the repository, so that links and addresses stay what they are. --recorded: the recorded
walkthroughs and outputs. --repository: the project's address on the web, to whose files links to code lead. Besides,
DIR/book.json gets the contents, and the code files to which pages link, with the lines."""
import argparse
import json
import re
import shutil
import subprocess
from pathlib import Path

import exercise
import outputs
import tours
from links import DECKS, Links, page_of, title_of
from tree import ARCHES, ROOT, STEPS

OTHERS = {"gdb/README.md": "gdb commands", "common/host/README.md": "Options of run.sh",
          "steps/lecturers.md": "For lecturers", "tests/README.md": "Promises and tests",
          "CONTRIBUTING.md": "Working on Worldswitch"}


class Book:
    def __init__(self, folder, recorded, repository):
        self.folder, self.recorded, self.links = folder, recorded, Links(repository)
        self.outputs = outputs.Outputs(recorded / "outputs") if recorded else None

    def add(self, page, text, source=None):
        """source: the file whose links the text has."""
        path = self.folder / f"{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(with_tabs(self.links.in_text(text, source, page) if source else text))
        return {"text": title_of(text), "link": f"/{page}.html"}

    def add_file(self, source, text=None):
        return self.add(page_of(source), (ROOT / source).read_text() if text is None else text, source)

    def add_chapter(self, folder):
        """folder: steps, or that of a step. Each question gets its answer."""
        text = (ROOT / folder / "README.md").read_text()
        text = self.outputs.with_others(text) if self.outputs else text
        answers = (ROOT / folder / "questions.md").read_text()
        entry = self.add_file(f"{folder}/README.md", with_links(with_answers(text, answers), Path(folder).name))
        return {"text": re.sub(r"^(?:Step|Chapter) (\d+): (.)", lambda m: f"{m[1]}. {m[2].upper()}", entry["text"]),
                "link": entry["link"]}

    def add_step(self, step):
        folder = f"steps/{step}"
        chapter = self.add_chapter(folder)
        items = [self.add_file(str(path.relative_to(ROOT))) for path in sorted((ROOT / folder).glob("*.md"))
                 if path.name not in ("README.md", "questions.md")]
        items.append({**self.add_tour(step, step[:2]), "text": "Walkthrough"})
        for path in sorted((ROOT / folder / "exercises").glob("[0-9]*")):
            source = str(path.relative_to(ROOT)) + "/README.md"
            items.append(self.add_file(source, exercise.page(path)))
        return {**chapter, "collapsed": True, "items": items}

    def add_tour(self, name, tour):
        """Its recordings are pages that need nothing else; each gets links to the book, and to its siblings."""
        files = {arch: self.recorded / f"{tour}-{arch}.html" for arch in ARCHES} if self.recorded else {}
        files = {arch: file for arch, file in files.items() if file.exists()}
        for arch, file in files.items():
            links = [f'<a href="{name}.html">Worldswitch, the texts</a>',
                     *(f'<a href="{tour}-{other}.html">{ARCHES[other]}</a>' for other in files if other != arch)]
            target = self.folder / "public/walkthroughs" / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(file.read_text().replace("<!-- the book's links -->", f"<p>{' | '.join(links)}</p>"))
        return self.add(f"walkthroughs/{name}", tours.page(tour, files))

    def add_lectures(self):
        rows = []
        for deck in DECKS:
            title = re.search(r'^title: "?(.*?)"?$', (ROOT / f"slides/{deck}.md").read_text(), re.M)[1]
            rows.append(f'- <a href="{deck}.html" target="_self">{title}</a>\n')
        return self.add("slides/index", "# Lectures\n\nOne deck of slides for each step. In the browser, `p` opens the "
                        "presenter view with the speaker notes, `f` the full screen, and the arrow keys turn the pages.\n\n"
                        + "".join(rows))

    def add_runs(self):
        """Pages that show a run exit by exit, if there are any."""
        if not self.outputs:
            return []
        text = ("# Runs, exit by exit\n\nEach of these pages is one run: a timeline that zooms, every exit with the meaning of its "
                "cause, and what the exits cost. `--trace FILE.html` writes such a page of a run of your own.\n")
        for name, what, command in outputs.RUNS:
            found = [(arch, self.outputs.place(command.format(arch), ".html")) for arch in ARCHES]
            text += f"\n## {what}\n\n```\n{command.format('riscv64')} --trace run.html\n```\n\n"
            for arch, file in ((arch, file) for arch, file in found if file.exists()):
                target = self.folder / f"public/runs/{name}-{arch}.html"
                target.parent.mkdir(parents=True, exist_ok=True)
                back = '<header><p><a href="index.html">Worldswitch, more runs</a></p>'
                target.write_text(file.read_text().replace("<header>", back, 1))
                text += f'<a class="play" href="{name}-{arch}.html" target="_self">{ARCHES[arch]}</a>\n'
        return [self.add("runs/index", text)]

    def link_slides(self):
        """The slides' links lead to files of the repository, from build/slides; so do the names above the code."""
        for path in sorted((self.folder / "public/slides").glob("*.html")):
            page = f"slides/{path.stem}"
            text = re.sub(r'href="(?:\.\./){2}([^"#]*)#?([^"]*)"',
                          lambda match: f'href="{self.links.address(match[1], match[2], page)}"', path.read_text())
            path.write_text(re.sub(r'(?<=<p class="source">)([^<: ]+)(?:: (\w+))?',
                                   lambda match: self.links.excerpt(match[1], match[2], match[0], page), text))

    def add_named_tours(self):
        names = re.findall(r"^([a-z]+) ", (ROOT / "gdb/walkthroughs/named").read_text(), re.M)
        return [{**self.add_tour(name, name), "text": f"Walkthrough: {name}"} for name in names]


def with_links(text, name):
    """Below a chapter's heading: its slides and its walkthrough."""
    if name not in DECKS:
        return text
    links = (f'<a class="play" href="../../slides/{name}.html" target="_self">Slides</a> '
             f'<a class="play" href="../../walkthroughs/{name}.html">Walkthrough</a>')
    return re.sub(r"^(# .*\n)", rf"\1\n{links}\n", text, count=1)


def with_answers(text, answers):
    """Each item of the list below "Questions" with the answer from the chapter's questions.md, folded."""
    before, heading, rest = text.partition("\n## Questions\n")
    questions, after_heading, after = rest.partition("\n## ")
    items = re.split(r"^(?=\d+\. )", questions, flags=re.M)
    for number, item in enumerate(items[1:], 1):
        answer = re.search(rf"^## \d+\.{number}\n(.*?)(?=^## |\Z)", answers, re.S | re.M)[1].strip()
        folded = f"<details>\n<summary>Answer</summary>\n\n{answer}\n\n</details>"
        items[number] = item.rstrip() + "\n\n" + re.sub(r"^(?=.)", "   ", folded, flags=re.M) + "\n\n"
    return before + heading + "".join(items) + after_heading + after


def with_tabs(text):
    """Outputs of one command that differ by architecture only, and stand together, become tabs."""
    block = r"^```console\n\$ (.*)\n(?:.*\n)*?^```\n"

    def together(match):
        blocks = re.findall(r"^```.*?^```$", match[0], re.S | re.M)
        named = [next((arch for arch in ARCHES if f" {arch} " in f"{one.splitlines()[1]} "), None) for one in blocks]
        if len(blocks) < 2 or None in named or len(set(named)) < len(named):
            return match[0]
        panels = "".join(f'<div class="arch {arch}">\n\n{one}\n\n</div>\n' for arch, one in zip(named, blocks))
        return f"<ArchTabs>\n{panels}</ArchTabs>\n\n"

    return re.sub(rf"(?:{block}\n*){{2,3}}".replace(r"(.*)", ".*"), together, text, flags=re.M)


def this_commit():
    """So that lines on the web are those that the book means."""
    return subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--recorded", type=Path)
    parser.add_argument("--repository", metavar="URL")
    given = parser.parse_args()
    folder = given.folder
    book = Book(folder, given.recorded, given.repository and (given.repository.rstrip("/"), this_commit()))
    start = book.add_file("README.md")
    chapters = [book.add_chapter("steps")] + [book.add_step(step) for step in STEPS]
    glossary = book.add_file("steps/glossary.md")
    others = [{**book.add_file(source), "text": name} for source, name in OTHERS.items() if (ROOT / source).exists()]
    sidebar = [{"text": "Start", "items": [{**start, "text": "Worldswitch"}]},
               {"text": "Chapters", "items": chapters},
               {"text": "More", "items": [book.add_lectures(), *book.add_runs(), glossary, *book.add_named_tours(), *others]}]
    book.link_slides()
    for picture in book.links.pictures:
        (folder / picture).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / picture, folder / picture)
    (folder / "book.json").write_text(json.dumps({"sidebar": sidebar, "code": {path: sorted(book.links.code[path]) for path in sorted(book.links.code)}}, indent=1))


main()
