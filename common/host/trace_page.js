'use strict'
// Draws the exits that trace_page.py has packed into the page. An exit is a number, its place in the columns.
const facts = JSON.parse(document.getElementById('facts').textContent)
const $ = (id) => document.getElementById(id)
const TYPES = { d: Float64Array, Q: BigUint64Array, B: Uint8Array }
const LANE = 44, GAP = 8, LEFT = 110, AXIS = 34
const canvas = document.querySelector('canvas'), ink = canvas.getContext('2d')
const kinds = Object.keys(facts.kinds).map(Number), hidden = new Set()
let exits, count, begin, end, from, to, chosen = 0, waiting = false

async function unpack([type, text]) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))
    return new TYPES[type](await new Response(stream).arrayBuffer())
}

// --- Which exits are meant ---

function is_shown(i) {
    return !hidden.has(exits.kind[i]) && ($('guest').value === '' || exits.lane[i] === +$('guest').value) &&
        ($('cpu').value === '' || exits.cpu[i] === +$('cpu').value)
}

// The first exit at that time or after it.
function first_at(time) {
    let low = 0, high = count
    while (low < high) {
        const middle = (low + high) >> 1
        if (exits.exited[middle] < time) low = middle + 1
        else high = middle
    }
    return low
}

const handling = (i) => (exits.handled[i] < 0 ? 0 : Math.max(0, exits.handled[i] - exits.exited[i]))

// --- Timeline ---

const top_of = (lane) => GAP + lane * (LANE + GAP)
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name)

// What is narrower than a pixel is added up, by lane, column and colour, and drawn at the end.
function painter(scale, width, fills) {
    const columns = Math.ceil(width) + 1, shares = new Float64Array(facts.lanes.length * columns * fills.length)
    const box = (lane, fill, start, stop) => {
        const x = (start - from) * scale, w = (stop - start) * scale
        if (x + w < 0 || x > width) return
        if (w < 1) shares[(lane * columns + Math.max(0, Math.floor(x))) * fills.length + fill] += Math.max(w, 1 / LANE)
        else {
            ink.fillStyle = fills[fill]
            ink.fillRect(LEFT + Math.max(0, x), top_of(lane), Math.min(x + w, width) - Math.max(0, x), LANE)
        }
    }
    const finish = () => shares.forEach((share, i) => {
        const fill = i % fills.length, column = Math.floor(i / fills.length) % columns, lane = Math.floor(i / fills.length / columns)
        if (!fill) finish.bottom = top_of(lane) + LANE
        const height = Math.min(share * LANE, finish.bottom - top_of(lane))
        if (height <= 0) return
        ink.fillStyle = fills[fill]
        ink.fillRect(LEFT + column, finish.bottom -= height, 1, height)
    })
    return { box, finish }
}

function draw_axis(scale, width, height) {
    let step = 1
    while (step * scale < 70) step = String(step)[0] === '2' ? (step * 5) / 2 : step * 2
    const [unit, name] = step >= 1e6 ? [1e6, 'M'] : step >= 1e3 ? [1e3, 'k'] : [1, '']
    ink.textAlign = 'center'
    for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
        const x = LEFT + (at - from) * scale
        ink.fillRect(x, height - AXIS, 1, 6)
        if (x < LEFT + width - 20) ink.fillText(at ? `${at / unit}${name}` : '0', x, height - AXIS + 22)
    }
}

