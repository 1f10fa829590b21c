// The page of one table, and of one other object.
const section = (title, ...kids) => [el('h2', title), ...kids];
const grid = (heads, rows) => el('div.scroll', el('table', el('thead', el('tr', heads.map(h => el(/^(Size|Scans|Rows|Columns|Refers to|Used by|Version|Took|For|Open|Stored|Age)$/.test(h) ? 'th.n' : 'th', { scope: 'col' }, h)))), el('tbody', rows)));
const anchor = (t, kind, name) => hrefOf(t) + '/' + kind + '/' + enc(name);
const isHere = (at, kind, name) => at[1] === kind && at[2] === name;
const row = (at, kind, name, ...cells) => el('tr' + (isHere(at, kind, name) ? '.here' : ''), { 'data-part': kind + ' ' + name }, cells);
const nameCell = (t, kind, name, ...more) => el('td.name', link(anchor(t, kind, name), name), more);
const findingsOf = t => F.filter(f => f.o === full(t) || f.o.startsWith(full(t) + '.') || t.ix.some(i => i.n === f.o));
const refLink = f => typeof f.r === 'number' ? tableLink(T[f.r]) : f.r;
const some = (list, make) => list && list.length ? make(list) : null;

// A policy's words are in the SQL that makes it.
const policyText = (sql, name) => {
const from = sql.indexOf('CREATE POLICY "' + name.replace(/"/g, '""') + '"');
return from < 0 ? '' : sql.slice(from).split(/;(?:\n(?=CREATE |ALTER |COMMENT )|$)/)[0].replace(/^CREATE POLICY ("[^"]*")+ ON \S+\s*/, '');
};
function tablePage(t, at) {
const name = full(t), live = LIVE && LIVE.tables[name], used = [...children[t.i]].map(i => T[i]);
const hasVersions = V.length && t.h, comments = t.cols.some(c => c.c), defaults = t.cols.some(c => c.d);
const badges = c => [
t.pk && t.pk.c.includes(c.n) ? el('span.key.pk', { title: 'Primary key' }, 'PK') : null,
(t.fk || []).filter(f => f.c.includes(c.n)).map(f => el('span.key.fk', { title: 'Refers to ' + (refName(f)) }, 'FK')),
(t.uq || []).some(u => u.c.length === 1 && u.c[0] === c.n) ? el('span.key', { title: 'Unique' }, 'UQ') : null,
c.e ? el('span.key.pk', { title: 'Encrypted by the application: ' + c.e }, 'encrypted') : null];
const ver = p => hasVersions ? el('td', blame(t, p)) : null, head = hasVersions ? ['Since'] : [];
const usage = i => { const u = LIVE && LIVE.indexes[name + ' ' + i.n]; return LIVE && Object.keys(LIVE.indexes).length ? [el('td.n', u ? bytes(u[0]) : ''), el('td.n', u ? u[1].toLocaleString('en') : '')] : []; };
const uses = LIVE && Object.keys(LIVE.indexes).length ? ['Size', 'Scans'] : [];
const sql = sqlOf('t', name);
return [
h1(t.s ? el('span.soft', t.s + '.') : null, t.n),
t.d ? el('p', t.d) : null,
facts([
many(t.cols.length, 'column'),
live ? '≈ ' + many(live[0], 'row') : null, live && live[1] != null ? bytes(live[1]) : null,
hasVersions ? ['made by ', verLink(t.h[0])] : null,
t.rs ? 'row-level security ' + t.rs : null,
some(t.seed, s => 'filled by the seeder ' + s.join(', ')),
some(t.keep, k => k.join('; ')), some(findingsOf(t), f => many(f.length, 'finding'))]),
el('div.split', el('div', {},
section('Columns', grid(['Column', 'Type', 'Null', ...(defaults ? ['Default'] : []), ...head, ...(comments ? ['Comment'] : [])], t.cols.map(c => row(at, 'column', c.n, nameCell(t, 'column', c.n, badges(c)), el('td.mono', c.t), el('td.soft', c.z ? 'null' : ''), defaults ? el('td.mono', c.d) : null, ver(c), comments ? el('td', c.c) : null)))),
t.pk || some(t.uq, x => x) || some(t.fk, x => x) || some(t.ck, x => x) ? section('Keys and constraints', grid(['Kind', 'What', 'Name', ...head], [
t.pk ? row(at, 'constraint', t.pk.n || '', el('td', 'primary key'), el('td.mono', t.pk.c.join(', ')), el('td.mono', t.pk.n), ver({})) : null,
(t.uq || []).map(u => row(at, 'constraint', u.n || '', el('td', 'unique'), el('td.mono', u.c.join(', ')), el('td.mono', u.n), ver(u))),
(t.fk || []).map(f => row(at, 'constraint', f.n || '', el('td', 'foreign key', f.v ? el('span.key.bad', { title: 'Rows from before it was added may not satisfy it' }, 'not validated') : null), el('td', el('span.mono', f.c.join(', ')), ' → ', refLink(f), el('span.mono', ' (' + f.rc.join(', ') + ')'), f.x ? el('span.soft', ' ' + f.x) : null), el('td.mono', f.n), ver(f))),
(t.ck || []).map(c => row(at, 'constraint', c.n || '', el('td', 'check', c.v ? el('span.key.bad', 'not validated') : null), el('td.mono', c.x), el('td.mono', c.n), ver(c)))])) : null,
some(used, u => section('Used by', lines(u.map(o => el('li', tableLink(o), el('span.soft', ' by ' + o.fk.filter(f => f.r === t.i).map(f => f.c.join(', ')).join('; '))))))),
some(t.ix, x => section('Indexes', grid(['Index', 'On', ...uses, ...head], x.map(i => row(at, 'index', i.n, nameCell(t, 'index', i.n), el('td.mono', i.x), usage(i), ver(i)))))),
some(t.tr, x => section('Triggers', grid(['Trigger', 'When', ...head], x.map(i => row(at, 'trigger', i.n, nameCell(t, 'trigger', i.n), el('td', i.x), ver(i)))))),
some(t.po, x => section('Policies', grid(['Policy', 'Rows', ...head], x.map(i => row(at, 'policy', i.n, nameCell(t, 'policy', i.n), el('td.mono', policyText(sql, i.n)), ver(i)))))),
some(t.gr, x => section('Grants', lines(x.map(g => el('li', el('b', g.split(': ')[0]), ' ', g.split(': ')[1]))))),
some(t.o, x => section('Also', lines(x.map(o => el('li.mono', o))))),
some(findingsOf(t), f => section('Findings', lines(f.map(findingLine)))),
hasVersions ? section('History', lines(tableVersions(t).map(([i, ev]) => el('li', verLink(i), ' ', V[i].n, V[i].at ? el('span.soft', ', ' + V[i].at + (V[i].by ? ' by ' + V[i].by : '')) : null, changeList(ev))))) : null,
more.ofTable(t),
sql ? [el('h2', 'SQL'), copy(() => sql), el('pre', { tabindex: 0 }, sql)] : null),
around(t))];
}
const findingLine = f => el('li', el('b.' + f.s, f.s), ' ', el('span.mono', f.r), ' ', V.some(v => v.v === f.v) ? link('#/versions/' + f.v, 'v' + f.v) : null, el('div', f.o + ': ' + f.m));
function around(t) {
if (!parents[t.i].size && !children[t.i].size) return el('aside', el('h2', 'Around it'), el('p.soft', 'No foreign key joins it to another table.'));
const holder = el('div');
let canvas;
const draw = degree => {
const rank = new Map([[t.i, 0]]);
for (let d = 0; d < degree; d++) [...rank].forEach(([i, r]) => { parents[i].forEach(p => { if (!rank.has(p)) rank.set(p, r - 1); }); children[i].forEach(c => { if (!rank.has(c)) rank.set(c, r + 1); }); });
const kept = [...rank].slice(0, 61);
const boxes = kept.map(([i, r]) => ({ ...tableBox(T[i], kept.length < 16), rank: r + 9, mid: i === t.i }));
canvas = diagram('Tables around ' + full(t), boxes, tableEdges(new Set(kept.map(k => k[0]))), { width: 380 });
const pick = (n, text) => button({ 'aria-pressed': String(degree === n), onclick: () => { put({ d: n === 1 ? '' : n, at: '' }); draw(n); } }, text);
holder.replaceChildren(el('div.bar', el('h2', 'Around it'), pick(1, '1 step'), pick(2, '2 steps'), zoomers(() => canvas)), canvas, rank.size > kept.length ? el('p.soft', `${rank.size - kept.length} more are left out.`) : '');
};
draw(read().q.get('d') === '2' ? 2 : 1);
return el('aside', holder);
}
function objectPage(o) {
const name = full(o), sql = o.k === 'v' ? sqlOf('v', name) : '';
return [h1(name), el('p.soft', KINDS[o.k]), o.d ? el('p', o.d) : null, o.h ? el('p.ver', 'made by ', verLink(o.h[0]), o.h.length > 1 ? [', changed by ', verLink(o.h[o.h.length - 1])] : null) : null,
some(o.gr, x => section('Grants', lines(x.map(g => el('li', g))))), sql || o.x ? [el('h2', 'Definition'), copy(() => sql || o.x), el('pre', { tabindex: 0 }, sql || o.x)] : null];
}
