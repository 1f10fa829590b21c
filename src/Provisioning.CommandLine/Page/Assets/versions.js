// What each migration did, a slider over them, and two versions side by side. An event is [what and kind, table, name, text].
let events;
function allEvents() {
if (events) return events;
events = V.map(v => (v.ev || []).map(e => ({ op: e[0][0], k: e[0][1], of: e[1], n: e[2] || '', x: e[3] })));
const known = new Set();
events.forEach((list, i) => list.forEach(e => { if (e.op === '+') known.add(i + ' ' + e.k + e.of + ' ' + e.n); }));
// Parts that were made as they are now are in the structure alone.
const add = (i, k, of, n) => { if (i != null && !known.has(i + ' ' + k + of + ' ' + n)) events[i].push({ op: '+', k, of, n }); };
T.forEach(t => { const of = full(t); if (!t.h) return; add(t.h[0], 't', of, ''); partsOf(t).forEach(([k, n, p]) => add(since(t, p)[0], k, of, n)); });
O.forEach(o => { if (o.h) add(o.h[0], o.k, full(o), ''); });
// As they are now is what the structure says.
const now = new Map();
T.forEach(t => partsOf(t).forEach(([k, n, , x]) => now.set(k + full(t) + ' ' + n, x)));
events.forEach(list => list.forEach(e => { if (e.x == null) e.x = now.get(e.k + e.of + ' ' + e.n) || ''; }));
return events;
}
const partsOf = t => [
...t.cols.map(c => ['c', c.n, c, c.t + (c.z ? '' : ' NOT NULL') + (c.d ? (/^(IDENTITY|GENERATED)/.test(c.d) ? ' ' : ' DEFAULT ') + c.d : '')]),
...(t.pk ? [['k', '', {}, '(' + t.pk.c.join(', ') + ')']] : []),
...(t.uq || []).map(u => ['u', u.c.join(', '), u, '(' + u.c.join(', ') + ')']),
...(t.ck || []).map(c => ['x', c.n || c.x, c, c.x]),
...(t.fk || []).map(f => { const to = refName(f); return ['f', f.c.join(', ') + ' → ' + to, f, '(' + f.c.join(', ') + ') → ' + to + ' (' + f.rc.join(', ') + ')' + (f.x ? ' ' + f.x : '')]; }),
...['ix', 'tr', 'po'].flatMap(l => t[l].map(i => [{ ix: 'i', tr: 'g', po: 'p' }[l], i.n, i, i.x]))];
const tableVersions = t => allEvents().map((list, i) => [i, list.filter(e => e.of === full(t) || (e.op === '>' && e.x === full(t)))]).filter(p => p[1].length);
const MARK = { '+': ['add', '+', 'made'], '-': ['gone', '−', 'removed'], '~': ['chg', '±', 'changed'], '>': ['chg', '→', 'renamed'] };
const mark = op => el('b.mono.' + MARK[op][0], { title: MARK[op][2], 'aria-label': MARK[op][2] }, MARK[op][1]);
const changeList = list => {
const table = list.find(e => e.op === '+' && e.k === 't'), rest = table ? list.filter(e => e.op !== '+') : list;
const counts = {};
if (table) list.forEach(e => { if (e.op === '+' && e !== table) counts[KINDS[e.k]] = (counts[KINDS[e.k]] || 0) + 1; });
const words = Object.keys(counts).map(k => many(counts[k], k));
return lines(table ? el('li', mark('+'), ' made, with ' + (words.join(', ') || 'nothing in it')) : null, rest.map(eventLine));
};
const eventLine = e => el('li', mark(e.op), ' ', KINDS[e.k], ' ', el('b', e.k === 't' ? e.of : e.n || (O.some(o => full(o) === e.of) ? e.of : '')), e.op === '>' ? ' → ' + e.x : el('span.mono.soft', ' ' + (e.x || '').slice(0, 300)));
const grouped = list => { const m = new Map(); list.forEach(e => m.set(e.of, [...(m.get(e.of) || []), e])); return [...m].sort((a, b) => a[0] < b[0] ? -1 : 1); };
const ofLink = of => byName.has(of) ? tableLink(byName.get(of)) : el('span', of);

