// relative.mjs SITE: VitePress writes addresses that begin with the site's place on its server. Here they are made
// relative to the page, so that the site works in any folder of any server, and its pages can be read as files.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

const BASE = '/worldswitch-base/'
const [site] = process.argv.slice(2)

// The place is known once the page is.
const place = (up) => `<script>__BASE__ = new URL('${up}', location).pathname</script>`
const data = '<script>__VP_SITE_DATA__.base = __BASE__</script>'

function html(text, file) {
    const up = relative(join(file, '..'), site) ? `${relative(join(file, '..'), site)}/` : './'
    return text.replace('<head>', `<head>${place(up)}`)
        .replace(/(<script>window\.__VP_HASH_MAP__.*?<\/script>)/s, `$1${data}`)
        .replaceAll(`"${BASE}"`, `"${up}index.html"`)
        .replaceAll(`"${BASE}`, `"${up}`)
}

// A string of the script begins with the place, or is the place. The index of the search is JSON in a string.
function script(text, file) {
    if (/localSearchIndex/.test(file)) return text.replace(/export\s*\{\s*(\w+) as default\s*\}/, (_, name) =>
        `const placed=${name}.replaceAll("${BASE}",__BASE__);export{placed as default}`)
    return text.replace(new RegExp(`(["'\`])${BASE}\\1`, 'g'), ' __BASE__').replace(new RegExp(`(["'\`])${BASE}`, 'g'), ' __BASE__+$1')
}

rmSync(join(site, '404.html'), { force: true }) // it could not know where it is
for (const name of readdirSync(site, { recursive: true })) {
    const file = join(site, name)
    const change = /^(code|slides\/\d)/.test(name) ? null : { html, js: script, css: (text) => text.replaceAll(BASE, '../') }[name.split('.').pop()]
    if (change) writeFileSync(file, change(readFileSync(file, 'utf8'), file))
}
