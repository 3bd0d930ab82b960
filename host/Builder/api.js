// Calls of the server's own API, by the key that this tab keeps.
const place = 'audiences-key';

export const key = {
  get: () => sessionStorage.getItem(place),
  set: value => sessionStorage.setItem(place, value),
  forget: () => sessionStorage.removeItem(place),
};

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? `The server answered ${status}.`);
    this.status = status;
    this.errors = body.errors ?? {};
  }
}

export async function call(method, path, body, signal) {
  const answer = await fetch(path, {
    method, signal, cache: 'no-store',
    headers: { Authorization: `Bearer ${key.get()}`, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  }).catch(error => {
    if (error.name === 'AbortError') throw error;
    throw new Problem(0, { detail: 'The server cannot be reached.' });
  });
  const text = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem(answer.status, text);
  return text;
}

export async function all(path) {
  const items = [];
  for (let cursor = ''; cursor !== null;) {
    const page = await call('GET', `${path}?limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}
