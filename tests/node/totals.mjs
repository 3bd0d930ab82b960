// Reads the TRX files of a run: what each suite used of the time, what failed, and as the last line "N passed, N failed".
// node totals.mjs <folder> <exit code of dotnet test>; ends with 0 only when tests ran and all of them passed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const plain = text => text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name) => entities[name]);
const attributes = tag => Object.fromEntries([...tag.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name, value]) => [name, plain(value)]));
const seconds = duration => (duration ?? '0:0:0').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

/** One { name, suite, outcome, seconds } for each result in a TRX file's text. */
export function read(trx) {
  const classes = new Map();
  for (const [, head, body] of trx.matchAll(/<UnitTest\s([^>]*)>(.*?)<\/UnitTest>/gs))
    classes.set(attributes(head).id, attributes(body.match(/<TestMethod\s[^>]*>/)?.[0] ?? '').className ?? '');
  return [...trx.matchAll(/<UnitTestResult\s([^>]*)>/g)].map(([, head]) => {
    const result = attributes(head);
    const words = (classes.get(result.testId) ?? result.testName ?? '').split('.');
    return { name: result.testName, suite: words.length > 2 ? words[1] : words[0], outcome: result.outcome, seconds: seconds(result.duration) };
  });
}

/** The lines to print and the exit code. */
export function total(results, testExitCode) {
  const passed = results.filter(result => result.outcome === 'Passed');
  const others = results.filter(result => result.outcome !== 'Passed');
  let failed = others.length;
  const lines = [...suites(results), ...slowest(results)];
  for (const other of others)
    lines.push(`${other.outcome === 'NotExecuted' ? 'left out' : 'failed'}: ${other.name}`);
  if (testExitCode !== 0 && failed === 0 && results.length > 0) {
    lines.push(`dotnet test ended with ${testExitCode} though no test is recorded as failed: the run itself broke, which counts as one failure`);
    failed = 1;
  }
  if (results.length === 0)
    lines.push('no test ran');
  lines.push(`${passed.length} passed, ${failed} failed`);
  return { lines, code: passed.length > 0 && failed === 0 && testExitCode === 0 ? 0 : 1 };
}

function suites(results) {
  const used = new Map();
  for (const { suite, seconds } of results) {
    const [count, sum] = used.get(suite) ?? [0, 0];
    used.set(suite, [count + 1, sum + seconds]);
  }
  return [...used].sort((a, b) => b[1][1] - a[1][1])
    .map(([suite, [count, sum]]) => `${suite.padEnd(16)}${String(count).padStart(6)} tests${sum.toFixed(1).padStart(9)} s`);
}

function slowest(results) {
  return [...results].sort((a, b) => b.seconds - a.seconds).slice(0, 15).filter(({ seconds }) => seconds >= 5)
    .map(({ name, seconds }) => `slow: ${seconds.toFixed(1).padStart(6)} s ${name}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, testExitCode] = process.argv.slice(2);
  const results = readdirSync(folder, { recursive: true }).filter(file => file.endsWith('.trx'))
    .flatMap(file => read(readFileSync(join(folder, file), 'utf8')));
  const { lines, code } = total(results, Number(testExitCode));
  console.log(lines.join('\n'));
  process.exitCode = code;
}
