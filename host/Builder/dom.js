// An element in one expression: h('p', { class: 'note', onclick: act }, 'text', child).
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child != null));
  return element;
}

// options: [value, label] each.
export function select(label, options, chosen, onchange) {
  const element = h('select', { 'aria-label': label, onchange: () => onchange(element.value) },
    ...options.map(([value, text]) => h('option', { value, selected: value === chosen }, text)));
  return element;
}

export function button(text, label, onclick, kind = 'quiet') {
  return h('button', { type: 'button', class: kind, 'aria-label': label, title: label, onclick }, text);
}

let ids = 0;
export const newId = () => `id-${++ids}`;

export const words = name => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
