// The page of `explore`: a graph to step through, forward and back.
//
// It is given nodes, numbers and local derivatives, and multiplies and adds them up; it knows no
// rule of derivatives. What needs one is asked of the kernel, or was computed before.

// Numbers: a float is a Number; an int or a Fraction is a pair of BigInt, and stays exact.

function exact(top, bottom = 1n) {
  let [divisor, rest] = [top < 0n ? -top : top, bottom];
  while (rest) [divisor, rest] = [rest, divisor % rest];
  return { top: top / divisor, bottom: bottom / divisor };
}

export function read(text) {
  const [top, bottom = "1"] = text.split("/");
  if (/^-?\d+$/.test(top)) return exact(BigInt(top), BigInt(bottom));
  return Number(text.replace("inf", "Infinity"));
}

// Of more digits than a float has room for, the last ones are left out, and come in as a power of 2.
function float(a) {
  if (typeof a === "number") return a;
  const cuts = [a.top, a.bottom].map((part) => Math.max(0, 4 * part.toString(16).length - 1000));
  const [top, bottom] = [a.top, a.bottom].map((part, i) => Number(part >> BigInt(cuts[i])));
  const power = cuts[0] - cuts[1];
  return (top / bottom) * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2));
}

function combined(a, b, floats, exacts) {
  const inexact = typeof a === "number" || typeof b === "number";
  return inexact ? floats(float(a), float(b)) : exact(...exacts(a, b));
}

const times = (a, b) =>
  combined(a, b, (a, b) => a * b, (a, b) => [a.top * b.top, a.bottom * b.bottom]);
const plus = (a, b) =>
  combined(a, b, (a, b) => a + b, (a, b) => [a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom]);

const minus = (a, b) => plus(a, times(b, exact(-1n)));

// By a number above 0.
const divided = (a, b) =>
  combined(a, b, (a, b) => a / b, (a, b) => [a.top * b.bottom, a.bottom * b.top]);

// As Python writes it, so that Python can read it.
function write(a) {
  if (typeof a !== "number") return a.bottom === 1n ? `${a.top}` : `${a.top}/${a.bottom}`;
  if (!Number.isFinite(a)) return Number.isNaN(a) ? "nan" : a > 0 ? "inf" : "-inf";
  return Number.isInteger(a) && !`${a}`.includes("e") ? a.toFixed(1) : `${a}`;
}

// Whether two numbers are the same, floats but for what another order of a sum rounds away.
function agree(a, b) {
  if (a === null || b === null) return a === b;
  if (typeof a !== "number" || typeof b !== "number") return write(a) === write(b);
  return Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}

const cut = (text) => (text.length <= 20 ? text : `${text.slice(0, 19)}…`);

// For the eye, as the pictures have it: a float to 4 digits, like Python's .4g, or to more.
export function short(a, digits = 4) {
  if (typeof a !== "number" || !Number.isFinite(a)) return cut(write(a));
  let [mantissa, exponent] = a.toExponential(digits - 1).split("e");
  // Python rounds an exact half to an even digit, JavaScript up.
  const [all] = a.toExponential(60).split("e");
  const end = mantissa.length;
  if (/^50*$/.test(all.slice(end)) && "02468".includes(all[end - 1])) mantissa = all.slice(0, end);
  if (exponent >= -4 && exponent < digits) return `${Number(`${mantissa}e${exponent}`)}`;
  const sign = exponent < 0 ? "-" : "+";
  return `${Number(mantissa)}e${sign}${`${Math.abs(exponent)}`.padStart(2, "0")}`;
}

// The walk back, in words and numbers.

const isResult = (node) => node.inputs.length > 0;

const placeAmongLeaves = (nodes, i) => nodes.slice(0, i).filter((node) => !isResult(node)).length;

// `a` as a derivative of a number: a float for a float.
const fit = (num, a) => (typeof num === "number" ? float(a) : a);

