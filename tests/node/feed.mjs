// Feeds a file of messages (one JSON object a line, in the order of sending) to a stock SDK and waits until each is answered.
// node feed.mjs segment|rudder <server url> <write key> <file>
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [client, url, writeKey, file] = process.argv.slice(2);
const messages = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line));
const chunkSize = 400;

const dated = message => {
  const { type, ...rest } = message;
  for (const key of ['timestamp', 'originalTimestamp'])
    if (rest[key]) rest[key] = new Date(rest[key]);
  return [type, rest];
};

async function segment() {
  const { Analytics } = require('@segment/analytics-node');
  const analytics = new Analytics({ host: url, writeKey, flushAt: 50, maxRetries: 3, httpRequestTimeout: 60_000 });
  const failures = [];
  analytics.on('error', error => failures.push(error));
  for (let i = 0; i < messages.length; i += chunkSize) {
    for (const message of messages.slice(i, i + chunkSize)) {
      const [type, rest] = dated(message);
      analytics[type](rest, error => error && failures.push(error));
    }
    await analytics.flush();
  }
  // The default gives up after 12.5 s, silently, which a busy machine can need.
  await analytics.closeAndFlush({ timeout: 120_000 });
  return failures;
}

async function rudder() {
  const Analytics = require('@rudderstack/rudder-sdk-node');
  const analytics = new Analytics(writeKey, { dataPlaneUrl: url, flushAt: 50, logLevel: 'error' });
  const failures = [];
  for (let i = 0; i < messages.length; i += chunkSize) {
    const answered = messages.slice(i, i + chunkSize).map(message => new Promise(resolve => {
      const [type, rest] = dated(message);
      analytics[type](rest, error => { if (error) failures.push(error); resolve(); });
    }));
    let open = true;
    Promise.all(answered).then(() => { open = false; });
    while (open) {
      await analytics.flush();
      await new Promise(setImmediate);
    }
  }
  return failures;
}

const failures = await (client === 'segment' ? segment() : rudder());
if (failures.length > 0) {
  console.error(`${failures.length} of ${messages.length} messages failed, the first with`, failures[0]);
  process.exit(1);
}
console.log(`${client}: ${messages.length} messages answered`);
process.exit(0);
