#!/usr/bin/env python3
"""browser.py CHROMIUM FILE.svg: what a browser makes of the picture. Prints how many boxes with a title it has;
fails when it does not parse, when something lies outside of it or texts lie on each other, when the mouse does
not find a box's title, or when a font is too small to read."""
import html
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ZOOM = 50
PAGE = """<!doctype html><meta charset="utf-8"><style>body { margin: 0 }</style><div></div><pre></pre><script>
const source = SOURCE, wrong = [];
const parsed = new DOMParser().parseFromString(source, "image/svg+xml");
if (parsed.querySelector("parsererror")) wrong.push("it does not parse");
document.querySelector("div").innerHTML = source;
const svg = document.querySelector("svg"), all = svg.getBoundingClientRect();
const says = e => (e.querySelector("title") || e).textContent || e.outerHTML;
const texts = [...svg.querySelectorAll("text")], places = texts.map(e => e.getBoundingClientRect());
const slack = 0.01;  // of a pixel: coordinates are rounded
for (const e of svg.querySelectorAll("rect, path, text")) {
    const r = e.getBoundingClientRect();
    if (r.left < all.left - slack || r.right > all.right + slack || r.top < all.top - slack || r.bottom > all.bottom + slack)
        wrong.push("outside: " + says(e));
}
texts.forEach((e, i) => {
    if (parseFloat(getComputedStyle(e).fontSize) < 20) wrong.push("too small: " + says(e));
    for (let j = 0; j < i; j++)
        if (places[i].left < places[j].right && places[j].left < places[i].right &&
            places[i].top < places[j].bottom - 2 && places[j].top < places[i].bottom - 2)
            wrong.push("on each other: " + says(e) + " / " + says(texts[j]));
});
const boxes = [...svg.querySelectorAll("rect")].filter(e => e.querySelector("title"));
svg.setAttribute("width", svg.viewBox.baseVal.width * ZOOM);  // the smallest are wide enough for a mouse then
svg.setAttribute("height", svg.viewBox.baseVal.height * ZOOM);
for (const e of boxes) {
    const far = e.getBoundingClientRect();
    scrollBy((far.left + far.right) / 2 - 500, (far.top + far.bottom) / 2 - 300);
    const r = e.getBoundingClientRect();
    if (document.elementFromPoint((r.left + r.right) / 2, (r.top + r.bottom) / 2) !== e)
        wrong.push("the mouse finds another: " + says(e));
}
document.querySelector("div").remove();
document.querySelector("pre").textContent = wrong.slice(0, 9).join("\\n") || "boxes: " + boxes.length;
</script>"""

chromium, picture = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    page = Path(folder) / "page.html"
    source = json.dumps(Path(picture).read_text()).replace("</", "<\\/")
    page.write_text(PAGE.replace("ZOOM", str(ZOOM)).replace("SOURCE", source))
    done = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         f"--user-data-dir={folder}/profile", "--window-size=1200,800", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, timeout=100)
found = re.search(r"<pre>(.*?)</pre>", done.stdout, re.S)
said = html.unescape(found[1]) if found else f"the browser said nothing: {done.stderr[-500:]}"
print(said)
sys.exit(not said.startswith("boxes: "))
