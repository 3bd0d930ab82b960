// Reads orders from its input, a line each, and answers each with a line: { run } any SQL, { ask } a count and how long it took.
import { DuckDBInstance } from '@duckdb/node-api';
import { createInterface } from 'node:readline';

const instance = await DuckDBInstance.create(process.argv[2], { threads: '2' });
const connection = await instance.connect();

async function ask(sql) {
  const prepared = await connection.prepare(sql);
  const began = performance.now();
  const answer = await prepared.runAndReadAll();
  const milliseconds = performance.now() - began;
  return { count: Number(answer.getRows()[0][0]), milliseconds };
}

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  try {
    console.log(JSON.stringify(order.ask ? await ask(order.ask) : (await connection.run(order.run), {})));
  } catch (error) {
    console.log(JSON.stringify({ error: error.message }));
  }
}
connection.closeSync();
instance.closeSync();
