"""The page of a walkthrough: its texts, stop by stop, with the question and then the answer."""
import html
import importlib.util
import re

from tree import ARCHES, ROOT


def stops_of(tour):
    path = next(path for path in (ROOT / "gdb/walkthroughs").glob("*.py") if path.stem.partition("-")[0] == tour)
    spec = importlib.util.spec_from_file_location("stops", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.STOPS, re.sub(r"^Step \d+: (.)", lambda match: match[1].upper(), " ".join(module.__doc__.split()))


def paragraph(text, name="p", kind=""):
    """A text that differs by architecture is a dictionary."""
    if isinstance(text, dict):
        return "".join(paragraph(part, name, f"arch {arch} {kind}") for arch, part in text.items() if part)
    return f'<{name} class="{kind}" v-pre>{html.escape(text, quote=False)}</{name}>\n' if text else ""


def commands(*lists):
    """What is typed into gdb."""
    def one(commands, kind=""):
        if isinstance(commands, dict):
            return "".join(one(part, f"arch {arch}") for arch, part in commands.items() if part)
        lines = (line.__doc__ if callable(line) else line for line in commands)
        lines = "\n".join(f"(gdb) {html.escape(line, quote=False)}" for line in lines)
        return f'<pre class="typed {kind}" tabindex="0" v-pre><code>{lines}</code></pre>\n' if lines else ""
    return "".join(map(one, lists))


def numbered(number, title):
    if isinstance(title, dict):
        return {arch: f"{number}. {one}" for arch, one in title.items()}
    return f"{number}. {title}"


def stop(number, stop):
    text = paragraph(numbered(number, stop["title"]), "h2") + paragraph(stop.get("tell")) + commands(stop.get("go", ()), stop.get("show", ()))
    if "ask" in stop:
        text += paragraph(stop["ask"], "p", "ask")
        text += "<details><summary>Answer</summary>\n" + commands(stop.get("then", ()))
        text += paragraph(stop.get("answer")) + "</details>\n"
    return text


def page(tour, recorded):
    """recorded: by architecture, the recordings that there are."""
    stops, about = stops_of(tour)
    title, _, about = about.partition(". ")
    texts = "".join(stop(number, one) for number, one in enumerate(stops, 1))
    number = tour.lstrip("0")
    lead = f"`./run.sh walkthrough {number} riscv64` leads you through these stops in gdb."
    if recorded:
        links = " ".join(f'<a class="play" href="{tour}-{arch}.html" target="_self">{ARCHES[arch]}</a>' for arch in recorded)
        lead += f" Here is a run of it, stop by stop, with all that it showed: {links}"
    return (f"# Walkthrough {number}: {title[0].lower()}{title[1:].rstrip('.')}\n\n{about}\n\n{lead}\n\n"
            f"<ArchTabs>\n\n{texts}\n</ArchTabs>\n")
