// What a condition compares with: an editor for each way in which operators do. read() answers the members that belong beside
// the operator, or null while something is missing.
import { button, h, newId, select } from './dom.js';

const numbers = ['number', 'wholeNumber', 'decimal', 'currency'];
const units = [['m', 'minutes'], ['h', 'hours'], ['d', 'days'], ['w', 'weeks']];
const days = [['', 'the day …'], ...['today', 'yesterday', 'tomorrow', 'thisWeek', 'lastWeek', 'thisMonth', 'lastMonth']
  .map(word => [word, word.replace(/([A-Z])/, ' $1').toLowerCase()])];

export function valueEditor(op, field, changed) {
  switch (op) {
    case 'exists': case 'notExists': case 'memberOf': case 'notMemberOf': return { element: h('span'), read: () => ({}) };
    case 'in': case 'notIn': case 'containsAny': case 'containsAll': return several(field, changed);
    case 'greaterThan': case 'atLeast': case 'lessThan': case 'atMost': return as('value', number('Number', changed));
    case 'within': case 'olderThan': case 'notWithin': case 'withinNext': return as('value', length(changed));
    case 'between': return between(field, changed);
    case 'before': case 'after': return as('value', input('Date', 'date', changed));
    case 'on': return on(changed);
    case 'anniversaryWithin': return anniversary(changed);
    case 'hasBeen': return both(as('value', one(field, changed)), text(' for '), as('for', length(changed)));
    default: return as('value', one(field, changed));
  }
}

export function length(changed, count = '30', unit = 'd', among = units) {
  const often = number('How long', changed, count);
  const chosen = select('Unit of time', among, unit, changed);
  return { element: h('span', { class: 'together' }, often.element, chosen), read: () => often.read() > 0 ? `${often.read()}${chosen.value}` : null };
}

export function number(label, changed, value = '') {
  const element = h('input', { type: 'text', inputmode: 'decimal', class: 'number', 'aria-label': label, value, oninput: changed });
  return { element, read: () => asNumber(element.value) };
}

export function input(label, type, changed) {
  const element = h('input', { type, 'aria-label': label, oninput: changed });
  return { element, read: () => element.value.trim() || null };
}

export function both(...editors) {
  return {
    element: h('span', { class: 'together' }, ...editors.map(editor => editor.element)),
    read: () => readAll(editors),
  };
}

export function readAll(editors) {
  const members = editors.map(editor => editor.read());
  return members.includes(null) ? null : Object.assign({}, ...members);
}

export const text = words => ({ element: h('span', {}, words), read: () => ({}) });

export function as(member, editor) {
  return { element: editor.element, read: () => editor.read() === null ? null : { [member]: editor.read() } };
}

function one(field, changed) {
  if (field.kind === 'boolean') {
    const chosen = select('Value', [['true', 'yes'], ['false', 'no']], 'true', changed);
    return { element: chosen, read: () => chosen.value === 'true' };
  }
  const list = suggestions(field);
  const element = h('input', { type: 'text', 'aria-label': 'Value', list: list.id, oninput: changed, autocomplete: 'off' });
  return { element: h('span', {}, element, list), read: () => typed(field, element.value) };
}

function several(field, changed) {
  const chosen = [];
  const chips = h('span', { class: 'chips' });
  const list = suggestions(field);
  const element = h('input', { type: 'text', 'aria-label': 'Values; Enter adds one', placeholder: 'Enter adds one', list: list.id, autocomplete: 'off',
    oninput: changed, onkeydown: add });
  // What is being typed counts already; it becomes a chip by a key alone, because on leaving the field all below would move under the pointer.
  function add(event) {
    if (event.key !== 'Enter' && event.key !== ',') return;
    event.preventDefault();
    const value = typed(field, element.value);
    if (value === null) return;
    if (!chosen.includes(value)) {
      chosen.push(value);
      const chip = button(`${value} ×`, `Take ${value} away`, () => {
        chosen.splice(chosen.indexOf(value), 1);
        chip.remove();
        element.focus();
        changed();
      }, 'chip');
      chips.append(chip);
    }
    element.value = '';
    changed();
  }
  const read = () => {
    const typing = typed(field, element.value);
    const values = typing === null || chosen.includes(typing) ? chosen : [...chosen, typing];
    return values.length > 0 ? { value: [...values] } : null;
  };
  return { element: h('span', { class: 'several' }, chips, element, list), read };
}

function between(field, changed) {
  const [from, to] = field.kind === 'date' ? [input('From', 'date', changed), input('Before', 'date', changed)]
    : [number('From', changed), number('To', changed)];
  const read = () => from.read() === null && to.read() === null ? null : { value: [from.read(), to.read()] };
  return { element: h('span', { class: 'together' }, from.element, h('span', {}, ' and '), to.element), read };
}

function on(changed) {
  const day = input('Day', 'date', changed);
  const word = select('When', days, 'today', chosen => {
    day.element.hidden = chosen !== '';
    changed();
  });
  day.element.hidden = true;
  return { element: h('span', { class: 'together' }, word, day.element), read: () => as('value', { read: () => word.value || day.read() }).read() };
}

function anniversary(changed) {
  const way = select('Which way', [['next', 'in the next'], ['value', 'in the last']], 'next', changed);
  const far = length(changed, '14', 'd', units.slice(2));
  return { element: h('span', { class: 'together' }, way, far.element), read: () => as(way.value, far).read() };
}

function suggestions(field) {
  return h('datalist', { id: newId() }, ...(field.values ?? []).map(value =>
    h('option', { value: value.value }, `${value.label && value.label !== value.value ? `${value.label}, ` : ''}${value.count.toLocaleString('en')} have it`)));
}

function typed(field, written) {
  const value = written.trim();
  if (value === '') return null;
  return numbers.includes(field.kind) && asNumber(value) !== null ? asNumber(value) : value;
}

function asNumber(written) {
  const value = written.trim();
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}
