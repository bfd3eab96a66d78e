// Keys for what the pages have as links, fields and marks. All pages work without it; it asks for nothing and keeps nothing
// but the ways to the hits of the last results, in the tab, and whether the keys are wanted, in the browser.
(() => {
  const hitLinks = () =>
    [...document.querySelectorAll('.hits > li')].flatMap((hit) => hit.querySelector('a') ?? []);
  const rowLinks = () =>
    [...document.querySelectorAll('main tbody tr, .tree li')].flatMap((row) => row.querySelector('a') ?? []);
  const listed = () => (hitLinks().length > 0 ? hitLinks() : rowLinks());
  const passages = () => [...document.querySelectorAll('main pre mark')];

  const keptHits = 'evidex-hits';
  const keysOff = 'evidex-keys-off';

  /** The one behind or before the one that is there; the first or last where none is. */
  const beside = (all, at, step) => all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];

  function goToListed(step) {
    const all = listed();
    const at = all.findIndex((link) => link === document.activeElement);
    const link = beside(all, at, step);
    link?.focus();
    link?.closest('li, tr')?.scrollIntoView({ block: 'nearest' });
  }

  function goToPassage(step) {
    const all = passages();
    const at = all.findIndex((mark) => mark.classList.contains('here'));
    const mark = beside(all, at, step);
    if (!mark) return;
    all[at]?.classList.remove('here');
    mark.classList.add('here');
    mark.scrollIntoView({ block: 'center' });
  }

  /** The hits as they were listed last; a document is known by its path. */
  function goToDocument(step) {
    const hits = JSON.parse(sessionStorage.getItem(keptHits) ?? '[]');
    const at = hits.findIndex((address) => new URL(address).pathname === location.pathname);
    const to = at < 0 ? undefined : hits[at + step];
    if (to !== undefined && new URL(to).origin === location.origin) location.assign(to);
  }

  function goToQuery() {
    const field = document.querySelector('main [name=q], main [name=name], main form input');
    field?.focus();
    field?.select?.();
  }

  const keys = {
    '/': ['to the field of the query', goToQuery],
    j: ['the next hit or row', () => goToListed(1)],
    k: ['the hit or row before', () => goToListed(-1)],
    ']': ['what follows, or further results', () => document.querySelector('main a[rel=next]')?.click()],
    n: ['the next passage with words of the query', () => goToPassage(1)],
    p: ['the passage before', () => goToPassage(-1)],
    N: ['the next document of the results', () => goToDocument(1)],
    P: ['the document before', () => goToDocument(-1)],
    '?': ['these keys', () => showKeys()],
  };

  /** What the page says of its own links and buttons. */
  const ownKeys = () => [...document.querySelectorAll('[data-key]')].filter((one) => one.checkVisibility());
  const ways = () => [...document.querySelectorAll('header nav a')].slice(0, 9);

  function actionOf(key) {
    const own = ownKeys().find(({ dataset }) => dataset.key === key);
    if (own) return () => own.click();
    if (Object.hasOwn(keys, key)) return keys[key][1];
    const way = /^[1-9]$/.test(key) ? ways()[Number(key) - 1] : undefined;
    return way && (() => way.click());
  }

  const element = (name, text, ...children) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    made.append(...children);
    return made;
  };

  const isWanted = () => localStorage.getItem(keysOff) === null;

  function wantedField() {
    const field = element('input');
    field.type = 'checkbox';
    field.checked = isWanted();
    field.addEventListener('change', () => {
      if (field.checked) localStorage.removeItem(keysOff);
      else localStorage.setItem(keysOff, 'yes');
    });
    return element('label', undefined, field, ' keys are on');
  }

  function showKeys() {
    const rows = [
      ...Object.entries(keys).map(([key, [words]]) => [key, words]),
      ...ways().map((way, at) => [String(at + 1), way.textContent]),
      ...ownKeys().map((one) => [one.dataset.key, one.textContent]),
      ...(document.querySelector('input[data-completes]')
        ? [['↓', 'in the query: fields, and behind a colon values of the case']]
        : []),
      ['Enter', 'opens what is chosen'],
      ['Esc', 'leaves a field, or this list'],
    ];
    const list = element('dl');
    for (const [key, words] of rows)
      list.append(element('dt', undefined, element('kbd', key)), element('dd', words.trim()));
    const close = element('button', 'Close');
    close.type = 'button';
    const dialog = element('dialog', undefined, element('h2', 'Keys'), wantedField(), list, close);
    dialog.setAttribute('aria-label', 'Keys');
    close.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    // What takes the keys stands first, so that the list is shown from its beginning.
    dialog.showModal();
  }

  const typedIn = 'input:not([type=checkbox]):not([type=radio]), select, textarea, dialog, [contenteditable]';

  document.addEventListener('keydown', (event) => {
    const { key, ctrlKey, altKey, metaKey, isComposing, target } = event;
    if (ctrlKey || altKey || metaKey || isComposing) return;
    if (target instanceof Element && target.closest(typedIn)) {
      if (key === 'Escape' && !target.closest('dialog')) target.blur();
      return;
    }
    const action = isWanted() ? actionOf(key) : undefined;
    if (!action) return;
    event.preventDefault();
    action();
  });

  const button = element('button', 'Keys');
  button.type = 'button';
  button.className = 'keys';
  button.addEventListener('click', showKeys);
  document.querySelector('header')?.append(button);
  if (hitLinks().length > 0)
    sessionStorage.setItem(keptHits, JSON.stringify(hitLinks().map(({ href }) => href)));
})();
