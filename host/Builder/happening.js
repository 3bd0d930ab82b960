// What is asked of an event or a page beside its name: how often, when, which one, and of its properties.
import { button, h, select, words } from './dom.js';
import { as, input, length, number, readAll, text, valueEditor } from './values.js';

export function happeningEditor(op, field, properties, changed) {
  const parts = [];
  if (op === 'performed') parts.push(times(changed));
  parts.push(windowEditor(changed));
  const clauses = wheres(field, properties, changed);
  return {
    element: h('div', { class: 'happening' }, h('span', { class: 'together' }, ...parts.map(part => part.element)), clauses.element),
    read: () => readAll([...parts, clauses]),
    show: (path, say) => clauses.show(path, say),
  };
}

export function windowEditor(changed) {
  const ways = {
    ever: () => text(''),
    within: () => as('within', length(changed)),
    between: () => dates(changed),
    ago: () => ago(changed),
  };
  let editor = ways.ever();
  const place = h('span', {}, editor.element);
  const way = select('When', [['ever', 'at any time'], ['within', 'in the last'], ['between', 'between dates'], ['ago', 'between … ago']], 'ever', chosen => {
    editor = ways[chosen]();
    place.replaceChildren(editor.element);
    changed();
  });
  return { element: h('span', { class: 'together' }, way, place), read: () => editor.read() };
}

function times(changed) {
  const often = number('How many times', changed, '1');
  const way = select('How often', [['atLeast', 'at least'], ['atMost', 'at most'], ['exactly', 'exactly'], ['first', 'the first one'], ['last', 'the last one']], 'atLeast', chosen => {
    counted.hidden = isOne(chosen);
    changed();
  });
  const counted = h('span', { class: 'together' }, often.element, 'times');
  const isOne = chosen => chosen === 'first' || chosen === 'last';
  const read = () => isOne(way.value) ? { occurrence: way.value } : as(way.value, often).read();
  return { element: h('span', { class: 'together' }, way, counted), read };
}

function dates(changed) {
  const [from, to] = [input('From', 'date', changed), input('Before', 'date', changed)];
  const read = () => from.read() === null && to.read() === null ? null : { between: [from.read(), to.read()] };
  return { element: h('span', { class: 'together' }, from.element, h('span', {}, ' and '), to.element), read };
}

function ago(changed) {
  const [from, to] = [length(changed, '60'), length(changed, '30')];
  const read = () => from.read() === null || to.read() === null ? null : { between: [from.read(), to.read()] };
  return { element: h('span', { class: 'together' }, from.element, h('span', {}, ' and '), to.element, h('span', {}, ' ago')), read };
}

function wheres(field, properties, changed) {
  const clauses = [];
  const list = h('div', { class: 'wheres' });
  const more = button('+ where …', 'Ask for a property of the event', () => {
    const clause = where(properties, changed, () => {
      clauses.splice(clauses.indexOf(clause), 1);
      clause.element.remove();
      more.focus();
      changed();
    });
    clauses.push(clause);
    list.append(clause.element);
    clause.element.querySelector('select').focus();
    changed();
  });
  more.hidden = properties.length === 0;
  const read = () => {
    const read = clauses.map(clause => clause.read());
    return read.includes(null) ? null : read.length > 0 ? { where: read } : {};
  };
  return {
    element: h('div', {}, list, more), read,
    show: (path, say) => clauses.forEach((clause, index) => path.startsWith(`where[${index}]`) && clause.show(say)),
  };
}

function where(properties, changed, remove) {
  let property, op, editor;
  const place = h('span', { class: 'together' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  const ofProperty = name => {
    property = properties.find(known => known.property === name);
    op = property.kind === 'number' ? 'atLeast' : 'equals';
    ofOperator();
  };
  const ofOperator = () => {
    editor = valueEditor(op, property, changed);
    place.replaceChildren(
      select('How', property.operators.filter(name => name !== 'hasBeen').map(name => [name, words(name)]), op, chosen => { op = chosen; ofOperator(); }), editor.element);
    changed();
  };
  const which = select('Property', properties.map(known => [known.property, known.label]), '', ofProperty);
  const element = h('div', { class: 'where' }, h('span', {}, 'where '), which, place, button('×', 'Take this property away', remove), problem);
  ofProperty(properties[0].property);
  return {
    element,
    read: () => {
      problem.textContent = '';
      const more = editor.read();
      return more && { property: property.property, op, ...more };
    },
    show: say => { problem.textContent = say; },
  };
}
