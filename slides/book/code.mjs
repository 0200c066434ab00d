// code.mjs SOURCE: the repository's files to which the book's pages link, each as a page of its own, in SOURCE/public/code. The
// lines of a function that a page names have an anchor, as #L10-L25.
// They are plain HTML, with few colours: VitePress would need minutes for five hundred of them.
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const [source] = process.argv.slice(2)
const root = fileURLToPath(new URL('../..', import.meta.url))
const ARCHES = ['riscv64', 'aarch64', 'x86_64']
const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

// --- Colours ---

const C = 'auto|bool|break|case|char|const|continue|default|do|else|enum|error|extern|false|for|goto|if|inline|int|long|NULL|return|' +
    'short|signed|sizeof|static|struct|switch|true|typedef|u?int\\d+_t|size_t|union|unsigned|void|volatile|while|_Noreturn|_Static_assert'
const PYTHON = 'and|as|class|def|del|elif|else|except|False|finally|for|from|if|import|in|is|lambda|None|not|or|pass|raise|return|True|' +
    'try|while|with|yield'
const SHELL = 'case|do|done|elif|else|esac|exit|fi|for|function|if|in|local|return|then|while'
const STRINGS = '"(?:\\\\.|[^"\\\\\\n])*"|\'(?:\\\\.|[^\'\\\\\\n])*\''
const rule = (comment, words, strings = STRINGS) =>
    new RegExp(`(?<comment>${comment})|(?<string>${strings})|(?<word>\\b(?:${words})\\b|^\\s*#\\s*\\w+)`, 'gm')
const HASH = '(?<![^\\s;])#.*'
const RULES = {
    c: rule('/\\*[\\s\\S]*?\\*/|//.*', C), S: rule('/\\*[\\s\\S]*?\\*/|//.*|(?<=\\s)# .*', '\\.\\w+'), mjs: rule('//.*', C),
    py: rule(HASH, PYTHON, `"""[\\s\\S]*?"""|${STRINGS}`), sh: rule(HASH, SHELL), mk: rule(HASH, 'ifeq|ifneq|else|endif|include'),
}
Object.assign(RULES, { h: RULES.c, bash: RULES.sh, bats: RULES.sh })

// The lines of a file, each with its number as an anchor. What is coloured ends with its line, and begins again in the next.
function listing(file, ranges) {
    const text = readFileSync(join(root, file), 'utf8').trimEnd()
    const rules = RULES[file.split('.').pop()] ?? (text.startsWith('#!') ? RULES.sh : null)
    const out = []
    let at = 0
    for (const match of rules ? text.matchAll(rules) : []) {
        const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined)
        out.push(escaped(text.slice(at, match.index)))
        out.push(...match[0].split('\n').map((part, i) => `${i ? '\n' : ''}<span class="${kind}">${escaped(part)}</span>`))
        at = match.index + match[0].length
    }
    out.push(escaped(text.slice(at)))
    return `<pre tabindex="0"><code>${with_ranges(folded(out.join('').split('\n')), ranges)}</code></pre>`
}

// What stands in braces from the first column on, a function or a table, can be folded below its first line.
function folded(lines) {
    const open = lines.map((line, i) => line !== '{' && lines[i + 1] === '{')
    return lines.map((line, i) => {
        const shown = `<span class="line" id="L${i + 1}" data-line="${i + 1}">${line}</span>`
        if (open[i]) return `<details open><summary>${shown}</summary>`
        return line === '}' && open.lastIndexOf(true, i) > lines.lastIndexOf('}', i - 1) ? `${shown}</details>` : shown
    })
}

function with_ranges(lines, ranges) {
    for (const [first, last] of ranges) {
        lines[first - 1] = `<span class="range" id="L${first}-L${last}">${lines[first - 1]}`
        lines[last - 1] += '</span>'
    }
    return lines.join('')
}

// The same file of the other architectures.
function siblings(file) {
    const named = ARCHES.find((arch) => file.includes(arch))
    const others = ARCHES.filter((arch) => named && arch !== named).map((arch) => [arch, file.replace(named, arch)])
        .filter(([, other]) => existsSync(join(root, other)))
    others.forEach(([, other]) => (pages[other] ??= []))
    return others.map(([arch, other]) => ` <a href="${relative(dirname(file), other)}.html">${arch}</a>`).join('')
}

// --- Pages ---

function folder_list(folder) {
    const names = readdirSync(join(root, folder)).filter((name) => statSync(join(root, folder, name)).isFile())
    for (const name of names) pages[join(folder, name)] ??= []
    return `<ul>${names.map((name) => `<li><a href="${basename(folder)}/${name}.html">${name}</a></li>`).join('')}</ul>`
}

const FOLD = '<button type="button" onclick="for (const one of document.querySelectorAll(\'details\')) one.open = !one.open">' +
    'Fold or unfold all</button>'

function page(file, body) {
    const home = relative(dirname(join('code', file)), '.')
    return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(file)} | Worldswitch</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${home}/code/style.css">
<script>
try {
    const theme = localStorage.getItem('vitepress-theme-appearance') || 'auto'
    const dark = theme === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark'
    document.documentElement.classList.toggle('dark', dark)
} catch {}
</script>
<header><a href="${home}/index.html">Worldswitch</a> <h1>${escaped(file)}</h1>${siblings(file)} ${/<details/.test(body) ? FOLD : ''}</header>
<main>${body}</main>
</html>
`
}

const pages = JSON.parse(readFileSync(join(source, 'book.json'))).code // which grows: by the files of a folder, by siblings
const written = new Set()
for (let left = Object.keys(pages); left.length; left = Object.keys(pages).filter((file) => !written.has(file))) {
    for (const file of left) {
        const out = resolve(source, 'public/code', `${file}.html`)
        mkdirSync(dirname(out), { recursive: true })
        writeFileSync(out, page(file, statSync(join(root, file)).isDirectory() ? folder_list(file) : listing(file, pages[file])))
        written.add(file)
    }
}
writeFileSync(join(source, 'public/code/style.css'), readFileSync(new URL('code.css', import.meta.url)))
