// Opens a page of ./pages in Chromium, from an origin of its own, and tells what it saw as one line of JSON.
// node browse.mjs <page> <server url> <write key> <until> [script] [user agent]
// until: how many POSTs to the server must have been answered, or "error:" and what an error on the console must say.
// script: run in the page once it is loaded; its value is told as "value".
import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

const [name, server, writeKey, until, script, userAgent] = process.argv.slice(2);
const patience = 60_000;
const here = new URL('.', import.meta.url);

const html = readFileSync(new URL(`pages/${name}.html`, here), 'utf8')
  .replaceAll('WRITE_KEY', writeKey).replaceAll('https://audiences.example.com', server);

const site = createServer((request, response) => {
  const file = new URL(`.${new URL(request.url, 'http://site').pathname}`, here);
  if (request.url === '/') response.setHeader('Content-Type', 'text/html; charset=utf-8').end(`<!doctype html>\n${html}`);
  else if (file.pathname.includes('/node_modules/') && existsSync(file)) createReadStream(file).pipe(response.setHeader('Content-Type', 'text/javascript'));
  else response.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
});
await new Promise(listening => site.listen(0, '127.0.0.1', listening));
const origin = `http://localhost:${site.address().port}`;

const browser = await chromium.launch({
  executablePath: execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim(),
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage({ userAgent });
const seen = { answers: [], unreadable: [], elsewhere: [], errors: [], value: null };
const posts = () => seen.answers.filter(answer => answer.method === 'POST').length;
const done = () => until.startsWith('error:')
  ? seen.errors.some(error => error.includes(until.slice('error:'.length)))
  : posts() >= Number(until);
let wake = () => {};
const note = (list, what) => { list.push(what); wake(); };

page.on('request', request => {
  const to = new URL(request.url()).origin;
  if (to !== server && to !== origin) note(seen.elsewhere, request.url());
});
page.on('requestfailed', request => note(seen.unreadable, `${request.method()} ${request.url()}: ${request.failure()?.errorText}`));
page.on('response', response => {
  const { origin: from, pathname: path } = new URL(response.url());
  if (from === server) note(seen.answers, { method: response.request().method(), path, status: response.status() });
});
page.on('console', message => message.type() === 'error' && note(seen.errors, message.text()));
page.on('pageerror', error => note(seen.errors, `${error}`));

await page.goto(origin);
if (script) seen.value = await page.evaluate(script);
const late = setTimeout(() => { seen.late = true; wake(); }, patience);
while (!done() && !seen.late) await new Promise(woken => { wake = woken; });
clearTimeout(late);
await browser.close();
site.close();
console.log(JSON.stringify(seen));
process.exit(seen.late ? 1 : 0);
