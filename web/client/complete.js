// Completes fields and values of a query while it is typed. The field works without it. Values are asked for once for each
// field of a page, since each question is kept in the log of the case; longer lists again with what was typed of the value.
(() => {
  const shown = 10;
  /** Between two questions for one field while somebody types. */
  const waitMs = 250;

  let fields;
  const answers = new Map();

  async function askJson(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    return answer.json();
  }

  const fieldsOnce = () => (fields ??= askJson('/query-fields.json'));

  function valuesOnce(at, field, begins) {
    const address = `${at}?${new URLSearchParams({ field, ...(begins === '' ? {} : { begins }) })}`;
    if (!answers.has(address)) answers.set(address, askJson(address));
    return answers.get(address);
  }

  const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

  /** Whether it, or a word in it, begins so. */
  const beginsSo = (value, begins) =>
    plain(value).startsWith(begins) ||
    plain(value)
      .split(/[^\p{L}\p{N}]+/u)
      .some((word) => word.startsWith(begins));

  /** What stands before the caret: a value of a field, or what may become a field; undefined within a phrase. */
  function begunAt(text) {
    const value = /(?:^|[\s(!+-])([A-Za-z][\w.]*):("[^"]*|[^\s()"]*)$/u.exec(text);
    const word = /(?:^|[\s(!+-])([A-Za-z][\w.]*)?$/u.exec(text);
    const begun = value ?? word;
    if (!begun) return undefined;
    const from = text.length - (value ? value[1].length + 1 + value[2].length : (word[1] ?? '').length);
    // An odd number of quotes before it: what is typed there is text.
    if ((text.slice(0, from).replace(/\\./gu, '').match(/"/gu) ?? []).length % 2 === 1) return undefined;
    return value
      ? {
          field: value[1].toLowerCase(),
          begins: value[2].replace(/^"/u, ''),
          isQuoted: value[2].startsWith('"'),
          from,
        }
      : { begins: word[1] ?? '', from };
  }

  const fieldOptions = async (begins, isAsked) => {
    // A word of one letter is mostly a word.
    if (begins.length < 2 && !isAsked) return { options: [], says: '' };
    const all = (await fieldsOnce()).filter(({ name }) => name.startsWith(begins.toLowerCase()));
    const options = all.map(({ name, about }) => {
      const written = name.endsWith('(') ? name : `${name}:`;
      return { shown: written, about, written };
    });
    return { options, says: '' };
  };

  async function valueOptions(at, { field, begins }) {
    const known = (await fieldsOnce()).find(({ name }) => name === field);
    if (!known) return { options: [], says: '' };
    const says = known.example ? `${known.about}: ${known.example}` : known.about;
    if (!known.values) return { options: [], says };
    const name = known.of ?? field;
    const key = plain(begins);
    const first = await valuesOnce(at, name, '');
    const answer = first.more > 0 && key.length > 1 ? await valuesOnce(at, name, key) : first;
    const found = answer.values.filter((one) => beginsSo(one.shown, key));
    const options = found.map((one) => ({
      shown: one.shown,
      about: one.count === undefined ? '' : String(one.count),
      written: `${one.written} `,
    }));
    return {
      options,
      says: options.length === 0 && answer.more === 0 ? `${says}: none of the case begins so` : says,
    };
  }

  const element = (name, className, text = '') => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  };

  function complete(input, number) {
    const list = element('ul', 'completions');
    list.id = `completions-${number}`;
    list.role = 'listbox';
    list.ariaLabel = 'Fields and values';
    list.hidden = true;
    const status = element('p', 'quiet completions-status');
    status.role = 'status';
    input.form?.append(list, status);
    input.role = 'combobox';
    input.ariaAutoComplete = 'list';
    input.ariaExpanded = 'false';
    input.setAttribute('aria-controls', list.id);

    let options = [];
    let begun;
    let at = -1;
    let asked = 0;
    let waiting;

    function choose(next) {
      list.children[at]?.setAttribute('aria-selected', 'false');
      at = next;
      const chosen = list.children[at];
      chosen?.setAttribute('aria-selected', 'true');
      chosen?.scrollIntoView({ block: 'nearest' });
      if (chosen) input.setAttribute('aria-activedescendant', chosen.id);
      else input.removeAttribute('aria-activedescendant');
    }

    function close() {
      asked += 1;
      options = [];
      show('');
    }

    function show(says) {
      const some = options.slice(0, shown);
      list.replaceChildren(
        ...some.map(({ shown: words, about }, place) => {
          const option = element('li');
          option.id = `${list.id}-${place}`;
          option.role = 'option';
          option.ariaSelected = 'false';
          option.append(element('bdi', '', words), element('span', 'quiet', about));
          // Before the field loses the focus.
          option.addEventListener('mousedown', (event) => {
            event.preventDefault();
            take(place);
          });
          return option;
        }),
      );
      list.hidden = some.length === 0;
      input.ariaExpanded = String(some.length > 0);
      const more = options.length - some.length;
      status.textContent = [says, more > 0 ? `${more} more: type on` : ''].filter(Boolean).join('; ');
      choose(-1);
    }

    function take(place) {
      const { written } = options[place];
      const caret = input.selectionStart;
      const behind = input.value.slice(caret).replace(begun.isQuoted ? /^"/u : /^$/u, '');
      const before = `${input.value.slice(0, begun.from)}${written}`;
      input.value = before + behind;
      input.setSelectionRange(before.length, before.length);
      close();
      if (written.endsWith(':')) void propose(true);
    }

    async function propose(isAsked) {
      asked += 1;
      const question = asked;
      begun = begunAt(input.value.slice(0, input.selectionStart ?? 0));
      const found = !begun
        ? { options: [], says: '' }
        : await (
            begun.field === undefined
              ? fieldOptions(begun.begins, isAsked)
              : valueOptions(input.dataset.completes, begun)
          ).catch(() => ({ options: [], says: 'what could stand here is not known now' }));
      // Somebody typed on meanwhile.
      if (question !== asked) return;
      ({ options } = found);
      show(found.says);
    }

    input.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => void propose(false), begunAt(input.value)?.field === undefined ? 0 : waitMs);
    });
    input.addEventListener('blur', close);
    input.addEventListener('keydown', (event) => {
      const { key, isComposing } = event;
      if (isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      const count = list.children.length;
      if (key === 'ArrowDown' && count === 0) void propose(true);
      else if (key === 'ArrowDown') choose(at + 1 < count ? at + 1 : 0);
      else if (key === 'ArrowUp' && count > 0) choose(at > 0 ? at - 1 : count - 1);
      else if (key === 'Enter' && at >= 0) take(at);
      else if (key === 'Escape' && count > 0) close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  for (const [number, input] of document.querySelectorAll('input[data-completes]').entries())
    complete(input, number);

  const wrong = document.querySelector('input[data-caret]');
  if (wrong) {
    const caret = Number(wrong.dataset.caret);
    wrong.focus();
    wrong.setSelectionRange(caret, caret);
  }
})();
