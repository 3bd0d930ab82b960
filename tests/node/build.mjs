// Opens /builder in Chromium and does there what a person would, step by step; tells as one line of JSON what was shown.
// node build.mjs <server url> <key> <steps as JSON> [picture]
// A step: [act, place, what]. A place is "label" or "label@n" (the n-th of that label, from 0; -1 the last), or "#id".
// "see" waits until the place shows the text. "hold" keeps back counts whose definition has the text, "held" waits for one,
// "release" lets them go.
// "type" and "key" go to whatever has the focus. The definitions that the page had counted are told too.
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';

const [server, key, steps, picture] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim(),
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
page.setDefaultTimeout(20_000);
const seen = { counted: [], elsewhere: [], errors: [], shown: [] };
page.on('console', message => message.type() === 'error' && seen.errors.push(message.text()));
page.on('pageerror', error => seen.errors.push(`${error}`));
page.on('request', request => {
  if (new URL(request.url()).origin !== server && !request.url().startsWith('data:')) seen.elsewhere.push(request.url());
  if (request.url().endsWith('/preview')) seen.counted.push(request.postDataJSON().definition);
});

const place = name => {
  if (name.startsWith('#')) return page.locator(name);
  const [label, number] = name.split('@');
  return page.getByLabel(label, { exact: true }).nth(Number(number ?? 0));
};
const held = [];
let wake = () => {};
const dropped = new Set();
page.on('requestfailed', request => dropped.add(request));
const acts = {
  fill: (where, what) => where.pressSequentially(what),
  clear: where => where.fill(''),
  choose: (where, what) => where.selectOption(what),
  press: (where, what) => where.press(what),
  click: where => where.click(),
  type: (_, what) => page.keyboard.type(what),
  key: (_, what) => page.keyboard.press(what),
  hold: (_, what) => page.route('**/preview', route => {
    if (route.request().postData().includes(what)) wake(held.push(route));
    else route.continue();
  }),
  held: () => held.length > 0 || new Promise(woken => { wake = woken; }),
  release: async () => {
    if (held.length === 0) throw new Error('No count was held.');
    for (const route of held) {
      if (dropped.has(route.request())) continue;
      await route.continue();
      await (await route.request().response()).finished();
    }
    await page.evaluate(() => new Promise(requestAnimationFrame));
  },
  see: async (where, what) => {
    const element = await where.elementHandle();
    await page.waitForFunction(([shown, text]) => shown.textContent.includes(text), [element, what])
      .catch(async () => { throw new Error(`${what} was awaited, and there is: ${await page.locator('body').innerText()}`); });
    seen.shown.push(await where.textContent());
  },
};

await page.goto(`${server}/builder`);
await page.getByLabel('Key').fill(key);
await page.keyboard.press('Enter');
for (const [act, where, what] of JSON.parse(steps)) await acts[act](where && place(where), what);
if (picture) {
  await page.screenshot({ path: `${picture}-desk.png` });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${picture}-phone.png`, fullPage: true });
}
seen.wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
seen.unlabelled = await page.evaluate(() => [...document.querySelectorAll('main :is(input, select, button)')]
  .filter(element => !element.getAttribute('aria-label') && !element.labels?.length && !element.textContent.trim()).map(element => element.outerHTML));
await browser.close();
console.log(JSON.stringify(seen));