// The parts after the first n migrations, by what they go by.
function stateAt(n) {
const m = new Map(), key = (k, of, name) => k + '\n' + of + '\n' + name;
allEvents().slice(0, n).forEach(list => {
list.filter(e => e.op === '>').forEach(e => {
if (e.k === 't') [...m].forEach(([k, e2]) => { if (e2.of === e.of) { m.delete(k); m.set(key(e2.k, e.x, e2.n), { ...e2, of: e.x }); } });
else { const old = m.get(key('c', e.of, e.n)); m.delete(key('c', e.of, e.n)); if (old) m.set(key('c', e.of, e.x), { ...old, n: e.x }); }
});
list.forEach(e => { if (e.op === '-') m.delete(key(e.k, e.of, e.n)); else if (e.op !== '>') m.set(key(e.k, e.of, e.n), e); });
});
return m;
}
const versionAt = text => V.findIndex(v => String(v.v) === text);
function versionsPage(at) {
const i = at[0] == null ? V.length - 1 : versionAt(at[0]);
if (i < 0) return missing('version ' + at[0]);
const v = V[i], list = allEvents()[i], tables = [...stateAt(i + 1).values()].filter(e => e.k === 't').map(e => e.of).sort();
const go = n => { location.hash = '#/versions/' + V[n].v; };
return [
el('div.bar', h1((v.v < 0 ? '' : 'Version ' + v.v + ' ') , el('span.soft', v.n))),
v.d ? el('p', v.d) : null,
facts([v.at ? 'applied ' + v.at : null, v.by ? 'by ' + v.by : null, v.ms != null ? v.ms + ' ms' : null, many(tables.length, 'table') + ' afterwards']),
V.length > 1 ? el('p.noprint', el('label', el('span.sr', 'Version'), el('input.slider', { type: 'range', id: 'slider', min: 0, max: V.length - 1, value: i, 'aria-valuetext': verTitle(i), oninput: e => go(+e.target.value) }))) : null,
V.length > 1 ? el('p', i > 0 ? link('#/diff/' + V[i - 1].v + '/' + v.v, 'Beside the one before') : null, i > 0 && i < V.length - 1 ? ' · ' : null, i < V.length - 1 ? link('#/diff/' + v.v + '/' + V[V.length - 1].v, 'Beside the newest') : null) : null,
section('What it did', list.length ? grouped(list).map(([of, e]) => [el('h3', ofLink(of)), changeList(e)]) : el('p.soft', v.ops ? 'Nothing that this page knows of changed in the structure. ' + (v.ops.length ? 'It asks for: ' + v.ops.slice(0, 40).join('; ') + '.' : '') : 'Which parts it made is not known here: give the system with --system.')),
F.filter(f => f.v === v.v).length ? section('Findings', lines(F.filter(f => f.v === v.v).map(findingLine))) : null,
v.sql ? [section('SQL that ran'), copy(() => v.sql), el('pre', { tabindex: 0 }, v.sql)] : null,
section('Tables then', facts(tables.map(ofLink))),
section('All versions', grid(['Version', 'Migration', 'Applied', 'By'], V.map((x, k) => el('tr' + (k === i ? '.here' : ''), el('td.n', verLink(k)), el('td', x.n), el('td', x.at), el('td', x.by)))))];
}
function diffPage(at) {
const a = at[0] === '0' ? -1 : versionAt(at[0] ?? String(V[0].v)), b = versionAt(at[1] ?? String(V[V.length - 1].v));
if (b < 0 || (a < 0 && at[0] !== '0')) return missing('version ' + at.join(' or '));
const left = stateAt(a + 1), right = stateAt(b + 1);
const keys = [...new Set([...left.keys(), ...right.keys()])].filter(k => (left.get(k) || {}).x !== (right.get(k) || {}).x);
const tables = new Map();
keys.forEach(k => { const of = k.split('\n')[1]; tables.set(of, [...(tables.get(of) || []), k]); });
const select = (name, value, to) => el('label', name + ' ', el('select', { onchange: e => { location.hash = to(e.target.value); } }, [el('option', { value: 0, selected: value < 0 }, 'nothing'), V.map((v, i) => el('option', { value: v.v, selected: i === value }, (v.v < 0 ? '' : v.v + ' ') + v.n))]));
const va = a < 0 ? 0 : V[a].v, vb = V[b].v;
const cell = (e, cls, when) => el('div' + (e ? cls : ''), e ? [when ? el('span.sr', when) : '', el('span.soft', KINDS[e.k] + ' '), el('b', e.n), ' ', el('span.mono', (e.x || '').slice(0, 400))] : '');
return [h1('Two versions side by side'),
el('div.bar.noprint', select('From', a, v => '#/diff/' + v + '/' + vb), select('to', b, v => '#/diff/' + va + '/' + v), button({ onclick: () => { location.hash = '#/diff/' + vb + '/' + va; } }, 'Swap')),
el('p.soft', keys.length ? many(keys.length, 'part') + ' in ' + many(tables.size, 'object') + ' ' + (keys.length === 1 ? 'differs' : 'differ') + '.' : 'They are alike, as far as this page knows.'),
el('div.two', [...tables].sort((x, y) => x[0] < y[0] ? -1 : 1).map(([of, list]) => [el('h2', ofLink(of)), list.map(k => { const l = left.get(k), r = right.get(k); return r && l ? [cell(l, '.gone', 'before: '), cell(r, '.add', 'after: ')] : [cell(l, '.gone'), cell(r, '.add')]; })]))];
}
