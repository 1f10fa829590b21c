// Status, history, health, queries, backups and rows of a database that is served.
const stateOf = s => ({ applied: 'add', pending: 'chg', excluded: 'soft' })[s] || 'gone';
const versionLink = (v, text) => V.some(x => x.v === v) ? link('#/versions/' + v, text || String(v)) : text || String(v);
const statusPage = () => [h1('Status'), live('status', 5, s => {
const by = state => s.versions.filter(v => v.state === state), pending = by('pending');
return [
el('p', s.other_system ? el('span.gone', 'Another system migrated it: ' + s.other_system + '. ') : null, 'At ', el('b', s.version ? 'version ' + s.version : 'no version'), ' · ', [...new Set(s.versions.map(v => v.state))].map(k => by(k).length + ' ' + k).join(', ') || 'no migrations known', s.ledger_closed ? '. This role may not read who, when and how long.' : ''),
s.versions.filter(v => v.error).map(v => el('p.error', v.version + ': ' + v.error)),
grid(['Version', 'State', 'Migration', 'Applied', 'Took', 'By'], s.versions.map(v => el('tr', el('td.n', versionLink(v.version)), el('td', el('b.' + stateOf(v.state), v.state), v.out_of_order ? ', out of order' : ''), el('td', v.name), el('td', when(v.applied_on)), el('td.n', v.duration_ms == null ? '' : v.duration_ms + ' ms'), el('td', v.by)))),
pending.length ? section('What up would do now', live('plan', 60, planned)) : null];
})];
const planned = p => p.refused ? el('p.soft', p.refused) : [
some(p.obstacles, o => lines(o.map(x => el('li.chg', x.text)))),
p.migrations.map(m => [el('h3', (m.version || '') + ' ' + m.name), el('p.soft', (m.transaction ? 'In one transaction.' : 'Outside a transaction.') + (m.statements.length ? '' : ' Which statements it has, if any, is known when it runs.')), lines(m.statements.map(s => el('li', el('span.mono', s.sql.length > 300 ? s.sql.slice(0, 300) + ' …' : s.sql), el('div.soft', [s.locks.length ? 'locks ' + s.locks.map(l => l.object + ' ' + l.mode + (l.new ? ', new' : '')).join(', ') : '', s.rewrites.length ? 'rewrites ' + s.rewrites.map(r => r.table).join(', ') : '', s.scans.length ? 'reads all of ' + s.scans.map(r => r.table).join(', ') : ''].filter(Boolean).join(' · ')), some(s.losses, l => el('div.gone', 'loses ' + l.map(x => [x.kind, x.column ? x.table + '.' + x.column : x.table, x.rows == null ? '' : '(' + many(x.rows, 'row') + ')'].filter(Boolean).join(' ')).join('; '))))))])];
const historyPage = () => [h1('History'), el('p.soft', 'Everything that was run, the newest first.'), live('history', 5, h => h.history.length ? [
grid(['When', 'What', 'Version', 'Migration', 'Took', 'By', 'From'], h.history.map(r => el('tr', el('td', when(r.recorded_at)), el('td', r.outcome === 'failed' ? el('b.gone', r.event + ' failed') : r.event), el('td.n', versionLink(r.version)), el('td', r.name, r.notes ? el('div.soft', r.notes) : null), el('td.n', r.duration_ms == null ? '' : r.duration_ms + ' ms'), el('td', r.by + (r.role ? ' as ' + r.role : '')), el('td', [r.host, r.pipeline, r.commit && r.commit.slice(0, 12)].filter(Boolean).join(' '))))),
h.history.length === h.most ? el('p.soft', `The newest ${h.most}; \`provision history --limit N\` shows more.`) : null] : el('p', 'Nothing was run.'))];
const verdict = { ok: 'add', warning: 'chg', failed: 'gone', not_known: 'soft' };
const healthPage = () => {
let samples = { taken: [], series: {} };
const cells = new Map();
const fillSparks = () => cells.forEach((cell, check) => { const s = samples.series[check]; if (s) cell.replaceChildren(spark(check, samples.taken, s)); });
const numbers = live('samples', SERVED.every, s => { samples = s; fillSparks(); return s.taken.length ? el('p.soft', many(s.taken.length, 'sample') + ' in ' + span(s.taken[s.taken.length - 1] - s.taken[0]) + ', one each ' + SERVED.every + ' s.') : null; });
return [h1('Health'), numbers, live('doctor', 60, d => {
const order = ['failed', 'warning', 'ok', 'not_known'], has = f => f.check in samples.series, list = [...d.findings].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || has(b) - has(a));
cells.clear();
const table = [el('p', order.map(k => el('span', el('b.' + verdict[k], String(d.counts[k])), ' ' + k.replace('_', ' ') + ' ')), el('span.soft', 'at ' + d.taken)),
grid(['Verdict', 'Check', 'Found', 'Limit', 'Over time', 'What to do'], list.map(f => { const cell = el('td'); cells.set(f.check, cell); return el('tr', el('td', el('b.' + verdict[f.verdict], f.verdict.replace('_', ' '))), el('td.name', f.check), el('td.wrap', f.value), el('td', f.limit), cell, el('td.wrap', f.advice)); }))];
fillSparks();
return table;
})];
};
function queriesPage(at) {
return [h1('Queries'), live('queries', 2, q => {
if (q.refused) return el('p', q.refused);
const waits = q.locks, pids = new Map(q.activity.map(a => [a.pid, a]));
waits.forEach(w => { if (!pids.has(w.blocker_pid)) pids.set(w.blocker_pid, { pid: w.blocker_pid, user: w.blocker_user, state: w.blocker_state, query: w.blocker_query }); });
const in_ = new Set(waits.flatMap(w => [w.blocked_pid, w.blocker_pid]));
const boxes = [...in_].map(pid => { const a = pids.get(pid) || { pid, user: '', state: '' }, name = pid + ' ' + (a.user || ''), what = [[cut(a.state || '', 220), ''], [cut(a.query || '', 260), '']].filter(l => l[0]); return { id: String(pid), href: '#/queries/' + pid, name, lines: what, w: Math.ceil(Math.max(110, wide(name) * 1.06 + 24, ...what.map(l => wide(l[0]) + 26))), h: 33 + what.length * 16, mid: !waits.some(w => w.blocked_pid === pid), say: `session ${name}, ${a.state || 'state not known'}` }; });
return [
section('Who waits for whom', waits.length ? [
diagram('Who waits for whom', boxes, waits.map(w => [String(w.blocked_pid), String(w.blocker_pid)]), { width: 900 }),
grid(['Waits', 'For', 'Lock', 'For whom', 'Who has'], waits.map(w => el('tr', el('td.name', link('#/queries/' + w.blocked_pid, w.blocked_pid + ' ' + w.blocked_user)), el('td.n', span(w.waits_s)), el('td', w.lock), el('td.name', link('#/queries/' + w.blocker_pid, w.blocker_pid + ' ' + w.blocker_user)), el('td', w.blocker_state + (w.blocker_transaction_s == null ? '' : ', its transaction open for ' + span(w.blocker_transaction_s))))))] : el('p', 'No session waits for a lock of another.')),
section('Sessions', q.activity.length ? grid(['Session', 'State', 'For', 'Open', 'Waits for', 'Query'], q.activity.map(a => el('tr' + (at[0] === String(a.pid) ? '.here' : ''), { 'data-part': 'session ' + a.pid }, el('td.name', a.pid + ' ' + a.user, el('div.soft', [a.application, a.client].filter(Boolean).join(' · '))), el('td', a.state), el('td.n', span(a.state_s)), el('td.n', span(a.transaction_s)), el('td', a.waits_for), el('td.mono.wrap', a.query)))) : el('p', 'No other session is connected to this database.'),
q.activity.length === q.most ? el('p.soft', `The first ${q.most}.`) : null)];
})];
}
const backupsPage = () => [h1('Backups'), SERVED.backups ? live('backups', 60, b => {
const drilled = new Map();
[...b.drills].filter(d => d.sets).sort((x, y) => x.ended < y.ended ? -1 : 1).forEach(d => d.sets.forEach(s => drilled.set(s.set, { ...s, ended: d.ended })));
const drill = id => { const d = drilled.get(id); return d ? [d.whole ? el('b.add', 'restored') : el('b.gone', 'failed'), ` in ${span(d.seconds)}, `, when(d.ended), d.found.map(f => el('div.gone', f))] : el('span.soft', 'none here'); };
return [b.places.map(p => section(p.place, p.refused ? el('p.error', p.refused) : [
p.found.map(f => el('p.error', f)),
p.sets.length ? grid(['Set', 'Begun', 'Age', 'Version', 'Size', 'Stored', 'Tags', 'Last drill'], p.sets.map(s => el('tr', el('td.mono', s.set), el('td', when(s.started)), el('td.n', s.age), el('td.n', versionLink(s.version)), el('td.n', bytes(s.bytes)), el('td.n', bytes(s.stored_bytes)), el('td', (s.tags || []).join(' ')), el('td', drill(s.set))))) : el('p', 'There is no set of this system in it.'),
el('p.soft', p.encrypted ? 'Encrypted.' : 'Not encrypted.')])),
b.drills.length ? section('Drills', lines(b.drills.map(d => el('li', el('span.mono', d.file), ' ', d.refused ? el('span.error', d.refused) : [when(d.ended), ' ', d.missed && d.missed.length ? el('b.gone', d.missed.join(' ')) : el('b.add', 'all is well'), d.age_hours == null ? '' : `; ${d.age_hours.toFixed(1)} hours would have been lost, the slowest restore took ${span(d.longest_restore_seconds)}`])))) : el('p.soft', 'No drills: give --drills with what `provision backup drill --output json` prints.')];
}) : el('p', 'Where backups are is not known here: start `provision serve` with --backups and the folder or s3://bucket/prefix.')];
more.views = { status: statusPage, history: historyPage, health: healthPage, queries: queriesPage, backups: backupsPage };
more.tabs = [['#/status', 'Status'], ['#/history', 'History'], ['#/health', 'Health'], ['#/queries', 'Queries'], ['#/backups', 'Backups']];
const rowsOf = t => live(() => ask('rows?table=' + encodeURIComponent(full(t))), 0, r => r.refused ? el('p', r.refused) : r.rows.length ? [
el('div.scroll', el('table.rows', el('thead', el('tr', r.columns.map(c => el('th', { scope: 'col' }, c, r.masked.includes(c) ? el('span.sr', ' (masked)') : null)))), el('tbody', r.rows.map(row => el('tr', row.map(c => el('td' + (c == null ? '.soft' : ''), c == null ? 'null' : c))))))),
el('p.soft', (r.more ? 'The first ' + r.rows.length + ' by the primary key. ' : '') + (r.masked.length ? 'Masked, never read: ' + r.masked.join(', ') + (r.classified ? '.' : ', by name and type, as there is no masking.json.') : ''))] : el('p.soft', 'It has no rows.'));
// Rows are read when they are asked for.
more.ofTable = t => {
if (!SERVED.rows) return null;
const holder = el('div'), open = button({ 'aria-expanded': 'false', onclick: () => { const shows = !holder.firstChild; attr(open, 'aria-expanded', String(shows)); open.textContent = shows ? 'Hide rows' : 'Show rows'; holder.replaceChildren(...shows ? [rowsOf(t)] : []); } }, 'Show rows');
return [el('h2', 'Rows'), open, holder];
};
$('#app').before(notice);
keepUp();
