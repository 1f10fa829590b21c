// Everything at once: a diagram of all tables, or of groups of them where they are many.
const MOST = 60;
let groups;
// Tables belong together by their foreign keys; what has none goes by the beginning of its name.
function clusters() {
if (groups) return groups;
const label = T.map((t, i) => i);
const near = T.map((t, i) => [...parents[i], ...children[i]]);
// A table that everything refers to would join everything.
const hub = T.map((t, i) => children[i].size > max(12, T.length / 12));
for (let round = 0; round < 12; round++) {
let changed = false;
T.forEach((t, i) => {
const count = new Map();
near[i].forEach(j => { if (!hub[j] || near[i].length === 1) count.set(label[j], (count.get(label[j]) || 0) + 1); });
if (!count.size) return;
const best = [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
if (best[0] !== label[i] && best[1] >= (count.get(label[i]) || 0)) { label[i] = best[0]; changed = true; }
});
if (!changed) break;
}
const prefix = n => n.split(/[_.\- ]/)[0];
const sets = new Map();
T.forEach((t, i) => { const k = near[i].length ? label[i] : 'name ' + (t.s || '') + ' ' + prefix(t.n); sets.set(k, [...(sets.get(k) || []), i]); });
const rest = [];
groups = [...sets.values()].filter(g => g.length > 1 || (rest.push(...g), false));
// Groups of one have no room of their own.
if (rest.length) groups.push(rest.sort((a, b) => a - b));
groups = groups.map(g => {
const top = [...g].sort((a, b) => near[b].length - near[a].length || a - b)[0];
const count = new Map();
g.forEach(i => count.set(prefix(T[i].n), (count.get(prefix(T[i].n)) || 0) + 1));
const [pre, most] = [...count].sort((a, b) => b[1] - a[1])[0];
return { ids: g, name: g === rest || g.every(i => rest.includes(i)) ? 'others' : most * 2 > g.length ? pre : T[top].n };
}).sort((a, b) => b.ids.length - a.ids.length || (a.name < b.name ? -1 : 1));
const seen = new Map();
groups.forEach(g => { const n = (seen.get(g.name) || 0) + 1; seen.set(g.name, n); if (n > 1) g.name += ' ' + n; });
return groups;
}
// As Mermaid has diagrams. Its names of columns and types are words.
const mermaid = ids => ['erDiagram', ...ids.flatMap(i => {
const t = T[i], word = s => s.replace(/[^\p{L}\p{N}_]+/gu, '_');
return [`  "${full(t)}" {`, ...t.cols.map(c => `    ${word(c.t)} ${word(c.n)}${t.pk && t.pk.c.includes(c.n) ? ' PK' : ''}`), '  }', ...(t.fk || []).filter(f => ids.includes(f.r)).map(f => `  "${refName(f)}" ||--o{ "${full(t)}" : "${f.c.join(', ')}"`)];
})].join('\n');
const SETS = (D.views || []).map(v => ({ name: v.n, about: v.d, ids: v.t }));
function overviewPage(at, sets) {
const columns = T.reduce((n, t) => n + t.cols.length, 0), keys = T.reduce((n, t) => n + (t.fk || []).length, 0);
let canvas, title = 'All tables', note = null, pick = null;
const holder = el('div'), one = at && (sets || clusters()).find(g => g.name === at[0]);
if (at && !one) return missing('group ' + at[0]);
if (one || T.length <= MOST) {
const ids = one ? one.ids : T.map((t, i) => i);
title = one ? one.name : title;
const hidden = () => new Set((read().q.get('hide') || '').split(';').filter(Boolean));
let left;
const draw = () => {
left = ids.filter(i => !hidden().has(full(T[i])));
holder.replaceChildren(canvas = diagram('Diagram of ' + title, left.map(i => tableBox(T[i], left.length <= 24)), tableEdges(new Set(left)), { width: left.length > 60 ? 1600 : 1080 }));
};
draw();
pick = el('div.bar.noprint', copy(() => mermaid(left), 'Copy as Mermaid'), el('details', el('summary', 'Choose tables'), ids.map(i => full(T[i])).map(n => el('label', el('input', { type: 'checkbox', checked: !hidden().has(n), onchange: e => {
const h = hidden();
if (e.target.checked) h.delete(n); else h.add(n);
put({ hide: [...h].join(';') });
draw();
} }), n))));
} else {
const g = clusters(), of = new Map(g.flatMap((c, k) => c.ids.map(i => [i, k]))), count = new Map();
T.forEach((t, i) => parents[i].forEach(p => { const a = of.get(i), b = of.get(p); if (a !== b) count.set(a + ' ' + b, (count.get(a + ' ' + b) || 0) + 1); }));
const boxes = g.map((c, k) => { const lines = c.ids.slice(0, 5).map(i => [cut(full(T[i]), 170), '']).concat(c.ids.length > 5 ? [[`and ${c.ids.length - 5} more`, '']] : []); return { rank: Math.floor(k / 8), id: c.name, href: '#/group/' + enc(c.name), name: cut(c.name, 150) + ' · ' + c.ids.length, lines, w: Math.ceil(max(120, wide(cut(c.name, 150)) + 60, ...lines.map(l => wide(l[0]) + 24))), h: 33 + lines.length * 16, say: 'group ' + c.name + ', ' + many(c.ids.length, 'table') }; });
canvas = diagram('Groups of tables', boxes, [...count].map(([k, n]) => { const [a, b] = k.split(' '); return [g[a].name, g[b].name, n]; }), { width: 1400, quiet: true });
holder.append(canvas);
note = el('p.soft', 'Tables that refer to each other are one group. Open one to see its tables; point at one to see what it refers to.');
}
return [
h1(one ? one.name : D.title),
one ? [some(one.about, x => el('p', x)), el('p.soft', many(one.ids.length, 'table') + ' that belong together. ', link('#/', 'All tables'))] : [D.about ? el('p', D.about) : null,
facts([many(T.length, 'table'), many(columns, 'column'), many(keys, 'foreign key'), V.length ? link('#/versions', many(V.length, 'version')) : null, F.length ? link('#/findings', many(F.length, 'finding')) : null, LIVE ? 'sizes of ' + LIVE.taken : null]), some(SETS, s => facts(['Views:', ...s.map(v => link('#/set/' + enc(v.name), v.name))]))],
T.length ? [el('div.bar', el('h2', T.length <= MOST || one ? 'Diagram' : 'Groups'), zoomers(() => canvas)), note, holder, pick, el('p.soft.noprint', 'Move a box with the mouse, or with Shift and the arrow keys; the address keeps where it is.')] : el('p', 'There are no tables.'),
one || T.length <= 200 ? section('Tables', grid(['Table', 'Columns', ...(LIVE ? ['Rows', 'Size'] : []), 'Refers to', 'Used by', 'Comment'], (one ? one.ids.map(i => T[i]) : T).map(t => { const l = LIVE && (LIVE.tables[full(t)] || []); return el('tr', el('td.name', tableLink(t)), el('td.n', t.cols.length), l ? [el('td.n', l[0] == null ? '' : l[0].toLocaleString('en')), el('td.n', l[1] == null ? '' : bytes(l[1]))] : null, el('td.n', parents[t.i].size || ''), el('td.n', children[t.i].size || ''), el('td', t.d)); }))) : null,
some(D.unread, u => el('p.soft', 'Not looked at: ' + u.join('; ') + '.'))];
}
const findingsPage = () => [h1('Findings'), F.length ? lines(F.map(findingLine)) : el('p', V.length ? 'lint finds nothing that matters in these migrations.' : 'The migrations are not known here, so that lint has not looked at them.')];
const missing = what => [h1('Not here'), el('p', 'There is no ' + what + ' in this page. ', link('#/', 'Back to all tables'))];
