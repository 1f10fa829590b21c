// Places boxes in rows, those referred to above those that refer. It runs in a worker as well, so it uses nothing around it.
function layout(nodes, edges, width) {
const at = new Map(nodes.map((n, i) => [n.id, i]));
const up = nodes.map(() => []), down = nodes.map(() => []);
edges.forEach(([child, parent]) => { const c = at.get(child), p = at.get(parent); if (c != null && p != null && c !== p) { up[c].push(p); down[p].push(c); } });
const group = nodes.map(() => -1), groups = [];
nodes.forEach((n, i) => {
if (group[i] >= 0) return;
const stack = [i], g = []; group[i] = groups.length;
while (stack.length) { const k = stack.pop(); g.push(k); for (const j of [...up[k], ...down[k]]) if (group[j] < 0) { group[j] = groups.length; stack.push(j); } }
groups.push(g.sort((a, b) => a - b));
});
const rank = nodes.map(n => n.rank == null ? null : n.rank), busy = new Set();
const ranked = i => {
if (rank[i] != null) return rank[i];
busy.add(i);
let r = 0;
for (const p of up[i]) if (!busy.has(p)) r = Math.max(r, ranked(p) + 1);
busy.delete(i);
return rank[i] = r;
};
nodes.forEach((n, i) => ranked(i));
const gapX = 22, gapY = 52, pos = nodes.map(() => [0, 0]);
const blocks = groups.map(g => {
const rows = [];
g.forEach(i => { const r = rank[i] - Math.min(...g.map(k => rank[k])); (rows[r] = rows[r] || []).push(i); });
const kept = rows.filter(Boolean), place = new Map();
kept.forEach(row => row.forEach((i, k) => place.set(i, k / row.length)));
for (let sweep = 0; sweep < 6; sweep++) {
const order = sweep % 2 ? [...kept].reverse() : kept;
order.forEach(row => {
const near = sweep % 2 ? down : up;
const mean = i => near[i].length ? near[i].reduce((s, j) => s + place.get(j), 0) / near[i].length : place.get(i);
const key = new Map(row.map(i => [i, mean(i)]));
row.sort((a, b) => key.get(a) - key.get(b) || a - b);
row.forEach((i, k) => place.set(i, k / row.length));
});
}
const lines = [];
kept.forEach(row => {
let line = [], w = 0;
row.forEach(i => { if (line.length && w + nodes[i].w > width) { lines.push({ line, w: w - gapX, tight: true }); line = []; w = 0; } line.push(i); w += nodes[i].w + gapX; });
lines.push({ line, w: w - gapX });
});
const W = Math.max(...lines.map(l => l.w));
let y = 0;
lines.forEach(({ line, w, tight }) => {
let x = (W - w) / 2, h = 0;
line.forEach(i => { pos[i] = [x, y]; x += nodes[i].w + gapX; h = Math.max(h, nodes[i].h); });
y += h + (tight ? 18 : gapY);
});
return { g, w: W, h: y - gapY, size: g.length };
});
blocks.sort((a, b) => (b.size > 1) - (a.size > 1) || b.h - a.h || b.w - a.w || a.g[0] - b.g[0]);
const most = Math.max(width, ...blocks.map(b => b.w));
let x = 0, y = 0, h = 0, right = 0;
blocks.forEach(b => {
if (x && x + b.w > most) { x = 0; y += h + 34; h = 0; }
b.g.forEach(i => { pos[i] = [Math.round(pos[i][0] + x), Math.round(pos[i][1] + y)]; });
x += b.w + 34; h = Math.max(h, b.h); right = Math.max(right, x - 34);
});
return { pos, w: right, h: y + h };
}
let worker;
const waiting = [];
// Large ones are placed beside the page, so that it answers meanwhile.
function place(nodes, edges, width, then) {
if (nodes.length < 80) return then(layout(nodes, edges, width));
try {
if (!worker) {
worker = new Worker(URL.createObjectURL(new Blob([layout.toString() + ';onmessage=e=>postMessage(layout(...e.data))'], { type: 'text/javascript' })));
worker.onmessage = e => waiting.shift()(e.data);
}
waiting.push(then);
worker.postMessage([nodes, edges, width]);
} catch { then(layout(nodes, edges, width)); }
}
