// How Marp turns a deck into one file that needs nothing else.
import { readFileSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const slides = dirname(fileURLToPath(import.meta.url))
const types = { '.svg': 'image/svg+xml', '.png': 'image/png' }

// An image becomes part of the file. One that is not there throws, and the build fails.
function inlined(name) {
    const type = types[extname(name)]
    if (!type) throw new Error(`${name}: an image is an SVG or a PNG`)
    return `data:${type};base64,${readFileSync(resolve(slides, name)).toString('base64')}`
}

// What a deck links to is named from slides/, but followed from build/slides/.
function followed(link) {
    if (link.startsWith('../')) return `../${link}`
    return link.replace(/\.md$/, '.html')
}

// ```c FILE:NAME is an excerpt (excerpts.py): a line above it says where it stands.
function caption(Token, text) {
    const open = new Token('paragraph_open', 'p', 1)
    const line = new Token('inline', '', 0)
    const word = new Token('text', '', 0)
    open.attrSet('class', 'source')
    word.content = text
    line.children = [word]
    return [open, line, new Token('paragraph_close', 'p', -1)]
}

function ours(md) {
    md.core.ruler.after('inline', 'worldswitch', ({ tokens, Token }) => {
        for (const token of tokens.flatMap((t) => t.children ?? [])) {
            if (token.type === 'image') token.attrSet('src', inlined(token.attrGet('src')))
            if (token.type === 'link_open') token.attrSet('href', followed(token.attrGet('href')))
        }
        for (let i = tokens.length - 1; i >= 0; i--) {
            const source = tokens[i].type === 'fence' && /^\w+ (.*)/.exec(tokens[i].info)?.[1]
            if (source) tokens.splice(i, 0, ...caption(Token, source.replace(/[:#]/g, ': ')))
        }
    })
}

export default {
    engine: ({ marp }) => marp.use(ours),
    themeSet: join(slides, 'theme.css'),
    lang: 'en',
    options: { emoji: { shortcode: false, unicode: false }, html: false, math: false },
}
