// What the book's pages do: search, tabs, the way from page to page, the glossary's words, and pages read as files.
export async function behave({ open_tab, home, problem, file }) {
    const tab = await open_tab(() => 'behave')
    const expect = (kind, fact, what) => fact || problem(kind, 'behave', what)
    const until = (test, ...values) => tab.waitForFunction(test, { timeout: 5000 }, ...values).then(() => true, () => false)
    const text_of = (selector) => tab.$eval(selector, (one) => one.textContent.trim()).catch(() => '')
    await tab.setViewport({ width: 1440, height: 900 })

    // --- Search: the last page of the book is found from the first ---
    await tab.goto(home, { waitUntil: 'load' })
    await until(() => document.querySelector('.DocSearch-Button'))
    await new Promise((done) => setTimeout(done, 300))
    await tab.click('.DocSearch-Button')
    await until(() => document.querySelector('.search-input'))
    await tab.type('.search-input', 'concatenated')
    expect('search', await until(() => document.querySelector('.results a')?.href.includes('/steps/03')), 'it is not found')
    await tab.keyboard.press('Enter')
    const found = () => location.pathname.includes('/where/steps/03') && /second translation/.test(document.querySelector('h1')?.textContent)
    expect('search', await until(found), `it leads to ${tab.url()}`)

    // --- Tabs: what is chosen on one page is chosen on the next ---
    await tab.goto(`${home}steps/08-guest-kernel/index.html`, { waitUntil: 'load' })
    expect('tabs', await until(() => document.querySelector('.arch-choice [aria-pressed="true"]')?.textContent.includes('RISC-V')), 'RISC-V is not chosen at first')
    await tab.evaluate(() => [...document.querySelectorAll('.arch-choice button')].find((one) => /AArch64/.test(one.textContent)).click())
    const shown = () => [...document.querySelectorAll('.arch-tabs:not(.columns) .arch')].filter((one) => one.offsetParent).map((one) => one.className)
    expect('tabs', (await tab.evaluate(shown)).every((name) => /aarch64/.test(name)), 'another one is still shown')
    await tab.goto(`${home}walkthroughs/03-stage2-tables.html`, { waitUntil: 'load' })
    const kept = await tab.evaluate(shown)
    expect('tabs', kept.length && kept.every((name) => /aarch64/.test(name)), `not kept: ${kept}`)

    // --- Next: over the site's own links, in a folder of the server's ---
    await tab.goto(`${home}steps/01-enter-guest/index.html`, { waitUntil: 'load' })
    await until(() => document.querySelector('.pager-link.next'))
    const before = tab.url()
    await tab.click('.pager-link.next')
    expect('next', await until((before) => location.href !== before && /where\/walkthroughs\/01/.test(location.href), before), `it leads to ${tab.url()}`)
    await until(() => /Walkthrough/.test(document.querySelector('h1')?.textContent))
    await tab.$$eval('.VPSidebar a', (links) => links.find((link) => /glossary/.test(link.href)).click())
    expect('next', await until(() => /where\/steps\/glossary/.test(location.href)), `the sidebar leads to ${tab.url()}`)
    expect('next', /Glossary/.test(await text_of('h1')) || await until(() => /Glossary/.test(document.querySelector('h1').textContent)), 'no glossary')

    // --- A term's meaning ---
    await tab.goto(`${home}steps/03-stage2-tables/index.html`, { waitUntil: 'load' })
    await tab.focus('a[data-term]')
    await tab.hover('a[data-term]')
    const meaning = await tab.$eval('a[data-term]', (one) => getComputedStyle(one, '::after').content)
    expect('term', /address that the guest takes/.test(meaning), `hover shows ${meaning}`)

    // --- As a file: it reads, with all architectures, and its style ---
    await tab.goto(file, { waitUntil: 'load' })
    const [words, font] = await tab.evaluate(() => [document.body.innerText, getComputedStyle(document.querySelector('.vp-doc p')).fontSize])
    expect('file', /the second translation/.test(words) && font === '16px', `as a file it shows ${words.slice(0, 80)} in ${font}`)
    await tab.close()
}
