// Ctrl+K, ⌘K or /: a search over everything, with letters left out.
let entries;
function everything() {
if (entries) return entries;
entries = [];
const add = (kind, text, href, of) => entries.push({ kind, text, of: of || '', href, low: (text + ' ' + (of || '')).toLowerCase().slice(0, 200), plus: { table: 60, page: 80, comment: -120 }[kind] || 0 });
[['page', 'All tables', '#/'], V.length ? ['page', 'Versions', '#/versions'] : null, V.length > 1 ? ['page', 'Two versions side by side', '#/diff'] : null, ['page', 'Findings', '#/findings'], ...more.tabs.map(([href, text]) => ['page', text, href])].filter(Boolean).forEach(e => add(...e));
T.forEach(t => { add('table', full(t), hrefOf(t)); });
T.forEach(t => {
const of = full(t);
t.cols.forEach(c => add('column', c.n, anchor(t, 'column', c.n), of));
[['index', t.ix], ['trigger', t.tr], ['policy', t.po]].forEach(([k, l]) => l.forEach(i => add(k, i.n, anchor(t, k, i.n), of)));
[t.pk, ...(t.uq || []), ...(t.fk || []), ...(t.ck || [])].forEach(c => c && c.n && add('constraint', c.n, anchor(t, 'constraint', c.n), of));
if (t.d) add('comment', t.d, '#/t/' + enc(of), of);
t.cols.forEach(c => c.c && add('comment', c.c, anchor(t, 'column', c.n), of + '.' + c.n));
});
O.forEach(o => add(KINDS[o.k], full(o), objectHref(o)));
SETS.forEach(v => add('view', v.name, '#/set/' + enc(v.name)));
V.forEach(v => add('version', (v.v < 0 ? '' : v.v + ' ') + v.n, '#/versions/' + v.v));
return entries;
}
// Higher is nearer; 0 is no match. Places of the letters are for the list.
function score(low, q) {
const at = low.indexOf(q);
if (at >= 0) return 1000 - at - low.length / 4 + (at === 0 ? 200 : /[_. ]/.test(low[at - 1]) ? 120 : 0) + (low.length === q.length || low[q.length] === ' ' && at === 0 ? 300 : 0);
let i = -1, gaps = 0, first = -1;
for (const c of q) { const next = low.indexOf(c, i + 1); if (next < 0) return 0; if (first < 0) first = next; else gaps += next - i - 1; i = next; }
return max(1, 500 - gaps * 8 - first * 2 - low.length / 4);
}
let last = { q: '', hits: null };
function find(query) {
// users.email is email of users.
const [, of, name] = /^(\S+)\.(\S+)$/.exec(query.trim()) || [];
const q = query.toLowerCase().trim().replace(/\s+/g, ' '), turned = of && (name + ' ' + of).toLowerCase();
const all = everything();
if (!q) { last = { q: '', hits: null }; return all.slice(0, 40); }
// What did not match a beginning of the query does not match more of it.
const among = last.hits && q.startsWith(last.q) ? last.hits : all;
const hits = [], best = [];
let floor = 0;
for (const e of among) {
const found = score(e.low, q) || (turned ? score(e.low, turned) : 0);
if (!found) continue;
hits.push(e);
const s = found + e.plus;
if (best.length === 40 && s <= floor) continue;
let at = best.length;
while (at > 0 && best[at - 1].s < s) at--;
best.splice(at, 0, { s, e });
if (best.length > 40) best.pop();
floor = best[best.length - 1].s;
}
last = { q, hits: turned ? null : hits };
return best.map(b => b.e);
}
function lit(text, q) {
const at = text.toLowerCase().indexOf(q);
if (!q || at < 0) return text;
return [text.slice(0, at), el('mark', text.slice(at, at + q.length)), text.slice(at + q.length)];
}
function palette() {
let shown = [], at = 0;
const list = el('ul', { role: 'listbox', id: 'found', 'aria-label': 'Found' });
const count = el('span', { role: 'status' });
const input = el('input', { type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'found', 'aria-autocomplete': 'list', 'aria-label': 'Search', placeholder: 'Table, column, index, version …', autocomplete: 'off', spellcheck: 'false', oninput: () => show(), onkeydown: key });
const dialog = el('dialog', { 'aria-label': 'Search everything', onclick: e => { if (e.target === dialog) dialog.close(); } }, input, list, el('footer', count, ' · arrow keys choose, Enter opens, Esc closes'));
const select = n => {
if (!shown.length) { input.removeAttribute('aria-activedescendant'); return; }
if (list.children[at]) attr(list.children[at], 'aria-selected', 'false');
at = (n + shown.length) % shown.length;
attr(list.children[at], 'aria-selected', 'true'); list.children[at].scrollIntoView({ block: 'nearest' });
attr(input, 'aria-activedescendant', 'found' + at);
};
const open = n => { if (shown[n]) { dialog.close(); if (location.hash === shown[n].href) show(); location.hash = shown[n].href; } };
function show() {
shown = find(input.value);
const q = input.value.toLowerCase().trim();
list.replaceChildren(...shown.map((e, i) => el('li', { role: 'option', id: 'found' + i, 'aria-selected': 'false', onclick: () => open(i) }, el('span', lit(e.text, q)), el('span.soft', e.kind + (e.of ? ' of ' + e.of : '')))));
count.textContent = shown.length === 40 ? 'the nearest 40' : many(shown.length, 'match');
at = 0; select(0);
}
function key(e) {
if (e.key === 'ArrowDown') select(at + 1); else if (e.key === 'ArrowUp') select(at - 1); else if (e.key === 'Enter') open(at); else return;
e.preventDefault();
}
document.body.append(dialog);
return () => { if (dialog.open) return; input.value = ''; show(); dialog.showModal(); input.focus(); };
}
