// What the rest uses: the data, elements, and the state in the URL.
const { max, min } = Math;
const $ = s => document.querySelector(s);
const D = JSON.parse($('#data').textContent);
const LIVE = $('#live') ? JSON.parse($('#live').textContent) : null;
// A column is [name, type, null, default, the rest]; an index or a trigger [name, what it is, versions].
const parts = l => (l || []).map(([n, x, h]) => ({ n, x, h }));
const T = (D.tables || []).map(t => ({ ...t, cols: (t.cols || []).map(([n, t, z, d, r]) => ({ n, t, z, d, ...r })), ix: parts(t.ix), tr: parts(t.tr) })), O = D.objects || [], V = D.versions || [], F = D.findings || [];
// What a page that is served shows besides.
const more = { views: {}, tabs: [], ofTable: () => null };
const full = t => t.s ? t.s + '.' + t.n : t.n;
const byName = new Map(T.map(t => [full(t), t]));
const KINDS = { t: 'table', c: 'column', k: 'primary key', u: 'unique', x: 'check', f: 'foreign key', i: 'index', g: 'trigger', p: 'policy', v: 'view', n: 'function', q: 'sequence', e: 'enum', s: 'schema', z: 'extension', o: 'other' };
const many = (n, word) => n.toLocaleString('en') + ' ' + (n === 1 ? word : word.endsWith('x') ? word + 'es' : /[^e]y$/.test(word) ? word.slice(0, -1) + 'ies' : word + 's');
const bytes = n => { let u = 0; while (n >= 1024 && u < 4) { n /= 1024; u++; } return (u ? n.toFixed(1).replace(/\.0$/, '') : n) + ' ' + ['B', 'kB', 'MB', 'GB', 'TB'][u]; };
const enc = s => encodeURIComponent(s).replace(/%2C/g, ',');

// el('td.name', { title: 'x' }, child, …): text becomes text, never markup. The attributes may be left out.
const on = (e, what, then) => e.addEventListener(what, then), attr = (e, name, value) => e.setAttribute(name, value);
function fill(e, cls, props, kids) {
if (cls.length) attr(e, 'class', cls.join(' '));
if (props && props.constructor === Object) for (const k in props) {
const v = props[k];
if (v == null || v === false) continue;
if (typeof v === 'function') on(e, k.slice(2), v); else attr(e, k, v === true ? '' : v);
} else kids.unshift(props);
e.append(...kids.flat(9).filter(k => k != null && k !== false && k !== ''));
return e;
}
const el = (spec, props, ...kids) => { const [tag, ...cls] = spec.split('.'); return fill(document.createElement(tag || 'div'), cls, props, kids); };
const sv = (spec, props, ...kids) => { const [tag, ...cls] = spec.split('.'); return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), cls, props, kids); };
const h1 = (...kids) => el('h1', { tabindex: -1 }, kids);
const lines = (...kids) => el('ul.lines', kids);
const facts = list => el('ul.facts', list.filter(Boolean).map(x => el('li', x)));
const button = (props, ...kids) => el('button.noprint', { type: 'button', ...props }, kids);
const hrefOf = t => '#/t/' + enc(full(t));
const refName = f => typeof f.r === 'number' ? full(T[f.r]) : f.r;
const link = (href, text, props) => el('a', { href, ...props }, text);
const tableLink = (t, props) => link(hrefOf(t), full(t), props);

// Who refers to a table, and to whom it refers.
const parents = T.map(() => new Set()), children = T.map(() => new Set());
T.forEach((t, i) => (t.fk || []).forEach(f => { if (typeof f.r === 'number') { if (f.r !== i) parents[i].add(f.r); if (f.r !== i) children[f.r].add(i); } }));
T.forEach((t, i) => { t.i = i; (t.fk || []).forEach(f => { f.rc ||= (typeof f.r === 'number' && T[f.r].pk || { c: [] }).c; }); });

// #/view/one/two?key=value
function read() {
const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
const safe = s => { try { return decodeURIComponent(s); } catch { return s; } };
const [view, ...at] = path.split('/').map(safe);
return { view: view || '', at, q: new URLSearchParams(query || '') };
}
const hashOf = s => { const q = s.q.toString(); return '#/' + [s.view, ...s.at].map(enc).join('/') + (q ? '?' + q : ''); };
function put(change) {
const s = read();
for (const k in change) if (change[k]) s.q.set(k, change[k]); else s.q.delete(k);
history.replaceState(null, '', hashOf(s));
}
const copy = (text, label = 'Copy') => button({ onclick: async e => {
const say = e.target;
try { await navigator.clipboard.writeText(text()); say.textContent = 'Copied'; } catch {
let pre = say.nextElementSibling;
if (!pre || pre.tagName !== 'PRE') say.after(pre = el('pre', text()));
getSelection().selectAllChildren(pre); say.textContent = 'Selected';
}
setTimeout(() => { say.textContent = label; }, 1200);
} }, label);
// The SQL that makes an object is in the part of the page for those without a script.
function sqlOf(kind, name) {
const h = document.getElementById(kind + '-' + encodeURIComponent(name).replace(/[!'()*]/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase()));
let e = h;
while (e && e.tagName !== 'PRE') e = e.nextElementSibling;
return e ? e.textContent : '';
}
// Policies are named in the SQL; the data has their versions.
T.forEach(t => {
const h = t.po || [];
t.po = [...sqlOf('t', full(t)).matchAll(/^CREATE POLICY "((?:[^"]|"")+)"/gm)].map((m, i) => ({ n: m[1].replace(/""/g, '"'), x: '', h: h.length > 1 ? h[i] : h[0] }));
});
const verName = i => V[i].v < 0 ? V[i].n : 'version ' + V[i].v;
const verTitle = i => { const v = V[i]; return verName(i) + ' ' + v.n + (v.at ? ', ' + v.at : '') + (v.by ? ' by ' + v.by : ''); };
const verLink = i => link('#/versions/' + V[i].v, (V[i].v < 0 ? '' : 'v') + (V[i].v < 0 ? V[i].n : V[i].v), { title: verTitle(i) });
// The versions of a part; one that came with its table has none of its own.
const since = (t, p) => p.h || (t.h ? [t.h[0]] : []);
function blame(t, p) {
if (!V.length || !t.h) return null;
const h = since(t, p);
if (!h.length) return el('span.ver', { title: 'No migration is known to have made it' }, 'not known');
return el('span.ver', verLink(h[0]), h.length > 1 ? [' changed ', verLink(h[h.length - 1])] : null);
}
