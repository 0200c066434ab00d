// Runs in a page of the book: [kind, what] of each thing that is wrong with how it is drawn. With texts: false only its width.
export function look(texts) {
    const SMALLEST = 13, PROSE = 16, LEAST = 4.5
    const problems = [], seen = new Set()
    const problem = (kind, what) => seen.has(kind + what) || (seen.add(kind + what), problems.push([kind, what]))
    const wide = document.documentElement.scrollWidth
    if (wide > innerWidth) {
        const widest = [...document.querySelectorAll('main *')].find((one) => one.getBoundingClientRect().right > innerWidth + 1)
        problem('sideways', `${wide} px: ${widest?.outerHTML.slice(0, 80)}`)
    }
    if (!texts) return problems

    // --- Colours: WCAG 2.2, relative luminance and contrast ratio ---
    const rgba = (colour) => {
        const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number)
        return [r, g, b, a]
    }
    const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    const luminance = (rgb) => {
        const [r, g, b] = rgb.map((c) => linear(c / 255))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a)]
    const ground_of = (element) => {
        const layers = []
        for (; element; element = element.parentElement) {
            const colour = rgba(getComputedStyle(element).backgroundColor)
            layers.push(colour)
            if (colour[3] === 1) break
        }
        const last = document.documentElement.classList.contains('dark') ? [27, 27, 31] : [255, 255, 255]
        return layers.reverse().reduce((below, colour) => over(colour, below), last)
    }
    const contrast = (element, style) => {
        const ground = ground_of(element), ink = over(rgba(style.color), ground)
        const [dark, light] = [luminance(ink), luminance(ground)].sort((a, b) => a - b)
        return (light + 0.05) / (dark + 0.05)
    }

    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), looked = new Map()
    while (walker.nextNode()) {
        const node = walker.currentNode, element = node.parentElement
        if (!node.data.trim() || /^(SCRIPT|STYLE)$/.test(element.tagName) || element.closest('svg, .visually-hidden')) continue
        if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true })) continue
        const style = getComputedStyle(element), size = parseFloat(style.fontSize), text = node.data.trim().slice(0, 40)
        const key = `${element.tagName} ${element.className} ${style.color} ${size} ${element.parentElement.className}`
        if (looked.has(key)) continue // an element like it
        looked.set(key, true)
        const box = element.getBoundingClientRect()
        if (box.width < 2 || box.height < 2) continue // words for those who cannot see
        if (size < SMALLEST) problem('small', `${size}px "${text}" ${element.className}`)
        if (size < PROSE && element.matches('.vp-doc p, .vp-doc li, .vp-doc td')) problem('small', `${size}px prose "${text}"`)
        const ratio = contrast(element, style)
        if (ratio < LEAST && !element.closest(':disabled')) problem('contrast', `${ratio.toFixed(1)} "${text}" ${element.tagName} ${element.className}`)
    }
    for (const image of document.images) {
        if (!image.alt) problem('image', `no words: ${image.src}`)
        if (image.complete && !image.naturalWidth && image.loading !== 'lazy') problem('image', `not there: ${image.src}`)
    }
    return problems
}
