// slides.mjs BROWSER DECK.html...: looks at every slide in a real browser. Prints a line "slides DECK N" for
// each deck, and "KIND DECK N: what" for each thing that is wrong, KIND being one of: overflow, small,
// contrast, notes, image, link, request, overlap.
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const modules = new URL('../build/marp/node_modules/', import.meta.url)
const { default: puppeteer } = await import(new URL('puppeteer-core/lib/esm/puppeteer/puppeteer-core.js', modules))

// Runs in the page. Returns [kind, slide, what] of each thing that is wrong, and the links.
function look() {
    const smallest = 18, least = 4.5
    const problems = [], links = []
    let number = 0
    const problem = (kind, what) => problems.push([kind, number, what])

    // --- Colours: WCAG 2.2, relative luminance and contrast ratio ---
    const rgba = (colour) => {
        const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number)
        return [r, g, b, a]
    }
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    const luminance = (colour) => {
        const [r, g, b] = rgba(colour).map((c) => linear(c / 255))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const check_contrast = (colour, ground, text) => {
        const [dark, light] = [luminance(colour), luminance(ground)].sort((a, b) => a - b)
        const ratio = (light + 0.05) / (dark + 0.05)
        if (!(ratio >= least)) problem('contrast', `${ratio.toFixed(1)}:1 "${text}" (${colour} on ${ground})`)
    }
    const ground_of = (element) => {
        for (; element; element = element.parentElement) {
            const colour = getComputedStyle(element).backgroundColor
            if (rgba(colour)[3] === 1) return colour
        }
        return 'rgb(255, 255, 255)'
    }

    // --- What is drawn, and where ---
    const outside = (inner, outer) =>
        inner.left < outer.left - 1 || inner.right > outer.right + 1 ||
        inner.top < outer.top - 1 || inner.bottom > outer.bottom + 1
    const texts_of = (root) => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
        const found = []
        while (walker.nextNode()) if (walker.currentNode.data.trim()) found.push(walker.currentNode)
        return found
    }
    const short = (text) => text.trim().replace(/\s+/g, ' ').slice(0, 50)
    const content_of = (section) => {
        const box = section.getBoundingClientRect(), style = getComputedStyle(section)
        return {
            left: box.left + parseFloat(style.paddingLeft), right: box.right - parseFloat(style.paddingRight),
            top: box.top + parseFloat(style.paddingTop), bottom: box.bottom - parseFloat(style.paddingBottom),
        }
    }

    const look_at_text = (node, content) => {
        const element = node.parentElement, style = getComputedStyle(element), text = short(node.data)
        const range = document.createRange()
        range.selectNodeContents(node)
        if ([...range.getClientRects()].some((box) => outside(box, content))) problem('overflow', `"${text}"`)
        if (parseFloat(style.fontSize) < smallest) problem('small', `${style.fontSize} "${text}"`)
        check_contrast(style.color, ground_of(element), text)
    }

    // A picture's text cannot be measured in an <img>: a copy is drawn over the page, as large.
    const copy_of = (img, box) => {
        const copy = document.createElement('div')
        const bytes = Uint8Array.from(atob(img.src.split(',')[1]), (c) => c.charCodeAt(0))
        copy.style = `position: fixed; left: 0; top: 0; z-index: 9; width: ${box.width}px; height: ${box.height}px`
        copy.innerHTML = new TextDecoder().decode(bytes)
        document.body.append(copy)
        const svg = copy.querySelector('svg')
        svg.setAttribute('width', box.width)
        svg.setAttribute('height', box.height)
        return svg
    }
    const look_at_picture = (img) => {
        const svg = copy_of(img, img.getBoundingClientRect()), drawn = []
        for (const element of svg.querySelectorAll('text')) {
            const text = short(element.textContent), place = element.getBoundingClientRect()
            const { a, b, c, d } = element.getScreenCTM(), scale = Math.sqrt(Math.abs(a * d - b * c))
            for (const part of [element, ...element.querySelectorAll('tspan')]) {
                const size = parseFloat(getComputedStyle(part).fontSize) * scale
                if (size < smallest) problem('small', `${size.toFixed(1)}px "${text}" in a picture`)
            }
            if (outside(place, svg.getBoundingClientRect())) problem('overflow', `"${text}" in a picture`)
            const other = drawn.find(({ place: o }) => o.left < place.right && place.left < o.right &&
                o.top + 4 < place.bottom && place.top + 4 < o.bottom)
            if (other) problem('overlap', `"${text}" and "${other.text}" in a picture`)
            drawn.push({ place, text })
            const below = document.elementsFromPoint((place.left + place.right) / 2, (place.top + place.bottom) / 2)
                .map((e) => svg.contains(e) && e !== svg && !e.closest('text') && getComputedStyle(e).fill)
                .find((fill) => fill && fill !== 'none')
            check_contrast(getComputedStyle(element).fill, below ?? ground_of(img), text)
        }
        svg.parentElement.remove()
    }

    for (const section of document.querySelectorAll('section[data-marpit-pagination]')) {
        number++
        const content = content_of(section)
        for (const node of texts_of(section)) look_at_text(node, content)
        for (const block of section.querySelectorAll('pre, table, img')) {
            const name = block.tagName.toLowerCase()
            if (outside(block.getBoundingClientRect(), content)) problem('overflow', name)
            if (block.scrollWidth > block.clientWidth + 1) problem('overflow', `${name}: ${short(block.textContent)}`)
        }
        if (parseFloat(getComputedStyle(section, '::after').fontSize) < smallest) problem('small', 'its number')
        for (const img of section.querySelectorAll('img')) {
            if (!img.src.startsWith('data:') || !img.naturalWidth) problem('image', img.src.slice(0, 60))
            if (!img.alt) problem('image', 'no words for who cannot see it')
            if (img.src.startsWith('data:image/svg')) look_at_picture(img)
        }
        for (const a of section.querySelectorAll('a[href]')) links.push([number, a.href])
        const notes = document.querySelector(`.bespoke-marp-note[data-index="${number - 1}"]`)
        if (!notes?.textContent.trim()) problem('notes', 'none')
    }
    return { number, problems, links }
}

const [browser_path, ...decks] = process.argv.slice(2)
const browser = await puppeteer.launch({
    executablePath: browser_path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--font-render-hinting=none'],
})
try {
    for (const deck of decks) {
        const page = await browser.newPage()
        const name = basename(deck, '.html'), url = pathToFileURL(deck).href
        await page.setRequestInterception(true)
        page.on('request', (request) => {
            if (/^data:/.test(request.url()) || request.url() === url) return request.continue()
            console.log(`request ${name} 0: ${request.url()}`)
            return request.abort()
        })
        await page.setViewport({ width: 1280, height: 720 })
        await page.emulateMediaType('print') // which shows all slides at once
        await page.goto(url, { waitUntil: 'load', timeout: 20000 })
        const { number, problems, links } = await page.evaluate(look)
        console.log(`slides ${name} ${number}`)
        for (const [kind, slide, what] of problems) console.log(`${kind} ${name} ${slide}: ${what}`)
        for (const [slide, link] of links) {
            const file = link.startsWith('file:') && fileURLToPath(link.replace(/#.*/, ''))
            if (!file || !existsSync(file)) console.log(`link ${name} ${slide}: ${link}`)
        }
        await page.close()
    }
} finally {
    await browser.close()
}
