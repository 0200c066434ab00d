// How VitePress makes the site out of the pages that pages.py has written into this folder.
import { readFileSync } from 'node:fs'

const { sidebar } = JSON.parse(readFileSync(new URL('../book.json', import.meta.url)))
const ARCHES = { 'RISC-V': 'riscv64', AArch64: 'aarch64', 'x86-64': 'x86_64', riscv64: 'riscv64', aarch64: 'aarch64', x86_64: 'x86_64' }

// Before the first character is drawn: which architecture the reader chose. A page that is read as a file shows all.
const FIRST = `if (location.protocol !== 'file:') {
    const kept = (() => { try { return localStorage.getItem('worldswitch-arch') } catch {} })()
    document.documentElement.dataset.arch = kept || 'riscv64'
}`

// As GitHub makes an anchor of a heading.
const slugify = (heading) => heading.toLowerCase().replace(/[^a-z0-9 _-]/g, '').replaceAll(' ', '-')

// A table whose columns are architectures: its cells get their classes, and on a phone only one column is shown.
function architecture_columns(md) {
    md.core.ruler.push('architecture-columns', (state) => {
        let columns = [], column = 0, table
        state.tokens = state.tokens.flatMap((token, i) => {
            if (token.type === 'table_open') [columns, table] = [[], { token, named: 0 }]
            if (token.type === 'tr_open') column = 0
            if (token.type === 'th_open') {
                const arch = ARCHES[/^[\w-]*/.exec(state.tokens[i + 1].content)[0]]
                columns.push(arch)
                if (arch) table.named++
            }
            if (/^t[hd]_open$/.test(token.type) && columns[column++]) token.attrSet('class', `arch ${columns[column - 1]}`)
            if (token.type !== 'table_close' || table.named < 2) return [token]
            const [open, close] = ['<ArchTabs class="columns">', '</ArchTabs>'].map((content) =>
                Object.assign(new state.Token('html_block', '', 0), { content }))
            table.token.meta = open
            return [token, close]
        }).flatMap((token) => (token.type === 'table_open' && token.meta ? [token.meta, token] : [token]))
    })
}

export default {
    title: 'Worldswitch',
    description: 'A small hypervisor for teaching, in numbered steps, on RISC-V, AArch64 and x86-64',
    lang: 'en',
    base: '/worldswitch-base/', // relative.mjs replaces it
    outDir: '../book',
    head: [['script', {}, FIRST], ['link', { rel: 'icon', href: 'data:,' }]],
    markdown: {
        anchor: { slugify },
        attrs: { disable: true },
        linkify: false,
        theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
        config: (md) => md.disable('emoji', true).use(architecture_columns),
    },
    themeConfig: {
        sidebar,
        nav: [
            { text: 'Chapters', link: '/steps/index.html', activeMatch: '^/steps/[0-9i]' },
            { text: 'Lectures', link: '/slides/index.html' },
            { text: 'Glossary', link: '/steps/glossary.html' },
        ],
        outline: { level: [2, 3], label: 'On this page' },
        search: { provider: 'local' },
        docFooter: { prev: 'Previous', next: 'Next' },
    },
    vite: { build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 }, logLevel: 'warn' },
}
