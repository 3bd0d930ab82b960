// What conditions can be about, as /v1/fields lists it, and the audiences that may be referred to.
import { all } from './api.js';
import { h, words } from './dom.js';

const groups = [
  ['Person', field => !field.field.includes('.') && field.kind !== 'event'],
  ['Fields of the organisation', field => field.field.startsWith('custom.')],
  ['Traits', field => field.field.startsWith('trait.')],
  ['Events', field => field.field.startsWith('event.')],
  ['Pages', field => field.field === 'page' || field.field.startsWith('page.')],
  ['Preferences and groups', field => /^(preference|group)\./.test(field.field)],
  ['Audiences', field => field.field.startsWith('audience.')],
];

export async function readFields() {
  const [listed, audiences] = await Promise.all([all('/v1/fields'), all('/v1/audiences')]);
  const fields = listed.filter(field => field.property === null);
  for (const audience of audiences)
    fields.push({ field: `audience.${audience.id}`, label: audience.name, kind: 'audience', operators: ['memberOf', 'notMemberOf'], values: [] });
  return new Fields(fields, listed.filter(field => field.property !== null));
}

class Fields {
  #byName;
  #properties;
  #options;

  constructor(fields, properties) {
    this.#byName = new Map(fields.map(field => [field.field, field]));
    this.#properties = properties;
    this.#options = groups
      .map(([label, belongs]) => h('optgroup', { label }, ...fields.filter(belongs).map(field => h('option', { value: field.field }, nameOf(field)))))
      .filter(group => group.children.length > 0);
  }

  get(name) {
    return this.#byName.get(name);
  }

  propertiesOf(event) {
    return this.#properties.filter(field => field.field === event);
  }

  select(chosen, onchange) {
    const element = h('select', { 'aria-label': 'What', onchange: () => onchange(element.value) },
      h('option', { value: '' }, 'Choose …'), ...this.#options.map(group => group.cloneNode(true)));
    element.value = chosen;
    return element;
  }
}

// The part of the name that tells fields apart: labels of traits and events are their names already.
const nameOf = field => field.field === 'page' ? 'Any page' : field.label || words(field.field);
