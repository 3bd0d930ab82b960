// Verifies what a receiver got with the library that Standard Webhooks gives to receivers.
// node verify-webhooks.mjs <file>: a line of JSON for each request, { secret, headers, body }; writes what each said, or why it was refused.
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';

for (const line of readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
  const { secret, headers, body } = JSON.parse(line);
  try {
    console.log(JSON.stringify(new Webhook(secret).verify(body, headers)));
  } catch (error) {
    console.log(`refused: ${error.message}`);
  }
}