function draw() {
    waiting = false
    const ratio = devicePixelRatio || 1, wide = canvas.clientWidth, height = top_of(facts.lanes.length) + AXIS
    canvas.style.height = `${height}px`
    canvas.width = wide * ratio
    canvas.height = height * ratio
    ink.scale(ratio, ratio)
    const width = wide - LEFT - GAP, scale = width / (to - from)
    ink.font = '14px system-ui, sans-serif'
    ink.fillStyle = colour('--ink')
    facts.lanes.forEach((name, lane) => ink.fillText(name, 8, top_of(lane) + LANE / 2 + 5))
    draw_axis(scale, width, height)
    const fills = [colour('--guest'), ...kinds.map((kind) => facts.kinds[kind][1])], fill_of = []
    kinds.forEach((kind, i) => (fill_of[kind] = i + 1))
    const { box, finish } = painter(scale, width, fills), last = Math.min(count, first_at(to) + facts.guests + 1)
    for (let i = Math.max(0, first_at(from) - 2 * facts.guests); i < last; i++) {
        if (exits.since[i] >= 0 && ($('guest').value === '' || exits.lane[i] === +$('guest').value))
            box(exits.lane[i], 0, exits.since[i], exits.exited[i])
        if (exits.cpu[i] !== 255 && is_shown(i))
            box(facts.guests + exits.cpu[i], fill_of[exits.kind[i]], exits.exited[i], exits.exited[i] + handling(i))
    }
    finish()
    ink.strokeStyle = colour('--line')
    facts.lanes.forEach((_, lane) => ink.strokeRect(LEFT, top_of(lane), width, LANE))
    const x = LEFT + (exits.exited[chosen] - from) * scale
    ink.fillStyle = colour('--ink')
    if (x >= LEFT && x <= LEFT + width) ink.fillRect(x - 1, 0, 2, height - AXIS)
}

function redraw() {
    if (!waiting) requestAnimationFrame(draw)
    waiting = true
}

function zoom(factor, around = exits.exited[chosen]) {
    if (around < from || around > to) around = (from + to) / 2
    const length = Math.min(end - begin, Math.max(20, (to - from) * factor))
    move_to(around - (around - from) * (length / (to - from)), length)
}

function move_to(start, length) {
    from = Math.min(Math.max(begin, start), end - length)
    to = from + length
    redraw()
}

// --- One exit ---

const hex = (number) => `0x${number.toString(16)}`

function show(i) {
    chosen = i
    const kind = facts.kinds[exits.kind[i]][0], cause = hex(exits.cause[i]), rows = [
        ['kind', kind], ['cause', `${cause}: ${facts.causes[cause]}`], ['pc', hex(exits.pc[i])], [facts.info, hex(exits.info[i])],
        ['GPA', /fault|device|wild/.test(kind) ? hex(exits.gpa[i]) : '-'], ['guest', facts.lanes[exits.lane[i]]],
        ['the guest ran', exits.since[i] < 0 ? '-' : `${exits.exited[i] - exits.since[i]} instructions`],
        ['exited at', `${exits.exited[i]}`], ['handled in', exits.handled[i] < 0 ? 'it ended the guest' : `${handling(i)} instructions`],
        ['interrupt given', exits.given[i] ? `${exits.given[i] - 1}` : '-']]
    $('exit').replaceChildren(...rows.map((row) => line(row)))
    $('which').textContent = `${i + 1} of ${count}`
    if (exits.exited[i] < from || exits.exited[i] > to) move_to(exits.exited[i] - (to - from) / 2, to - from)
    redraw()
}

function step(by) {
    let i = chosen + by
    while (i >= 0 && i < count && !is_shown(i)) i += by
    if (i >= 0 && i < count) show(i)
}

function line(cells, head) {
    const row = document.createElement('tr')
    cells.forEach((cell, i) => {
        const box = document.createElement(head || !i ? 'th' : 'td')
        if (i && (typeof cell === 'number' || /%$/.test(cell) || head)) box.className = 'number'
        box.append(cell)
        row.append(box)
    })
    return row
}

// --- How many, and what they cost ---

function median(values) {
    return values.length ? values.sort((a, b) => a - b)[(values.length - 1) >> 1] : '-'
}

function kind_row(kind) {
    const [name, fill] = facts.kinds[kind], label = document.createElement('label'), box = document.createElement('input')
    const swatch = document.createElement('span'), all = []
    for (let i = 0; i < count; i++) if (exits.kind[i] === kind) all.push(handling(i))
    Object.assign(box, { type: 'checkbox', checked: true, onchange: () => { hidden[box.checked ? 'delete' : 'add'](kind); changed() } })
    Object.assign(swatch, { className: 'swatch', style: `background: ${fill}` })
    label.append(box, ' ', swatch, name)
    return line([label, all.length, `${((100 * all.length) / count).toFixed(1)}%`, median(all), Math.max(...[0, all[all.length - 1] ?? 0])])
}

