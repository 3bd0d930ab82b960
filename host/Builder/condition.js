// One condition: what, how, and with what it is compared.
import { button, h, select, words } from './dom.js';
import { happeningEditor, windowEditor } from './happening.js';
import { both, valueEditor } from './values.js';

const counts = ['eventCount', 'sessionCount'];

const phrases = {
  performed: 'did it', notPerformed: 'did not', memberOf: 'is a member', notMemberOf: 'is not a member', exists: 'is known', notExists: 'is not known',
  in: 'is one of', notIn: 'is none of', within: 'in the last', notWithin: 'not in the last', olderThan: 'longer ago than', withinNext: 'in the next',
  on: 'is on', hasBeen: 'has been', anniversaryWithin: 'has its day', containsAny: 'has any of', containsAll: 'has all of', greaterThan: 'is more than',
  lessThan: 'is less than', atLeast: 'is at least', atMost: 'is at most', notContains: 'does not contain', notEquals: 'is not', equals: 'is',
};

export class Condition {
  #fields;
  #changed;
  #field = null;
  #op = '';
  #editor = null;
  #how = h('span', { class: 'how' });
  #problem = h('p', { class: 'problem', role: 'alert' });

  constructor(fields, changed, remove) {
    [this.#fields, this.#changed] = [fields, changed];
    this.element = h('li', { class: 'condition' },
      h('div', { class: 'line' }, fields.select('', name => this.#choose(name)), this.#how, button('×', 'Take this condition away', () => remove(this), 'quiet remove')),
      this.#problem);
  }

  focus() {
    this.element.querySelector('select').focus();
  }

  // Null while it is not finished: then the others are counted.
  toJson(path, places) {
    places.push([path, this]);
    this.#problem.textContent = '';
    const more = this.#editor?.read();
    this.element.classList.toggle('unfinished', !more);
    return more ? { field: this.#field.field, op: this.#op, ...more } : null;
  }

  show(problem, path) {
    if (path.startsWith('where[')) this.#editor.show?.(path, problem);
    else this.#problem.textContent = problem;
  }

  #choose(name) {
    this.#field = this.#fields.get(name);
    if (!this.#field) {
      this.#editor = null;
      this.#how.replaceChildren();
      this.#changed();
      return;
    }
    const operators = this.#field.operators;
    this.#op = ['performed', 'equals', 'atLeast', 'within', 'containsAny'].find(op => operators.includes(op) && (op !== 'equals' || this.#field.kind !== 'list')) ?? operators[0];
    this.#ask();
  }

  #ask() {
    const { field, operators, kind } = this.#field;
    this.#editor = kind === 'event' ? happeningEditor(this.#op, this.#field, this.#fields.propertiesOf(field), this.#changed)
      : counts.includes(field) ? both(valueEditor(this.#op, this.#field, this.#changed), windowEditor(this.#changed))
      : valueEditor(this.#op, this.#field, this.#changed);
    const how = select('How', operators.map(op => [op, phrases[op] ?? words(op)]), this.#op, op => {
      this.#op = op;
      this.#ask();
    });
    this.#how.replaceChildren(how, this.#editor.element);
    this.#changed();
  }
}
