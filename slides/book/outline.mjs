// Adds contents to a PDF that Chromium made, which readers show beside its pages. Chromium makes them only for a tagged PDF,
// which is twice as large. As PDF allows (ISO 32000-1, 7.5.6), the new objects follow the old ones in the file.
import { appendFileSync, readFileSync } from 'node:fs'

const hex = (text) => `<FEFF${[...Buffer.from(text, 'utf16le').swap16()].map((byte) => byte.toString(16).padStart(2, '0')).join('')}>`

// entries: { text, dest, entries }; dest is the name of a place that some link in the PDF leads to.
export function add_outline(file, entries) {
    const old = readFileSync(file, 'latin1')
    const [, size, root, info] = /trailer\s*<<\/Size (\d+)\s*\/Root (\d+) 0 R\s*\/Info (\d+) 0 R/.exec(old)
    const catalog = new RegExp(`\\n${root} 0 obj\\s*<<([^]*?)>>\\s*endobj`).exec(old)[1]
    const objects = [], first = Number(size)

    // The items of one level, each followed by those below it; returns the words that the item above has of them.
    function add(list, parent) {
        if (!list.length) return ''
        const numbers = list.map(({ text, dest, entries }) => {
            const at = objects.push(null) - 1
            objects[at] = { text: `/Title ${hex(text)} /Dest /${dest} /Parent ${parent} 0 R${add(entries, first + 1 + at)}` }
            return first + 1 + at
        })
        numbers.forEach((number, i) => {
            const [before, after] = [numbers[i - 1], numbers[i + 1]]
            objects[number - first - 1].text += (before ? ` /Prev ${before} 0 R` : '') + (after ? ` /Next ${after} 0 R` : '')
        })
        return ` /First ${numbers[0]} 0 R /Last ${numbers.at(-1)} 0 R /Count ${parent === first ? '' : '-'}${list.length}`
    }

    const all = [[root, `${catalog} /Outlines ${first} 0 R /PageMode /UseOutlines`], [first, `/Type /Outlines${add(entries, first)}`]]
    all.push(...objects.map(({ text }, i) => [first + 1 + i, text]))
    let more = '', table = ''
    all.forEach(([number, text], i) => {
        if (i < 2) table += `${number} ${i ? all.length - 1 : 1}\n`
        table += `${String(old.length + more.length).padStart(10, '0')} 00000 n \n`
        more += `${number} 0 obj\n<<${text}>>\nendobj\n`
    })
    const before = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(old)[1], at = old.length + more.length
    appendFileSync(file, `${more}xref\n${table}trailer\n<</Size ${first + all.length - 1}\n/Root ${root} 0 R\n/Info ${info} 0 R\n` +
        `/Prev ${before}>>\nstartxref\n${at}\n%%EOF\n`, 'latin1')
}
