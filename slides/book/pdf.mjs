// pdf.mjs MODULES BROWSER SITE CONTENTS FILE.pdf: the whole book as one PDF, out of the site's pages in the order of their
// contents. Links between pages stay links; what the three tabs show is shown one after the other.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import { add_outline } from './outline.mjs'

const [modules, browser_path, site, contents, file] = process.argv.slice(2)
const { default: puppeteer } = await import(pathToFileURL(join(modules, 'puppeteer-core/lib/esm/puppeteer/puppeteer-core.js')))
const STYLE = `
body { font: 10pt/1.4 "DejaVu Sans", sans-serif; color: #1b1f24 }
h1 { break-before: page; font-size: 20pt } h2 { font-size: 14pt } h3 { font-size: 11pt } h1, h2, h3 { break-after: avoid; color: #0b3d6b }
pre { padding: 6pt; background: #f1efe8; font: 7.5pt/1.3 "DejaVu Sans Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere }
code { font-family: "DejaVu Sans Mono", monospace; font-size: 0.85em } a { color: #0b4f8a; text-decoration: none } a:not([href]) { color: inherit }
table { border-collapse: collapse; font-size: 8.5pt } td, th { padding: 2pt 5pt; border: 0.5pt solid #b9c4cf; text-align: left; vertical-align: top }
img { max-width: 100% } pre span { color: inherit } summary { font-weight: bold } li { margin: 2pt 0 }
button, .header-anchor, .lang, .arch-choice, .play { display: none }`

// The groups of the sidebar are one after the other.
const id_of = (name, anchor = '') => `${name.replace(/\W/g, '-')}${anchor ? `--${anchor}` : ''}`
const entry = ({ text, link, items = [] }) => ({ text, name: link.slice(1), dest: id_of(link.slice(1)), entries: items.map(entry) })
const entries = JSON.parse(readFileSync(contents)).sidebar.flatMap((group) => group.items.map(entry))
const pages = entries.flatMap((one) => [one, ...one.entries])
const names = new Set(pages.map(({ name }) => name))

// The page's own part, whose anchors and links become those of the one document.
function part({ name }) {
    const html = readFileSync(join(site, name), 'utf8'), start = html.indexOf('<div', html.indexOf('<main'))
    const own = html.slice(start, html.indexOf('</main>', start)).replace(/<!--.*?-->/gs, '').replace(/<details/g, '<details open')
        .replace(/<pre.*?<\/pre>/gs, (code) => code.replace(/<\/?span[^>]*>/g, '')) // colours would double the file
    const linked = own.replace(/ href="([^"]*)"/g, (whole, href) => {
        if (/^\w+:/.test(href)) return whole
        const [path, anchor] = href.split('#'), target = path ? posix.join(dirname(name), path) : name
        return names.has(target) ? ` href="#${id_of(target, anchor)}"` : ''
    }).replace(/ src="([^"]*)"/g, (_, src) => ` src="${pathToFileURL(join(site, dirname(name), src))}"`)
    return `<section id="${id_of(name)}">${linked.replace(/ id="([^"]*)"/g, (_, id) => ` id="${id_of(name, id)}"`)}</section>`
}

const list = (entries) => entries.length
    ? `<ul>${entries.map(({ text, dest, entries }) => `<li><a href="#${dest}">${text}</a>${list(entries)}</li>`).join('')}</ul>` : ''
const all = `${file}.html`
writeFileSync(all, `<!doctype html><html lang="en"><meta charset="utf-8"><title>Worldswitch</title><style>${STYLE}</style>
<h1 style="break-before: avoid">Worldswitch: the book</h1>${list(entries)}${pages.map(part).join('')}</html>`)
const browser = await puppeteer.launch({ executablePath: browser_path, timeout: 90000, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] })
try {
    const tab = await browser.newPage()
    await tab.goto(pathToFileURL(all).href, { waitUntil: 'load' })
    await tab.pdf({ path: file, format: 'A4', tagged: false, timeout: 120000, displayHeaderFooter: true,
        margin: { top: '16mm', bottom: '18mm', left: '16mm', right: '16mm' }, headerTemplate: '<span></span>',
        footerTemplate: '<div style="width: 100%; text-align: center; font-size: 8pt"><span class="pageNumber"></span></div>' })
    add_outline(file, entries)
} finally {
    await browser.close()
    rmSync(all)
}
