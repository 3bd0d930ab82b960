// The number, the sentence and some of the people: asked for again at each change, and only the newest answer is shown.
import { call } from './api.js';
import { h } from './dom.js';

const patience = 150;
// What is pending says after how long how far it is.
const pause = 300;
const at = id => document.getElementById(id);

export class Result {
  #read;
  #timer = 0;
  #asked = null;

  // read: answers { definition, places }; the definition is null while there is nothing to count.
  constructor(read) {
    this.#read = read;
  }

  changed() {
    // What is on its way is of what was asked before.
    this.#asked?.abort();
    this.#asked = null;
    this.#later(() => this.#ask(), patience);
    at('number').setAttribute('aria-busy', 'true');
  }

  #later(act, after) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, after);
  }

  // checked: what is known of the definition already, while its number is pending.
  async #ask(checked = null) {
    this.#asked?.abort();
    const asked = this.#asked = new AbortController();
    const { definition, places } = this.#read();
    if (!definition) {
      this.#clear('–', '');
      return;
    }
    const begun = performance.now();
    try {
      const [found, known] = await Promise.all([
        call('POST', '/v1/audiences/preview', { definition }, asked.signal).then(answer => ({ ...answer, took: performance.now() - begun })),
        checked ?? call('POST', '/v1/definitions/check', { definition }, asked.signal),
      ]);
      if (asked === this.#asked) this.#show(found, known);
    } catch (problem) {
      if (asked === this.#asked) this.#fail(problem, places);
    }
  }

  #show(found, checked) {
    at('sentence').textContent = checked.sentence;
    at('problem').textContent = '';
    if (found.pending) {
      at('number').setAttribute('aria-busy', 'true');
      at('took').textContent = `reading what was never asked for before: ${Math.floor(found.pending.done * 100)} %`;
      this.#later(() => this.#ask(checked), pause);
      return;
    }
    at('number').setAttribute('aria-busy', 'false');
    at('count').textContent = found.count.toLocaleString('en');
    at('unit').textContent = found.count === 1 ? 'person' : 'people';
    at('took').textContent = `counted in ${found.took < 10 ? found.took.toFixed(1) : Math.round(found.took)} ms`;
    at('warnings').replaceChildren(...found.warnings.map(warning => h('li', {}, warning)));
    at('sample').hidden = found.sample.length === 0;
    at('sample').querySelector('ul').replaceChildren(...found.sample.map(contact => h('li', {}, nameOf(contact))));
  }

  #fail(problem, places) {
    this.#clear('?', '');
    if (problem.status === 503) {
      at('problem').textContent = 'The server is not ready yet; it is asked again.';
      this.#later(() => this.#ask(), 1000);
      return;
    }
    const errors = Object.entries(problem.errors);
    const left = errors.filter(([path, messages]) => !place(places, path, messages.join(' ')));
    at('problem').textContent = errors.length === 0 ? problem.message : left.map(([, messages]) => messages.join(' ')).join(' ');
  }

  #clear(count, took) {
    at('number').setAttribute('aria-busy', 'false');
    at('count').textContent = count;
    at('took').textContent = took;
    at('sentence').textContent = '';
    at('problem').textContent = '';
    at('warnings').replaceChildren();
    at('sample').hidden = true;
  }
}

// Beside the condition that the error is about: of several the innermost.
function place(places, path, message) {
  const [found] = places.filter(([start]) => path === start || path.startsWith(`${start}.`)).sort(([a], [b]) => b.length - a.length);
  // What is said of a member of the JSON has its path for a subject.
  found?.[1].show(/^[a-z]/.test(message) ? `This ${message}` : message, path.slice(found[0].length + 1));
  return found !== undefined;
}

function nameOf(contact) {
  const name = [contact.firstName, contact.lastName].filter(part => part).join(' ');
  const rest = [contact.email, contact.phone, contact.externalId].find(part => part);
  return name && rest ? `${name}, ${rest}` : name || rest || 'Somebody without a name';
}
