// Conditions that are met all together, or any of them; and groups of such.
import { Condition } from './condition.js';
import { button, h, select } from './dom.js';

const deepest = 4;

// What each way to be met says in JSON; only a group within another may say that it is not met.
const ways = {
  all: { match: 'all' },
  any: { match: 'any' },
  none: { match: 'any', not: true },
  notAll: { match: 'all', not: true },
};
const outermost = [['all', 'all of these'], ['any', 'any of these']];
const within = [...outermost, ['none', 'none of these'], ['notAll', 'not all of these']];

export class Group {
  #fields;
  #changed;
  #items = [];
  #list = h('ul');
  #way = ways.all;
  #depth;
  #more;
  #problem = h('p', { class: 'problem', role: 'alert' });

  // title: null for a group that is asked whether all or any are meant.
  constructor(fields, changed, { depth = 1, title = null, remove = null } = {}) {
    [this.#fields, this.#changed, this.#depth] = [fields, changed, depth];
    const match = select('How many of these', depth > 1 ? within : outermost, 'all', chosen => {
      this.#way = ways[chosen];
      changed();
    });
    this.#more = button('+ Condition', 'Add a condition here', () => this.add(new Condition(fields, changed, item => this.#remove(item))));
    this.element = h('fieldset', {},
      h('legend', {}, ...(title ? [title] : ['Who meets ', match])),
      this.#list, this.#problem,
      h('div', { class: 'line' },
        this.#more,
        depth < deepest ? button('+ Group', 'Add a group of conditions here', () => this.#addGroup()) : null,
        remove && button('Take group away', 'Take this group away', () => remove(this))));
  }

  begin() {
    this.add(new Condition(this.#fields, this.#changed, item => this.#remove(item)), false);
  }

  add(item, focus = true) {
    this.#items.push(item);
    this.#list.append(item.element);
    if (focus) item.focus();
    this.#changed();
  }

  focus() {
    this.element.querySelector('li select, button').focus();
  }

  toJson(path, places) {
    const conditions = this.listed(`${path}.conditions`, places);
    places.push([path, this]);
    return conditions.length > 0 ? { ...this.#way, conditions } : null;
  }

  // The finished ones; each is placed where it stands in what is sent.
  listed(path, places) {
    this.#problem.textContent = '';
    const found = [];
    for (const item of this.#items) {
      const json = item.toJson(`${path}[${found.length}]`, places);
      if (json) found.push(json);
      else places.pop();
    }
    return found;
  }

  show(problem) {
    this.#problem.textContent = problem;
  }

  #addGroup() {
    const group = new Group(this.#fields, this.#changed, { depth: this.#depth + 1, remove: item => this.#remove(item) });
    group.begin();
    const item = Object.assign(group, { element: h('li', { class: 'group' }, group.element) });
    this.add(item);
  }

  #remove(item) {
    this.#items.splice(this.#items.indexOf(item), 1);
    item.element.remove();
    this.#more.focus();
    this.#changed();
  }
}