// A bar for each power of two.
function costs() {
    const bins = []
    for (let i = 0; i < count; i++) if (is_shown(i)) {
        const bin = Math.floor(Math.log2(handling(i) + 1))
        bins[bin] = (bins[bin] ?? 0) + 1
    }
    const most = Math.max(1, ...bins.filter(Boolean))
    $('costs').replaceChildren(...[...bins.entries()].filter(([, n]) => n).map(([bin, n]) => {
        const bar = document.createElement('div')
        Object.assign(bar, { className: 'bar', style: `width: ${(100 * n) / most}%` })
        const row = line([`${2 ** bin - 1} to ${2 ** (bin + 1) - 2}`, n, bar])
        row.lastChild.style.width = '50%'
        return row
    }))
}

function changed() {
    costs()
    redraw()
}

function options(select, names) {
    for (const [value, name] of [['', 'all'], ...names]) select.add(new Option(name, value))
    select.onchange = changed
    select.parentElement.hidden = names.length < 2
}

// --- Keys, mouse and touch ---

function listen() {
    const keys = { ArrowLeft: () => step(-1), ArrowRight: () => step(1), '+': () => zoom(0.5), '-': () => zoom(2), 0: whole }
    document.onkeydown = (event) => {
        if (event.target.tagName === 'SELECT' || event.ctrlKey || event.metaKey || !keys[event.key]) return
        event.preventDefault()
        keys[event.key]()
    }
    Object.entries({ in: () => zoom(0.5), out: () => zoom(2), all: whole, previous: () => step(-1), next: () => step(1) })
        .forEach(([id, act]) => ($(id).onclick = act))
    const time_at = (event) => from + ((event.offsetX - LEFT) / (canvas.clientWidth - LEFT - GAP)) * (to - from)
    const held = new Map()
    canvas.addEventListener('wheel', (event) => { event.preventDefault(); zoom(event.deltaY > 0 ? 1.25 : 0.8, time_at(event)) }, { passive: false })
    canvas.onpointerdown = (event) => { held.set(event.pointerId, event.offsetX); canvas.setPointerCapture(event.pointerId) }
    canvas.onpointermove = (event) => {
        if (!held.has(event.pointerId)) return
        const moved = event.offsetX - held.get(event.pointerId), others = [...held].filter(([id]) => id !== event.pointerId)
        if (others.length) zoom(Math.abs(held.get(event.pointerId) - others[0][1] || 1) / Math.abs(event.offsetX - others[0][1] || 1), time_at(event))
        else move_to(from - (moved / (canvas.clientWidth - LEFT - GAP)) * (to - from), to - from)
        held.set(event.pointerId, event.offsetX)
    }
    canvas.onpointerup = canvas.onpointercancel = (event) => held.delete(event.pointerId)
    canvas.ondblclick = canvas.onclick = (event) => show(Math.min(count - 1, Math.max(0, first_at(time_at(event)))))
    addEventListener('resize', redraw)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw)
}

function whole() {
    move_to(begin, end - begin)
}

async function start() {
    const names = Object.keys(facts.columns)
    const columns = await Promise.all(names.map((name) => unpack(facts.columns[name])))
    exits = Object.fromEntries(names.map((name, i) => [name, columns[i]]))
    count = exits.kind.length
    begin = exits.exited[0] ?? 0
    end = begin + 1
    for (let i = 0; i < count; i++) {
        if (exits.since[i] >= 0) begin = Math.min(begin, exits.since[i])
        end = Math.max(end, exits.exited[i] + handling(i))
    }
    options($('guest'), facts.lanes.slice(0, facts.guests).map((name, lane) => [lane, name]))
    options($('cpu'), facts.lanes.slice(facts.guests).map((name, cpu) => [cpu, name]))
    $('kinds').replaceChildren(line(['kind', 'exits', 'share', 'median', 'largest'], true), ...kinds.map(kind_row))
    listen()
    whole()
    costs()
    if (count) show(0)
    document.documentElement.dataset.ready = count
}

start()
