// A diagram of boxes and what joins them. Boxes can be moved, with the mouse or with Shift and the arrow keys, and stay there.
const wide = text => [...text].reduce((w, c) => w + (c > '\u2e80' ? 12.5 : /[mwMW@]/.test(c) ? 10 : /[ilj.,'|]/.test(c) ? 3.9 : /[A-Z_]/.test(c) ? 8 : 6.9), 0);
const cut = (text, most) => { if (wide(text) <= most) return text; let s = ''; for (const c of text) { if (wide(s + c) > most - 10) break; s += c; } return s + '…'; };
function tableBox(t, keysToo) {
const lines = keysToo ? t.cols.filter(c => (t.pk && t.pk.c.includes(c.n)) || (t.fk || []).some(f => f.c.includes(c.n))).slice(0, 8).map(c => [cut(c.n, 150), (t.pk && t.pk.c.includes(c.n) ? 'PK' : 'FK')]) : [];
const name = cut(full(t), 190);
const w = Math.ceil(max(70, wide(name) * 1.06 + 24, ...lines.map(l => wide(l[0]) + 48)));
return { id: full(t), href: hrefOf(t), name, lines, w, h: 27 + lines.length * 16 + (lines.length ? 6 : 0), say: 'table ' + full(t) + ', ' + many(t.cols.length, 'column') };
}
const tableEdges = set => { const seen = new Set(); set.forEach(i => parents[i].forEach(p => { if (set.has(p)) seen.add(i + ' ' + p); })); return [...seen].map(s => s.split(' ').map(k => full(T[+k]))); };
function diagram(label, boxes, edges, opt = {}) {
const holder = el('div.canvas', { role: 'group', 'aria-label': label, tabindex: 0 });
const moved = new Map((read().q.get('at') || '').split(';').filter(Boolean).map(s => { const [n, x, y] = s.split('~'); return [n, [+x, +y]]; }));
place(boxes.map(({ id, w, h, rank }) => ({ id, w, h, rank })), edges, opt.width || 980, out => {
const at = new Map(boxes.map((b, i) => [b.id, moved.get(b.id) || out.pos[i]]));
const box = new Map(boxes.map(b => [b.id, b]));
const joins = sv('g' + (edges.length > 120 || opt.quiet ? '.quiet' : '')), shapes = sv('g');
const svg = sv('svg', sv('defs', sv('marker', { id: 'many', viewBox: '0 0 10 10', refX: 9, refY: 5, markerWidth: 9, markerHeight: 9, orient: 'auto-start-reverse' }, sv('path', { d: 'M0 5L10 0M0 5L10 5M0 5L10 10' })), sv('marker', { id: 'one', viewBox: '0 0 10 10', refX: 10, refY: 5, markerWidth: 8, markerHeight: 8, orient: 'auto-start-reverse' }, sv('path', { d: 'M5 0L5 10' }))), joins, shapes);
let zoom = 1;
const paths = edges.filter(e => box.has(e[0]) && box.has(e[1])).map(([c, p, n]) => ({ c, p, e: joins.appendChild(sv('path.e', { 'marker-start': 'url(#many)', 'marker-end': 'url(#one)', 'stroke-width': n ? min(5, 1 + Math.log2(n)) : null })) }));
const route = ({ c, p, e }) => {
const a = at.get(c), b = at.get(p), A = box.get(c), B = box.get(p);
if (a[1] >= b[1] + B.h) { const x1 = a[0] + A.w / 2, y1 = a[1], x2 = max(b[0] + 12, min(b[0] + B.w - 12, b[0] + B.w / 2 + (x1 - b[0] - B.w / 2) * .18)), y2 = b[1] + B.h, m = max(18, (y1 - y2) / 2); attr(e, 'd', `M${x1} ${y1}C${x1} ${y1 - m} ${x2} ${y2 + m} ${x2} ${y2}`); }
else { const right = a[0] + A.w / 2 <= b[0] + B.w / 2, x1 = a[0] + (right ? A.w : 0), x2 = b[0] + (right ? 0 : B.w), y1 = a[1] + A.h / 2, y2 = b[1] + B.h / 2, m = (right ? 1 : -1) * max(24, Math.abs(x2 - x1) / 2); attr(e, 'd', `M${x1} ${y1}C${x1 + m} ${y1} ${x2 - m} ${y2} ${x2} ${y2}`); }
};
const size = () => {
const xs = boxes.map(b => at.get(b.id)), x0 = min(0, ...xs.map(q => q[0])) - 14, y0 = min(0, ...xs.map(q => q[1])) - 14;
const x1 = max(40, ...boxes.map(b => at.get(b.id)[0] + b.w)) + 14, y1 = max(30, ...boxes.map(b => at.get(b.id)[1] + b.h)) + 14;
attr(svg, 'viewBox', `${x0} ${y0} ${x1 - x0} ${y1 - y0}`);
attr(svg, 'width', (x1 - x0) * zoom); attr(svg, 'height', (y1 - y0) * zoom);
return x1 - x0;
};
const keep = () => put({ at: [...moved].map(([n, q]) => n + '~' + q.join('~')).join(';') });
boxes.forEach(b => {
const g = sv('g.box' + (b.mid ? '.mid' : ''), { tabindex: 0, role: 'link', 'data-id': b.id }, sv('title', b.say), sv('rect.b', { width: b.w, height: b.h, rx: 6 }), sv('text.h', { x: 11, y: 18 }, b.name), b.lines.map(([text, key], i) => [sv('text.k', { x: 11, y: 38 + i * 16 }, text), key ? sv('text.k', { x: b.w - 9, y: 38 + i * 16, 'text-anchor': 'end' }, key) : null]));
const set = () => attr(g, 'transform', `translate(${at.get(b.id)})`);
const move = (x, y) => { at.set(b.id, [Math.round(x), Math.round(y)]); moved.set(b.id, at.get(b.id)); set(); paths.filter(k => k.c === b.id || k.p === b.id).forEach(route); };
let from = null, far = false;
on(g, 'pointerdown', e => { if (e.button) return; from = [e.clientX, e.clientY, ...at.get(b.id)]; far = false; g.setPointerCapture(e.pointerId); });
on(g, 'pointermove', e => { if (!from) return; const dx = (e.clientX - from[0]) / zoom, dy = (e.clientY - from[1]) / zoom; if (far || Math.hypot(dx, dy) > 4) { far = true; move(from[2] + dx, from[3] + dy); } });
on(g, 'pointerup', () => { if (!from) return; from = null; if (far) { size(); keep(); } else location.hash = b.href; });
on(g, 'pointercancel', () => { from = null; });
on(g, 'keydown', e => {
const step = { ArrowLeft: [-10, 0], ArrowRight: [10, 0], ArrowUp: [0, -10], ArrowDown: [0, 10] }[e.key];
if (e.key === 'Enter') location.hash = b.href; else if (e.shiftKey && step) { move(at.get(b.id)[0] + step[0], at.get(b.id)[1] + step[1]); size(); keep(); } else return;
e.preventDefault();
});
const lit = on => () => paths.forEach(k => { if (k.c === b.id || k.p === b.id) k.e.classList.toggle('on', on); });
on(g, 'mouseenter', lit(true)); on(g, 'mouseleave', lit(false)); on(g, 'focus', lit(true)); on(g, 'blur', lit(false));
set(); shapes.append(g);
});
paths.forEach(route);
holder.append(svg);
const natural = size();
holder.zoom = by => { zoom = by ? max(.2, min(2.5, zoom * by)) : min(1, max(.35, (holder.clientWidth - 4) / natural)); size(); };
requestAnimationFrame(() => holder.zoom(0));
});
return holder;
}
const zoomers = canvas => [['−', 'Smaller', .8], ['+', 'Larger', 1.25], ['Fit', 'Fit the width', 0]].map(([t, name, by]) => button({ 'aria-label': name, onclick: () => canvas().zoom && canvas().zoom(by) }, t));
