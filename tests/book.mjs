// book.mjs BROWSER SITE [all]: looks at the book in a real browser, as a static server shows it in a folder of its own. Prints
// "pages N", "weight BYTES MS", and "KIND PAGE: what" for each thing that is wrong, KIND being one of: link, anchor, request,
// error, sideways, small, contrast, image, axe, search, tabs, next, term, file.
import { readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { look } from './book_look.mjs'

const modules = new URL('../build/', import.meta.url)
const { default: puppeteer } = await import(new URL('marp/node_modules/puppeteer-core/lib/esm/puppeteer/puppeteer-core.js', modules))
const axe = readFileSync(new URL('vitepress/node_modules/axe-core/axe.min.js', modules), 'utf8')
const [browser_path, folder, how] = process.argv.slice(2), every = how === 'all', site = resolve(folder)
const problem = (kind, page, what) => console.log(`${kind} ${page}: ${what}`)
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' }
const PLACE = '/some/where/'

// --- Links, without a browser ---

const pages = readdirSync(site, { recursive: true }).filter((name) => name.endsWith('.html')).sort()
const texts = new Map(pages.map((name) => [join(site, name), readFileSync(join(site, name), 'utf8')]))
const files = new Set(readdirSync(site, { recursive: true }).map((name) => join(site, name)))
const ids = new Map([...texts].map(([file, text]) => [file, new Set([...text.matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, id]) => id))]))
for (const [file, text] of texts) {
    const page = file.slice(site.length + 1)
    for (const [, , link] of text.replace(/<script[\s>].*?<\/script>/gs, '').matchAll(/\s(href|src)="([^"]*)"/g)) {
        const [path, anchor] = link.replace(/&amp;/g, '&').split('#')
        if (/^[a-z]+:/.test(link)) {
            if (!/^(data|https):/.test(link)) problem('link', page, link)
            continue
        }
        const target = path ? resolve(dirname(file), decodeURI(path)) : file
        if (path.startsWith('/') || !files.has(target) || (!extname(target) && !texts.has(target))) problem('link', page, link)
        else if (anchor && /\.html$/.test(target) && !/^slides\/\d/.test(target.slice(site.length + 1)) &&
            !ids.get(target).has(decodeURIComponent(anchor))) problem('anchor', page, link)
    }
}

// --- In the browser ---

const server = createServer((request, answer) => {
    const path = decodeURI(new URL(request.url, 'http://x').pathname)
    const file = path.startsWith(PLACE) && join(site, path.slice(PLACE.length), path.endsWith('/') ? 'index.html' : '')
    if (!file || !files.has(file)) return answer.writeHead(404).end()
    answer.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(readFileSync(file))
}).listen(0, '127.0.0.1')
await new Promise((done) => server.once('listening', done))
const home = `http://127.0.0.1:${server.address().port}${PLACE}`

const browser = await puppeteer.launch({
    executablePath: browser_path, timeout: 90000,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--allow-file-access-from-files'],
})

async function open_tab(name) {
    const tab = await browser.newPage()
    tab.on('request', (request) => {
        if (!/^(data|blob|file):/.test(request.url()) && !request.url().startsWith(home)) problem('request', name(), request.url())
    })
    tab.on('response', (response) => response.status() < 400 || problem('request', name(), `${response.status()} ${response.url()}`))
    tab.on('pageerror', (error) => problem('error', name(), String(error).split('\n')[0]))
    return tab
}

// At three widths, and in both themes: one page is dark if it is narrow, the next one if it is wide. Scripts run in some pages of
// each kind; without scripts, the others show the parts of all architectures at once. With "all": each page at each width in each
// theme, and with scripts.
const WITH_AXE = /^(wrong|code|index|steps\/03[^/]*\/index|steps\/glossary|slides\/index|walkthroughs\/03|steps\/03.*1-walk-by-hand\/index)/
async function look_at(list) {
    let name
    const tab = await open_tab(() => name)
    for (const [i, one] of list.entries()) {
        name = one
        await tab.setViewport({ width: 1440, height: 900 })
        const scripts = every || WITH_AXE.test(name)
        await tab.setJavaScriptEnabled(scripts)
        await tab.goto(home + name, { waitUntil: 'load', timeout: 20000 })
        await tab.evaluate(() => document.head.append(Object.assign(document.createElement('style'), { textContent: '* { transition: none !important }' })))
        const looks = every ? [1440, 768, 360].flatMap((width) => [[width, false], [width, true]])
            : [[1440, i % 2 === 1], [768, false], [360, i % 2 === 0]]
        for (const [width, dark] of looks) {
            await tab.setViewport({ width, height: 900 })
            await tab.evaluate((dark) => document.documentElement.classList.toggle('dark', dark), dark)
            const found = await tab.evaluate(look, every || width !== 768)
            for (const [kind, what] of found) problem(kind, name, `${width}${dark ? ' dark' : ''}: ${what}`)
        }
        if (scripts) await run_axe(tab, name)
    }
    await tab.close()
}

async function run_axe(tab, name) {
    await tab.evaluate(axe)
    const { violations } = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
    for (const { id, impact, nodes } of violations)
        if (/serious|critical/.test(impact)) problem('axe', name, `${id} ${impact}: ${nodes.map(({ html }) => html.slice(0, 90)).slice(0, 3).join(' ')}`)
}

const own = pages.filter((name) => !/^(code|slides\/\d)/.test(name))
const codes = pages.filter((name) => /^code/.test(name)).filter((_, i) => every || i % 150 === 0)
console.log(`pages ${own.length}`)
try {
    const all = [...own, ...codes], half = all.filter((_, i) => i % 2)
    await Promise.all([look_at(half), look_at(all.filter((_, i) => !(i % 2)))])
    if (pages.includes('index.html')) await whole_site()
} finally {
    await browser.close()
    server.close()
}

async function whole_site() {
    const { behave } = await import('./book_behave.mjs')
    await behave({ open_tab, home, problem, file: pathToFileURL(join(site, 'steps/03-stage2-tables/index.html')).href })
    const context = await browser.createBrowserContext(), tab = await context.newPage() // with nothing in its cache
    const parts = []
    tab.on('response', (response) => parts.push(response.buffer()))
    await tab.goto(`${home}index.html`, { waitUntil: 'networkidle0' })
    const took = await tab.evaluate(() => performance.getEntriesByType('navigation')[0].loadEventEnd)
    const weight = (await Promise.all(parts)).reduce((sum, part) => sum + gzipSync(part).length, 0)
    console.log(`weight ${weight} ${Math.round(took)}`)
}
