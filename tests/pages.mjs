// pages.mjs BROWSER trace|walkthrough FILE.html: uses a page that needs nothing else, as a person would, in a real browser.
// Prints what it then shows, a fact a line, and "wrong: ..." for what the looks of the page break (book_look.mjs).
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { look } from './book_look.mjs'

const modules = new URL('../build/marp/node_modules/', import.meta.url)
const { default: puppeteer } = await import(new URL('puppeteer-core/lib/esm/puppeteer/puppeteer-core.js', modules))
const [browser_path, kind, file] = process.argv.slice(2), url = pathToFileURL(resolve(file)).href

async function trace(tab, text, print) {
    await tab.waitForFunction(() => document.documentElement.dataset.ready, { timeout: 20000 })
    print('exits', await tab.evaluate(() => document.documentElement.dataset.ready))
    const kinds = await tab.$$eval('#kinds tr', (rows) => rows.slice(1).map(({ cells: [name, number] }) => `${name.textContent.trim()} ${number.textContent}`))
    print('kinds', kinds.join(', '))
    print('cause', await text('#exit tr:nth-child(2) td'))
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', '+', '+', 'ArrowRight']) await tab.keyboard.press(key)
    print('at', await text('#which'))
    const drawn = await tab.evaluate(() => {
        whole()
        const took = Array.from({ length: 10 }, () => {
            const start = performance.now()
            draw()
            return performance.now() - start
        })
        return Math.min(...took) // the others had to share the CPU
    })
    print('fluid', drawn < 100 ? 'yes' : `no: ${drawn.toFixed()} ms`)
    await tab.click('#kinds input')
    const left = await tab.$$eval('#costs tr', (rows) => rows.map((row) => Number(row.cells[1].textContent)))
    print('without the first kind', left.reduce((sum, number) => sum + number, 0))
}

async function walkthrough(tab, text, print) {
    print('stop', await text('#which'))
    for (let i = 0; i < 100 && !(await text('#on')).startsWith('Answer'); i++) await tab.keyboard.press('ArrowRight')
    print('question', `${await text('.ask')} ${await text('#stop > :last-child.ask') ? 'unanswered' : 'answered'}`)
    await tab.keyboard.press('ArrowRight')
    print('answer', await text('#stop > p:last-child'))
    for (let i = 0; i < 100 && !(await tab.$eval('#on', (one) => one.disabled)); i++) await tab.click('#on')
    print('last', await text('#which'))
    const all = await tab.evaluate(() => stops), registers = all.flatMap((stop) => stop.registers)
    print('changed', registers.filter(([, , was]) => was).map(([name, value, was]) => `${name} ${was} ${value}`).join(', '))
    const beside = all.flatMap((stop) => [...stop.beside.map(([title]) => title), stop.source ? 'source' : 'no source'])
    print('beside', [...new Set(beside)].sort().join(', '))
}

const browser = await puppeteer.launch({
    executablePath: browser_path, timeout: 60000, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
})
try {
    const tab = await browser.newPage(), print = (name, fact) => console.log(`${name}: ${fact}`)
    tab.on('request', (request) => request.url() === url || /^(data|blob):/.test(request.url()) || print('wrong', `it asks for ${request.url()}`))
    tab.on('pageerror', (error) => print('wrong', error))
    await tab.setViewport({ width: 1200, height: 800 })
    await tab.goto(url, { waitUntil: 'load' })
    const text = (selector) => tab.$eval(selector, (one) => one.textContent.trim()).catch(() => '')
    await { trace, walkthrough }[kind](tab, text, print)
    for (const [width, scheme] of [[360, 'light'], [768, 'dark'], [1440, 'light']]) {
        await tab.setViewport({ width, height: 800 })
        await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
        await tab.evaluate((dark) => document.documentElement.classList.toggle('dark', dark), scheme === 'dark')
        for (const [what, where] of await tab.evaluate(look, true)) print('wrong', `${width} ${what} ${where}`)
    }
} finally {
    await browser.close()
}
