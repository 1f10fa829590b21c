// The frame around a page, and which page it is.
const objectHref = o => '#/o/' + o.k + '/' + enc(full(o));
const side = el('nav', { id: 'side', 'aria-label': 'Tables and other objects' });
const main = el('main', { id: 'main', tabindex: -1 });
const filter = el('input', { type: 'search', 'aria-label': 'Filter the list', placeholder: 'Filter', autocomplete: 'off', spellcheck: 'false', oninput: () => { put({ f: filter.value }); list(); } });
const lists = el('div');
let items;
function list() {
if (!items) {
const group = (title, all, make) => all.length ? [{ title, rows: all.map(make) }] : [];
const schemas = [...new Set(T.map(t => t.s || ''))];
items = [
...schemas.flatMap(s => group(schemas.length > 1 ? 'Tables of ' + (s || 'the default schema') : 'Tables', T.filter(t => (t.s || '') === s), t => { const l = LIVE && LIVE.tables[full(t)]; return { low: full(t).toLowerCase(), li: el('li', link(hrefOf(t), [el('span', schemas.length > 1 ? t.n : full(t)), el('small', l ? short(l[0]) : t.cols.length)], { title: full(t) })) }; })),
...Object.keys(KINDS).flatMap(k => group({ v: 'Views', n: 'Functions', q: 'Sequences', e: 'Enums', z: 'Extensions', o: 'Other' }[k], O.filter(o => o.k === k), o => ({ low: full(o).toLowerCase(), li: el('li', link(objectHref(o), el('span', full(o)))) })))];
lists.append(...items.flatMap(g => [g.h = el('h2', g.title), g.u = el('ul', g.rows.map(r => r.li))]));
}
const q = filter.value.toLowerCase();
items.forEach(g => { let n = 0; g.rows.forEach(r => { const on = r.low.includes(q); r.li.hidden = !on; n += on; }); g.h.hidden = g.u.hidden = !n; });
}
const short = n => n >= 1e9 ? (n / 1e9).toFixed(1) + 'G' : n >= 1e6 ? (n / 1e6).toFixed(1) + 'M' : n >= 1e4 ? Math.round(n / 1e3) + 'k' : String(n);
const theme = button({ onclick: () => {
const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
document.documentElement.dataset.theme = dark ? 'light' : 'dark';
try { localStorage.setItem('theme', document.documentElement.dataset.theme); } catch { }
}, 'aria-label': 'Light or dark' }, '◐');
try { const kept = localStorage.getItem('theme'); if (kept) document.documentElement.dataset.theme = kept; } catch { }
const search = palette();
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const tabs = el('nav', { 'aria-label': 'Pages' }, link('#/', 'Tables'), V.length ? link('#/versions', 'Versions') : null, V.length > 1 ? link('#/diff', 'Compare') : null, F.length ? link('#/findings', 'Findings') : null, more.tabs.map(([href, text]) => link(href, text)));
const menu = el('button', { id: 'menu', type: 'button', 'aria-expanded': 'false', 'aria-controls': 'side', 'aria-label': 'List of tables', onclick: () => attr(menu, 'aria-expanded', String(side.classList.toggle('open'))) }, '☰');
side.append(filter, lists);
$('#app').append(el('header', menu, link('#/', D.title, { class: 'title' }), el('span.of', D.of + ' · ' + D.engine), tabs, button({ onclick: search }, 'Search', el('kbd', isMac ? '⌘K' : 'Ctrl K')), theme), side, main);
let first = true;
function show() {
const s = read();
const views = {
'': () => overviewPage(), group: at => overviewPage(at), set: at => overviewPage(at, SETS), versions: at => V.length ? versionsPage(at) : missing('version'), diff: at => V.length ? diffPage(at) : missing('version'), findings: findingsPage, ...more.views,
t: () => byName.has(s.at[0]) ? tablePage(byName.get(s.at[0]), s.at) : missing('table ' + s.at[0]),
o: () => { const o = O.find(x => x.k === s.at[0] && full(x) === s.at[1]); return o ? objectPage(o) : missing(s.at[1]); }
};
const isSlider = document.activeElement && document.activeElement.id === 'slider';
const kids = (views[s.view] || (() => missing('page ' + s.view)))(s.at);
main.replaceChildren(...kids.flat(9).filter(k => k != null && k !== false));
document.body.dataset.view = s.view;
const h = main.querySelector('h1');
document.title = (s.view ? h.textContent + ' · ' : '') + D.title;
if (filter.value !== (s.q.get('f') || filter.value)) filter.value = s.q.get('f');
list();
document.querySelectorAll('#side a, header nav a').forEach(a => {
const href = a.getAttribute('href');
const on = a.closest('header') ? (href === '#/' ? ['', 't', 'o', 'group', 'set'].includes(s.view) : href === '#/' + s.view) : href === '#/' + [s.view, ...(s.view === 't' ? s.at.slice(0, 1) : s.at)].map(enc).join('/');
if (on) attr(a, 'aria-current', 'page'); else a.removeAttribute('aria-current');
if (on && first && !a.closest('header')) a.scrollIntoView({ block: 'center' });
});
side.classList.remove('open'); attr(menu, 'aria-expanded', 'false');
const part = main.querySelector('[data-part].here');
if (part) part.scrollIntoView({ block: 'center' }); else main.scrollTop = 0;
if (isSlider) $('#slider').focus(); else if (!first) h.focus({ preventScroll: true });
first = false;
}
on(window, 'hashchange', show);
on(window, 'keydown', e => {
const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName);
if ((e.metaKey || e.ctrlKey) && e.key.toLowerCase() === 'k' || (e.key === '/' && !typing)) { e.preventDefault(); search(); return; }
if (typing || e.metaKey || e.ctrlKey || e.altKey || $('dialog[open]')) return;
const s = read(), i = s.view === 't' && byName.has(s.at[0]) ? byName.get(s.at[0]).i : -1;
const to = e.key === 'j' ? T[i + 1] : e.key === 'k' ? T[i - 1] : null;
if (to) location.hash = '#/t/' + enc(full(to));
});
filter.value = read().q.get('f') || '';
show();
