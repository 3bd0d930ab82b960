import { call, key, Problem } from './api.js';
import { button } from './dom.js';
import { readFields } from './fields.js';
import { Group } from './group.js';
import { Result } from './result.js';

const at = id => document.getElementById(id);
const main = document.querySelector('main');

at('door').addEventListener('submit', event => {
  event.preventDefault();
  key.set(at('key').value.trim());
  open();
});
at('forget').addEventListener('click', () => {
  key.forget();
  location.reload();
});
if (key.get()) open();
else askForKey('');

async function open() {
  try {
    const me = await call('GET', '/v1/me');
    const fields = await readFields();
    at('who').textContent = me.user ? `as ${me.user.role}` : 'as the organisation';
    [at('door').hidden, main.hidden, at('forget').hidden] = [true, false, false];
    at('key').value = '';
    build(fields);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    // Only a refused key is of no use any more.
    if (problem.status === 401 || problem.status === 403) key.forget();
    askForKey(problem.status === 401 ? 'This key is not known here, has expired or was revoked.' : problem.message);
  }
}

function askForKey(problem) {
  at('door').hidden = false;
  at('door-problem').textContent = problem;
  at('key').focus();
}

function build(fields) {
  const result = new Result(read);
  const changed = () => result.changed();
  const include = new Group(fields, changed);
  const exclude = new Group(fields, changed, { title: 'Nobody who meets any of these', depth: 1 });
  at('include').replaceChildren(include.element);
  at('exclude').replaceChildren(exclude.element);
  include.begin();
  include.focus();
  at('save').addEventListener('submit', event => {
    event.preventDefault();
    save(read().definition);
  });

  function read() {
    const places = [];
    const included = include.toJson('definition', places);
    const excluded = exclude.listed('definition.exclude', places);
    const definition = included || excluded.length > 0 ? { ...included, ...(excluded.length > 0 && { exclude: excluded }) } : null;
    return { definition, places };
  }
}

async function save(definition) {
  if (!definition) {
    at('saved').textContent = 'Add a condition first.';
    return;
  }
  try {
    const made = await call('POST', '/v1/audiences', { name: at('name').value, definition });
    const activate = button('Activate it', 'Activate the audience, so that its changes are announced', async () => {
      try {
        const active = await call('POST', `/v1/audiences/${made.id}/activate`);
        at('saved').replaceChildren(`“${active.name}” is active.`);
      } catch (problem) {
        at('saved').replaceChildren(problem.message);
      }
    });
    at('saved').replaceChildren(`Saved “${made.name}” as a draft. `, activate);
    at('name').value = '';
  } catch (problem) {
    at('saved').replaceChildren(problem.message);
  }
}