// The results in the order of `backward`.
const rightTurns = (nodes) => [...nodes.keys()].reverse().filter((i) => isResult(nodes[i]));

const listed = (parts) => parts.join(" and ");

// An operation of these texts: "{} * {}" with x and y in the gaps.
const filled = (formula, texts) =>
  formula.split("{}").reduce((text, rest, i) => text + texts[i - 1] + rest);

// Beside a sign, what has one of its own stands in brackets.
function inNumbers(formula, inputs, nums) {
  const isCall = /^\w+\(/.test(formula);
  const texts = inputs.map((i) => short(nums[i]));
  return filled(formula, texts.map((text) => (!isCall && /^-|\//.test(text) ? `(${text})` : text)));
}

// In which turn each node is sent its last share; the output has -1, and what nothing reaches none.
function lastShares(nodes, turns) {
  const last = new Map([[nodes.length - 1, -1]]);
  turns.forEach((i, turn) => {
    if (last.has(i)) nodes[i].inputs.forEach((input) => last.set(input, turn));
  });
  return last;
}

// The nodes that never receive all: one that uses them had its turn too early.
function cutShort(nodes, turns, last) {
  const found = new Set();
  for (const i of rightTurns(nodes))
    if (found.has(i) || (last.get(i) ?? turns.length) >= turns.indexOf(i))
      nodes[i].inputs.forEach((input) => found.add(input));
  return found;
}

// What has arrived at `i` when its turn comes, as a sentence.
function arrival(title, derivative, unfinished, cut) {
  if (derivative === null) return `Nothing has arrived at ${title}: it sends nothing.`;
  if (unfinished) return `${title} has received ${short(derivative)} so far.`;
  if (cut) return `${title} has received ${short(derivative)}, and no more will come.`;
  return `${title} has received everything: ${short(derivative)}.`;
}

// Each moment of both passes, the walk back in this order of turns. A moment has
//   words: what happens, in sentences;
//   known: how many results have their numbers;
//   turn: the node that is at work, if there is one; way: "forward", or "back" when it sends;
//   derivatives: of each node what has arrived, or null;
//   waits: the nodes that will receive more; sent: for each result that has sent, what had arrived.
export function moments({ nodes }, numbers, turns) {
  const nums = numbers.nums.map(read);
  const locals = numbers.local.map((texts) => texts.map(read));
  const results = rightTurns(nodes).reverse();
  const none = { derivatives: nums.map(() => null), waits: [], sent: new Map() };
  const found = [{ ...none, known: 0, words: "The leaves have their numbers." }];
  results.forEach((turn, i) => {
    const { title, inputs, formula } = nodes[turn];
    const names = filled(formula, inputs.map((input) => nodes[input].name));
    const words = `${title} is ${names}: ${inNumbers(formula, inputs, nums)} = ${short(nums[turn])}.`;
    found.push({ ...none, known: i + 1, turn, way: "forward", words });
  });
  const last = lastShares(nodes, turns);
  const cut = cutShort(nodes, turns, last);
  const derivatives = [...none.derivatives];
  const sent = new Map();
  const output = nodes.length - 1;
  derivatives[output] = fit(nums[output], exact(1n));
  const keep = (turn, t, words) => {
    const waits = [...nodes.keys()].reverse().filter((i) => (last.get(i) ?? -1) > t);
    if (t >= 0 && waits.length)
      words.push(`Still to receive something: ${waits.map((i) => nodes[i].name).join(", ")}.`);
    const now = { derivatives: [...derivatives], sent: new Map(sent) };
    const way = now.sent.has(turn) ? "back" : "none";
    found.push({ ...now, known: results.length, turn, way, waits, words: words.join(" ") });
  };
  keep(output, -1, [`${short(derivatives[output])} arrives at ${nodes[output].name}.`]);
  turns.forEach((turn, t) => {
    const { title, inputs } = nodes[turn];
    const unfinished = (last.get(turn) ?? -1) >= t;
    const words = [arrival(title, derivatives[turn], unfinished, cut.has(turn))];
    if (derivatives[turn] !== null) {
      sent.set(turn, derivatives[turn]);
      const parts = inputs.map((input, k) => {
        const share = fit(nums[input], times(derivatives[turn], locals[turn][k]));
        derivatives[input] = derivatives[input] === null ? share : plus(derivatives[input], share);
        return `${short(share)} to ${nodes[input].name}`;
      });
      words.push(`It sends ${listed(parts)}.`);
      for (const late of turns.slice(0, t).filter((i) => inputs.includes(i)))
        words.push(`Too late: ${nodes[late].name} has had its turn and does not send this on.`);
    }
    keep(turn, t, words);
  });
  return found;
}

// What is said of one node, when all has arrived.

// Its derivative, as the sum over everything that uses it.
function wholeDerivative({ nodes }, { local }, i, derivatives) {
  if (i === nodes.length - 1) return `It is the output: its derivative is ${short(derivatives[i])}.`;
  const parts = nodes.flatMap(({ name, inputs }, user) =>
    inputs.flatMap((input, k) =>
      input === i ? [`${short(derivatives[user])} × ${short(read(local[user][k]))} from ${name}`] : []));
  return `Its derivative is ${parts.join(" + ")} = ${short(derivatives[i])}.`;
}

function shares({ nodes }, { local }, i, derivatives) {
  const parts = nodes[i].inputs.map((input, k) => {
    const slope = read(local[i][k]);
    const share = times(derivatives[i], slope);
    return `${short(derivatives[i])} × ${short(slope)} = ${short(share)} to ${nodes[input].name}`;
  });
  return `It sends ${listed(parts)}.`;
}

function nudgeByHand({ nodes, fixed }, { nums, nudged }, i, derivatives) {
  if (fixed) return `No number can be changed here: ${fixed}${/[.?]$/.test(fixed) ? "" : "."}`;
  const after = nudged[placeAmongLeaves(nodes, i)];
  if (after === null) return "It cannot be nudged here: the output has no value there, or one too long.";
  const [x, y, moved] = [nums[i], nums.at(-1), after].map(read);
  const to = plus(x, fit(x, exact(1n, 1000n)));
  const [nudge, change] = [minus(to, x), minus(moved, y)];
  const slope = float(derivatives[i]);
  const size = Math.abs(float(change));
  const inexact = typeof change === "number";
  if (inexact && !Number.isFinite(change)) return "It cannot be nudged here: the output has no value.";
  if (!(float(nudge) > 0) || (inexact && slope && size < 64 * 2 ** -52 * Math.abs(float(y))))
    return `A nudge by hand is lost in rounding here. The derivative is ${short(derivatives[i])}.`;
  const factor = divided(change, nudge);
  const most = Math.max(Math.abs(slope), Math.abs(float(factor)));
  const bends = most < Infinity && Math.abs(float(factor) - slope) > 0.1 * most;
  return (
    `A nudge by hand: ${nodes[i].name} from ${short(x, 8)} to ${short(to, 8)} moves ` +
    `the output ${nodes.at(-1).name} from ${short(y, 8)} to ${short(moved, 8)}, by ` +
    `${short(factor)} times the nudge. The derivative is ${short(derivatives[i])}.` +
    (bends ? " Where a curve bends, a nudge is a little off; at a corner, it can be more." : "")
  );
}

// The page.

const SVG = "http://www.w3.org/2000/svg";

// An element with attributes, the event handlers among them, and what stands in it.
function make(tag, attributes = {}, ...inside) {
  const drawn = ["svg", "g", "rect", "ellipse", "path", "text", "tspan"].includes(tag);
  const element = drawn ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value);
  // Keeps JupyterLab from taking its keys.
  if (["button", "input"].includes(tag) || attributes.role === "button")
    element.setAttribute("data-lm-suppress-shortcuts", "true");
  element.append(...inside);
  return element;
}

const STYLE = `
.explore { --leaf: #3a7fb5; --result: #b27b12; --share: color-mix(in oklab, #e05500 65%, currentColor);
  --faint: color-mix(in srgb, currentColor 7%, transparent); font: 16px/1.4 system-ui, sans-serif; }
.explore [hidden] { display: none !important; }
.explore p { margin: 4px 0; }
.explore .said { min-height: 4.2em; font-weight: 600; }
.explore .row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin: 8px 0; }
.explore .row.whole { flex-wrap: nowrap; align-items: baseline; }
.explore .graph { overflow: auto; max-height: 85vh; padding: 6px; }
.explore svg { display: block; overflow: visible; max-width: 100%; height: auto;
  min-width: calc(0.54 * var(--width));
  font: 16px DejaVu Sans, Verdana, sans-serif; text-anchor: middle; }
/* Letters of almost 9 pixels, where that shows more of the graph; on a phone of 10 and more. */
@media (max-width: 600px) { .explore svg { min-width: calc(0.65 * var(--width)); } }
.explore text { fill: currentColor; }
.explore .share { fill: var(--share); }
.explore .name { font-weight: bold; }
.explore tspan { font-weight: normal; }
.explore path { fill: none; stroke: currentColor; stroke-width: 1.5; }
.explore path.head { fill: currentColor; stroke: none !important; }
.explore .arrow:not(.back) > .from, .explore .arrow.back > .to { display: none; }
.explore .arrow.busy path { stroke-width: 3.5; }
.explore .arrow.back path { stroke: var(--share); }
.explore .arrow.back path.head { fill: var(--share); }
.explore .node { cursor: pointer; outline: none; }
.explore .node > :first-child { --own: var(--leaf); stroke: var(--own); stroke-width: 1.5;
  fill: color-mix(in srgb, var(--own) 18%, transparent); }
.explore .node.result > :first-child { --own: var(--result); }
.explore .node.busy > :first-child { stroke-width: 6; }
.explore .node[aria-pressed="true"] > :first-child { stroke-width: 4; stroke-dasharray: 8 4; }
.explore .node.busy[aria-pressed="true"] > :first-child { stroke-width: 6; }
.explore .node:focus-visible > :first-child { stroke: currentColor; stroke-width: 5; }
.explore button, .explore input[type="text"] { font: inherit; color: inherit; padding: 4px 10px;
  background: var(--faint); border: 1px solid currentColor; border-radius: 4px; }
.explore input[type="text"], .explore label:has(input[type="text"]) { flex: 1 1 12rem; }
.explore button { cursor: pointer; }
.explore button[aria-disabled="true"] { cursor: default; border-style: dashed; opacity: 0.6; }
.explore :is(button, input):focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
.jp-OutputArea-child:has(.explore) + .jp-OutputArea-child:has(img) { display: none; }
`;

const HEAD = 11; // the length of an arrow's head; Graphviz ends the line where it begins

function head(side, [x, y], [fromX, fromY]) {
  const angle = (Math.atan2(y - fromY, x - fromX) * 180) / Math.PI;
  const transform = `translate(${x} ${y}) rotate(${angle})`;
  return make("path", { class: `head ${side}`, d: `M0 0L-${HEAD} -4L-${HEAD} 4Z`, transform });
}

// One head at each end, of which one is seen.
function drawArrow({ points, text: [x, y] }) {
  const [before, end] = points.slice(-2);
  const length = Math.hypot(end[0] - before[0], end[1] - before[1]) || 1;
  const tip = end.map((at, i) => at + ((at - before[i]) / length) * HEAD);
  return make("g", { class: "arrow", "aria-hidden": "true" },
    make("path", { d: `M${points[0]}C${points.slice(1).join(" ")}L${tip}` }),
    head("to", tip, before), head("from", points[0], points[1]),
    make("text", { class: "share", x, y: y - 2 }));
}

function drawNode({ at: [x, y], size: [width, height], name, sign, inputs }, events) {
  const shape = inputs.length
    ? make("ellipse", { cx: x, cy: y, rx: width / 2, ry: height / 2 })
    : make("rect", { x: x - width / 2, y: y - height / 2, width, height, rx: 12 });
  return make("g", { class: inputs.length ? "node result" : "node", role: "button", ...events }, shape,
    make("text", { class: "name", x, y: y - 14 }, cut(name), make("tspan", {}, sign && ` ${cut(sign)}`)), " ",
    make("text", { class: "number", x, y: y + 5 }), " ",
    make("text", { class: "share", x, y: y + 24 }));
}

// Writes `words` in an element of the picture, narrower where there is no room.
function fill(text, words, room) {
  text.textContent = words;
  text.removeAttribute("textLength");
  if (words && text.getComputedTextLength() > room) {
    text.setAttribute("textLength", room);
    text.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}

const MOVES = [["− 1", exact(-1n)], ["+ 1", exact(1n)], ["+ 0.001", exact(1n, 1000n)]];
const NO_KERNEL =
  "Python does not run on this page, so that one number at a time can be changed: by 1, up to 3 " +
  "away, and from there once by 0.001. Where the notebook runs, all can be changed, and you can " +
  "type a formula of your own.";
const NO_ANSWER =
  "Python has not answered yet. If the kernel was started again, run this cell again.";

function render({ model, el }) {
  // near: where there is no kernel, the numbers that come with some others in the leaves.
  let { graph, numbers, near } = model.get("page");
  // asked: the numbers that the kernel was asked for, until they come; waits: for another graph.
  let all, whole, place, chosen, own, asked, waits, last, timer, drawn;

  const button = (text, click) => make("button", { type: "button", click }, text);
  const said = make("p", { class: "said", role: "status" });
  const count = make("span");
  const slider = make("input", { type: "range", min: 0, "aria-label": "Step" });
  slider.addEventListener("input", () => go(Number(slider.value)));
  const play = button("Play", () => (timer ? stop() : start()));
  play.hidden = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const back = [button("Start", () => go(0)), button("Back", () => go(place - 1))];
  const onward = [button("Forward", () => go(place + 1)), button("End", () => go(Infinity))];
  const steps = make("div", { class: "row", role: "group", "aria-label": "Steps" },
    ...back, ...onward, play, slider, count);
  const picture = make("div", { class: "graph", keydown: pressed });
  const box = make("input", { type: "checkbox", change: () => takeTurns(box.checked) });
  const details = make("div", { "aria-live": "polite" });
  const moves = make("div", { class: "row", role: "group", "aria-label": "Change its number" },
    ...MOVES.map(([text, by]) => button(text, () => change(leavesAfter(by)))),
    button("All numbers as at first", () => change(graph.first)));
  const enter = ({ key, isComposing }) => key === "Enter" && !isComposing && ask();
  const formula = make("input", { type: "text", keydown: enter });
  const typed = make("div", { class: "row" },
    make("label", { class: "row" },
      "A formula of your own, such as x * y + exp(x), x=3, y=4:", formula),
    button("Show it", ask));
  el.append(make("div", { class: "explore" },
    make("style", {}, STYLE), said, steps, picture,
    make("label", { class: "row whole" }, box,
      "I choose the order of turns, as in notebook 7"),
    details, moves, near ? make("p", {}, NO_KERNEL) : typed));

  function draw() {
    const { nodes, width, height } = graph;
    const arrows = nodes.map((node) => node.arrows.map(drawArrow));
    // One of them is in the order of Tab: the one that had the focus last.
    const reach = (i) => boxes.forEach((box, at) => (box.tabIndex = i === at ? 0 : -1));
    const boxes = nodes.map((node, i) =>
      drawNode(node, { click: () => choose(i), focus: () => reach(i) }));
    // Keys go from left to right.
    const order = [...nodes.keys()].sort((i, k) =>
      nodes[i].at[0] - nodes[k].at[0] || nodes[i].at[1] - nodes[k].at[1]);
    drawn = { arrows, nodes: boxes, order, reach };
    const keys = "The graph. Arrow keys go from node to node, Enter chooses one.";
    const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, width, role: "group", "aria-label": keys },
      ...arrows.flat(), ...boxes);
    svg.style.setProperty("--width", `${width}px`);
    picture.replaceChildren(svg);
    reach(order[0]);
    chosen = null;
    takeTurns((box.checked = false));
    go(0);
  }

  // All that is seen follows from numbers, place, chosen and own.
  function go(to) {
    const { nodes } = graph;
    const right = rightTurns(nodes);
    const turns = own ? [...own, ...right.filter((i) => !own.includes(i))] : right;
    all = moments(graph, numbers, turns);
    whole = moments(graph, numbers, right).at(-1).derivatives;
    if (own) all.length -= right.length - own.length;
    const before = place;
    place = Math.max(0, Math.min(to, all.length - 1));
    const moment = all[place];
    const atEnd = place === all.length - 1;
    if (atEnd) stop();
    const ended = own?.length === right.length && atEnd;
    moment.wrong = ended ? wrongLeaves(moment.derivatives) : [];
    if (own && place >= beforeTurns()) moment.words += ended
      ? ` ${verdict(moment)}`
      : " Whose turn is next? Choose a result in the graph.";
    back.forEach((button) => button.setAttribute("aria-disabled", place === 0));
    onward.forEach((button) => button.setAttribute("aria-disabled", atEnd));
    said.textContent = moment.words;
    slider.max = all.length - 1;
    slider.value = place;
    slider.setAttribute("aria-valuetext", moment.words);
    count.textContent = `Step ${place} of ${all.length - 1}`;
    drawn.nodes.forEach((g, i) => updateNode(g, i, moment));
    drawn.arrows.forEach((group, i) => group.forEach((g, k) => updateArrow(g, i, k, moment)));
    if (place !== before) bringIntoView(drawn.nodes[moment.turn ?? drawn.order[0]]);
    tell();
  }

  // The place of the moment before all turns.
  const beforeTurns = () => graph.nodes.filter(isResult).length + 1;

  // Where the graph is wider than its place.
  function bringIntoView(node) {
    const [seen, whole] = [node, picture].map((element) => element.getBoundingClientRect());
    picture.scrollLeft += seen.left + seen.width / 2 - whole.left - whole.width / 2;
    picture.scrollTop += seen.top + seen.height / 2 - whole.top - whole.height / 2;
  }

  function updateNode(g, i, { derivatives, turn, waits, wrong }) {
    const { size } = graph.nodes[i];
    const number = isComputed(i) ? short(read(numbers.nums[i])) : "?";
    const word = waits.includes(i) ? "so far" : "derivative";
    const is = derivatives[i] === null ? "nothing" : short(derivatives[i]);
    const derivative = wrong.includes(i)
      ? `${is}, not ${short(whole[i])}`
      : derivatives[i] === null ? "" : `${word} ${is}`;
    fill(g.querySelector(".number"), number, size[0] - 20);
    fill(g.querySelector(".share"), derivative, size[0] - 20);
    g.classList.toggle("busy", turn === i);
    g.setAttribute("aria-label", g.textContent.trim());
    g.setAttribute("aria-pressed", chosen === i);
  }

  function updateArrow(g, i, k, { sent, turn, way }) {
    const text = sent.has(i) ? `${short(sent.get(i))} × ${short(read(numbers.local[i][k]))}` : "";
    const { points } = graph.nodes[i].arrows[k];
    fill(g.querySelector("text"), text, Math.abs(points.at(-1)[0] - points[0][0]) + HEAD);
    g.classList.toggle("busy", turn === i && way !== "none");
    g.classList.toggle("back", turn === i && way === "back");
  }

  // The leaves that have not what they should, after an order of turns of one's own.
  function wrongLeaves(derivatives) {
    const missed = cutShort(graph.nodes, own, lastShares(graph.nodes, own));
    return [...graph.nodes.keys()].filter((i) =>
      !isResult(graph.nodes[i]) && missed.has(i) && !agree(derivatives[i], whole[i]));
  }

  // What comes out of such an order, beside what is right.
  function verdict({ derivatives, wrong }) {
    const parts = wrong.map((i) => {
      const pair = [derivatives[i], whole[i]];
      const texts = (digits) => pair.map((a) => (a === null ? "nothing" : short(a, digits)));
      const differ = ([is, should]) => is !== should;
      const [is, should] = [4, 8, 17].map(texts).find(differ) ?? pair.map((a) => a && write(a));
      return `${graph.nodes[i].name} has ${is}, and ${should} is right`;
    });
    return `All have had their turn${parts.length ? `. Wrong: ${parts.join("; ")}.` : ", and each leaf has its right derivative."}`;
  }

  const about = (tell) => tell(graph, numbers, chosen, whole);

  // In an order of one's own, what a node has is told of its turn.
  const aboutDerivative = () =>
    !own && (hasArrived() ? about(wholeDerivative) : "Its derivative has not arrived yet.");

  const aboutLeaf = ({ title }) => [
    `${title} is a leaf.`,
    aboutDerivative(),
    (own || hasArrived() || graph.fixed) && about(nudgeByHand),
  ];

  function aboutResult({ rule }) {
    const [forward, sends] = all.filter(({ turn, way }) => turn === chosen && way !== "none");
    const sent = own ? sends !== all[place] && sends?.words : hasArrived() && about(shares);
    return [forward.words, aboutDerivative(), rule && `Its rule, for inputs of any name: ${rule}`, sent];
  }

  // What is said of the node that is chosen.
  function tell() {
    const { nodes } = graph;
    const leaf = chosen !== null && !isResult(nodes[chosen]);
    const turns = own?.map((i) => nodes[i].name).join(", ");
    const told = chosen === null
      ? ["Choose a node to see more of it. (A dashed border: you chose it. A thick one: it is at work.)"]
      : leaf ? aboutLeaf(nodes[chosen])
      : isComputed(chosen) ? aboutResult(nodes[chosen])
      : [`${nodes[chosen].title} is not computed yet.`];
    const lines = [turns && `Your order so far: ${turns}.`, ...told].filter(Boolean);
    const paragraphs = lines.map((line) => make("p", {}, line));
    if (details.textContent !== lines.join("")) details.replaceChildren(...paragraphs);
    moves.hidden = !leaf || graph.fixed !== "";
    if (!moves.hidden) MOVES.forEach(([text, by], i) => {
      moves.children[i].textContent = `${nodes[chosen].name} ${text}`;
      moves.children[i].setAttribute("aria-disabled", Boolean(near && !near[leavesAfter(by).join(" ")]));
    });
  }

  // At the place where the page is: whether all has arrived at the chosen node, and what is known.
  const hasArrived = () => chosen !== null && all[place].derivatives[chosen] !== null &&
    !all[place].waits.includes(chosen);
  const isComputed = (i) =>
    !isResult(graph.nodes[i]) || graph.nodes.slice(0, i).filter(isResult).length < all[place].known;

  function choose(i) {
    const start = beforeTurns();
    const before = own?.slice(0, Math.max(0, place - start));
    chosen = i;
    if (!own || !isResult(graph.nodes[i])) return go(place);
    if (place >= start && !before.includes(i)) {
      own = [...before, i];
      return go(Infinity);
    }
    go(place);
    said.textContent = place < start
      ? "Turns begin when 1 has arrived at the output: go forward, or to the end."
      : `${graph.nodes[i].name} has had its turn.`;
  }

  function takeTurns(mine) {
    own = mine ? [] : null;
    if (mine) drawn.reach(graph.nodes.length - 1);
    go(beforeTurns());
  }

  function pressed(event) {
    const i = drawn.nodes.indexOf(event.target);
    if (i < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = drawn.order.indexOf(i);
    const to = { ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1, Home: 0,
      End: drawn.order.length - 1 }[event.key];
    if (to !== undefined) drawn.nodes[drawn.order[to]]?.focus();
    else if (event.key === "Enter" || event.key === " ") choose(i);
    else return;
    event.preventDefault();
  }

  // In less than five seconds, however many steps there are.
  function start() {
    if (place === all.length - 1) go(0);
    timer = setInterval(() => go(place + 1), Math.min(800, 4500 / (all.length - 1 - place)));
    play.textContent = "Stop";
  }

  function stop() {
    timer = clearInterval(timer);
    play.textContent = "Play";
  }

  // The numbers in the leaves, as texts.
  function leaves() {
    return numbers.nums.filter((_, i) => !isResult(graph.nodes[i]));
  }

  // The same when the chosen one moves.
  function leavesAfter(by) {
    const at = placeAmongLeaves(graph.nodes, chosen);
    const texts = [...(asked ?? leaves())];
    const num = read(texts[at]);
    const text = write(plus(num, fit(num, by)));
    texts[at] = texts[at].includes("/") && !text.includes("/") ? `${text}/1` : text; // stays a Fraction
    return texts;
  }

  // Its answer says which request it is for: one that is answered late must not undo a later one.
  function send(request) {
    const id = (last = Math.random());
    setTimeout(() => {
      if (last !== id || !(asked || waits)) return;
      said.textContent = NO_ANSWER;
      waits = null;
    }, 2000);
    model.send({ ...request, id }); // an error where the kernel is gone
  }

  function change(texts) {
    if (waits) said.textContent = "The formula is on its way.";
    else if (!near) send({ numbers: (asked = texts), graph: graph.id });
    else if (near[texts.join(" ")]) receive({ numbers: near[texts.join(" ")] });
    else {
      const at = placeAmongLeaves(graph.nodes, chosen);
      const moved = leaves().findIndex((text, k) => k !== at && text !== graph.first[k]);
      const other = graph.nodes.filter((node) => !isResult(node))[moved];
      said.textContent = other
        ? `${other.name} is changed: choose "All numbers as at first" before another one.`
        : "That is as far as numbers go on this page.";
    }
  }

  function ask() {
    waits = true;
    send({ formula: formula.value });
  }

  function receive(reply) {
    if (reply.id === last || reply.graph) asked = null;
    if (reply.id === last) waits = null;
    else if (reply.refused) return; // it is for another view
    ({ graph = graph, numbers = numbers } = reply);
    if (reply.graph) return draw();
    go(place);
    if (reply.refused) said.textContent = reply.refused;
    else if (chosen !== null)
      said.textContent = [chosen, graph.nodes.length - 1].filter(isComputed)
        .map((i) => `${graph.nodes[i].name} is ${short(read(numbers.nums[i]), 8)} now.`)
        .join(" ") +
        (hasArrived() ? ` The derivative of ${graph.nodes[chosen].name} is ${short(whole[chosen])}.` : "");
  }

  draw();
  model.on("msg:custom", receive);
  requestAnimationFrame(() => go(place)); // once more, when texts can be measured
  return () => {
    stop();
    model.off("msg:custom", receive);
  };
}

// On a page without a kernel, where `page` is all there is, in the place of what is in `el`.
export function show(el, page) {
  const nothing = () => {};
  el.replaceChildren();
  return render({ model: { get: () => page, on: nothing, off: nothing, send: nothing }, el });
}

export default { render };
