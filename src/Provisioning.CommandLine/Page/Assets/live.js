// A page that is served: it asks for what is new while it is looked at, says so when the server is gone, and goes on when it is back.
const SERVED = JSON.parse($('#served').textContent);
// The address that was opened holds the token, which the browser keeps from now on.
if (location.search) history.replaceState(null, '', '/' + location.hash);
const notice = el('p', { id: 'notice', role: 'status', hidden: true });
const say = (kids, cls) => {
const words = [kids].flat(9).filter(k => k != null), text = words.map(k => k.textContent || k).join('');
if (text === notice.textContent) return;
notice.className = cls || ''; notice.hidden = !kids; notice.replaceChildren(...words);
};
const GONE = Symbol('gone'), CLOSED = Symbol('closed');
async function ask(path) {
let answer;
try { answer = await fetch('/live/' + path, { cache: 'no-store' }); } catch { throw GONE; }
if (answer.status === 403) throw CLOSED;
const json = await answer.json().catch(() => ({ error: 'The server answers with ' + answer.status + '.' }));
return json;
}
let isGone = false, shownVersion = null;
const wait = ms => new Promise(then => setTimeout(then, ms));
const seen = () => document.hidden ? new Promise(then => on(document, 'visibilitychange', () => then(seen()), { once: true })) : Promise.resolve();
// What holds for every page: whether the server is there, whether the database answers, whether the structure is another by now.
async function keepUp() {
for (;;) {
await seen();
try {
const now = await ask('now');
isGone = false;
if (shownVersion == null && now.version != null) shownVersion = now.version;
if (now.error) say(now.error, 'error');
else if (now.version != null && now.version !== shownVersion) say([`The database is at version ${now.version} now, and this page shows ${shownVersion}. `, button({ onclick: () => location.reload() }, 'Show it as it is now')]);
else if (SERVED.unread) say([SERVED.unread, ' ', link('#/queries', 'Who holds it'), '. ', button({ onclick: () => location.reload() }, 'Read it again')]);
else say(null);
} catch (why) {
isGone = true;
say(why === CLOSED ? 'The server was started again with another token. Open the address that `provision serve` has printed; with --token-file it stays the same.' : 'The server has stopped, and what is shown is from before. This page goes on by itself once it is back; `provision serve` starts it.', 'error');
}
await wait(Math.min(3, SERVED.every) * 1000);
}
}
// A part of a page that is asked for again and again while it is looked at.
function live(path, every, draw) {
const holder = el('div', { 'aria-busy': 'true' }, el('p.soft', 'Asking the database …'));
let before = '';
const once = async () => {
let json;
try { json = await (typeof path === 'function' ? path() : ask(path)); } catch { holder.classList.add('stale'); return; }
holder.classList.remove('stale');
const text = JSON.stringify(json);
attr(holder, 'aria-busy', 'false');
if (text === before) return;
before = text;
// Whoever is at a link stays there.
const at = holder.contains(document.activeElement) ? document.activeElement : null, href = at && (at.getAttribute('href') || at.dataset.id);
holder.replaceChildren(...[json.error ? el('p.error', json.error) : draw(json)].flat(9).filter(k => k != null && k !== false));
if (href) { const again = [...holder.querySelectorAll('a,[data-id]')].find(e => (e.getAttribute('href') || e.dataset.id) === href); if (again) again.focus({ preventScroll: true }); }
};
(async () => {
await once();
while (every) {
await wait(every * 1000);
await seen();
if (!holder.isConnected) return;
await once();
}
})();
return holder;
}
const when = text => text ? el('time', { datetime: text }, text.slice(0, 16).replace('T', ' ') + ' UTC') : '';
const span = s => s == null ? '' : s < 1 ? Math.round(s * 1000) + ' ms' : s < 120 ? s.toFixed(s < 10 ? 1 : 0) + ' s' : s < 7200 ? Math.round(s / 60) + ' min' : s < 172800 ? Math.round(s / 3600) + ' h' : Math.round(s / 86400) + ' days';
const amount = (n, unit) => n == null ? 'not known' : unit === 'bytes' ? bytes(n) : unit === 's' ? span(n) : n.toLocaleString('en');
// A line of numbers over time, the newest at the right.
function spark(check, taken, { unit, values }) {
const W = 150, H = 26, known = values.filter(v => v != null);
if (known.length < 2) return el('span.soft', known.length ? amount(known[0], unit) : '');
const low = Math.min(...known), high = Math.max(...known), t0 = taken[0], t1 = taken[taken.length - 1] || t0 + 1;
let path = '', pen = 'M';
values.forEach((v, i) => { if (v == null) { pen = 'M'; return; } path += pen + (2 + (taken[i] - t0) / Math.max(1, t1 - t0) * (W - 4)).toFixed(1) + ' ' + (H - 3 - (high === low ? .5 : (v - low) / (high - low)) * (H - 6)).toFixed(1); pen = 'L'; });
const words = `${check}, ${span(t1 - t0)}: from ${amount(low, unit)} to ${amount(high, unit)}, now ${amount(values[values.length - 1], unit)}`;
return el('span.spark', sv('svg', { width: W, height: H, viewBox: `0 0 ${W} ${H}`, role: 'img', 'aria-label': words }, sv('title', words), sv('path', { d: path })), el('small', low === high ? amount(low, unit) : amount(low, unit) + ' to ' + amount(high, unit)));
}
