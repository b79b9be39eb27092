"use strict";
// Draws the map: dagre says where things lie, this makes the picture. No markup is made from text.
(() => {
  const known = JSON.parse(document.getElementById("data").textContent);
  const graph = known.graph;
  const drawn = document.getElementById("map-drawn");
  if (!graph || !drawn) return;
  const frame = document.getElementById("map-frame");
  const HEAD = 22, LINE = 16, MOST = 28, LABELS = 3, LEAST = 0.1, LARGEST = 2.5;
  const brush = document.createElement("canvas").getContext("2d");

  const make = (name, attributes = {}, ...inner) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inner);
    return element;
  };
  const cut = (text) => ([...text].length > MOST ? `${[...text].slice(0, MOST - 1).join("")}…` : text);
  const measure = (text, font) => {
    brush.font = `${font} ${getComputedStyle(document.body).fontFamily}`;
    return brush.measureText(text).width;
  };

  // Flows between the same two nodes are one line with several labels.
  function lines() {
    const found = new Map();
    for (const edge of graph.edges) {
      const key = JSON.stringify([edge.source, edge.target]);
      if (!found.has(key)) found.set(key, { ...edge, flows: [], crossing: false, unclear: false });
      const line = found.get(key);
      line.flows.push(edge);
      line.crossing ||= edge.crossing;
      line.unclear ||= edge.unclear;
    }
    return [...found.values()];
  }

  function layout(across) {
    const made = new dagre.graphlib.Graph({ compound: true });
    made.setGraph({ rankdir: across ? "LR" : "TB", nodesep: 26, edgesep: 14, ranksep: 48, marginx: 16, marginy: 28 });
    for (const node of graph.nodes) {
      const second = node.found || "";
      const width = Math.max(measure(cut(node.label), "600 13px"), measure(second, "600 11.5px"), 60) + 24;
      made.setNode(`n:${node.id}`, { node, width, height: second ? 44 : 32 });
      const group = node.kind === "subject" ? "" : node.group || known.words.unknown;
      if (!group) continue;
      if (!made.hasNode(`g:${group}`)) made.setNode(`g:${group}`, { group });
      made.setParent(`n:${node.id}`, `g:${group}`);
    }
    for (const line of lines()) {
      const labels = line.flows.slice(0, LABELS);
      const rest = line.flows.length - labels.length;
      const width = Math.max(...labels.map((flow) => measure(cut(flow.label), "600 12px"))) + 10;
      const height = (labels.length + (rest ? 1 : 0)) * LINE + 4;
      const [source, target] = [`n:${line.source}`, `n:${line.target}`];
      if (made.hasNode(source) && made.hasNode(target)) {
        made.setEdge(source, target, { line, labels, rest, width, height, labelpos: "c" });
      }
    }
    dagre.layout(made);
    return made;
  }

  // Drawing -------------------------------------------------------------------------------------

  const titled = (element, text) => { element.prepend(make("title", {}, text)); return element; };
  const linked = (element, value) => {
    const link = make("a", { href: "#findings", class: "narrow" }, element);
    link.dataset.facet = "subject";
    link.dataset.value = value;
    return link;
  };
  const box = (at, extra = {}) => make("rect", {
    x: at.x - at.width / 2, y: at.y - at.height / 2, width: at.width, height: at.height, ...extra,
  });

  function drawGroup(at) {
    const top = at.y - at.height / 2;
    const left = at.x - at.width / 2;
    return make("g", { class: "group" },
      make("rect", { x: left, y: top - HEAD / 2, width: at.width, height: at.height + HEAD / 2, rx: 8 }),
      make("text", { x: left + 10, y: top + 5 }, at.group));
  }

  function drawNode(at) {
    const { node } = at;
    const second = node.found;
    const shape = make("g", { class: `node ${node.kind}${node.findings ? " found" : ""}` },
      box(at, { rx: node.kind === "system" ? 4 : at.height / 2 }),
      make("text", { class: "name", x: at.x, y: at.y + (second ? -3 : 5), "text-anchor": "middle" }, cut(node.label)));
    if (second) shape.append(make("text", { class: "kind", x: at.x, y: at.y + 14, "text-anchor": "middle" }, second));
    titled(shape, [node.label, node.group, node.found].filter(Boolean).join(", "));
    return node.findings ? linked(shape, node.subject) : shape;
  }

  // A curve through the points of a line: quadratic, from middle to middle.
  function curve(points) {
    const middle = (a, b) => `${(a.x + b.x) / 2},${(a.y + b.y) / 2}`;
    const last = points.length - 1;
    let path = `M${points[0].x},${points[0].y}`;
    for (let i = 1; i < last; i += 1) {
      const end = i === last - 1 ? `${points[last].x},${points[last].y}` : middle(points[i], points[i + 1]);
      path += `Q${points[i].x},${points[i].y} ${end}`;
    }
    return last === 1 ? `${path}L${points[1].x},${points[1].y}` : path;
  }

  function arrow(points) {
    const [from, to] = points.slice(-2);
    const turn = Math.atan2(to.y - from.y, to.x - from.x);
    const at = (back, side) =>
      `${to.x - back * Math.cos(turn) + side * Math.sin(turn)},${to.y - back * Math.sin(turn) - side * Math.cos(turn)}`;
    return make("polygon", { class: "head", points: `${to.x},${to.y} ${at(9, 4.5)} ${at(9, -4.5)}` });
  }

  function drawLine(edge) {
    const abroad = edge.line.crossing ? " crossing" : edge.line.unclear ? " unclear" : "";
    const shape = make("g", { class: `edge${abroad}` }, make("path", { d: curve(edge.points) }), arrow(edge.points));
    return titled(shape, edge.line.flows.map((flow) => [flow.label, flow.about].filter(Boolean).join(": ")).join("\n"));
  }

  function drawLabels(edge) {
    const made = make("g", {}, make("g", { class: "label" }, box(edge, { rx: 3 })));
    edge.labels.forEach((flow, index) => {
      const y = edge.y - edge.height / 2 + LINE * (index + 1) - 3;
      const words = make("g", { class: `label${flow.findings ? " found" : ""}` },
        make("text", { x: edge.x, y, "text-anchor": "middle" }, cut(flow.label)));
      titled(words, [flow.label, flow.about].filter(Boolean).join(": "));
      made.append(flow.findings ? linked(words, `flows/${flow.label}`) : words);
    });
    if (edge.rest) {
      const y = edge.y + edge.height / 2 - 5;
      made.append(make("g", { class: "label" }, make("text", { x: edge.x, y, "text-anchor": "middle" }, `+ ${edge.rest}`)));
    }
    return made;
  }

  function picture(made) {
    const { width, height } = made.graph();
    const nodes = made.nodes().map((id) => made.node(id));
    const edges = made.edges().map((id) => made.edge(id));
    const svg = make("svg", { viewBox: `0 0 ${width} ${height}` });
    svg.append(...nodes.filter((at) => at.group).map(drawGroup), ...edges.map(drawLine));
    svg.append(...nodes.filter((at) => at.node).map(drawNode), ...edges.map(drawLabels));
    // Where the reader begins: with the people whose data it is.
    const start = nodes.find((at) => at.node?.kind === "subject") ?? { x: 0, y: 0 };
    return { svg, width, height, start };
  }

  // Zoom ----------------------------------------------------------------------------------------

  function zoomable({ svg, width, height, start }) {
    let scale = 1;
    const zoom = (to) => {
      const before = scale;
      scale = Math.min(LARGEST, Math.max(LEAST, to));
      const x = (frame.scrollLeft + frame.clientWidth / 2) / before;
      const y = (frame.scrollTop + frame.clientHeight / 2) / before;
      svg.setAttribute("width", width * scale);
      svg.setAttribute("height", height * scale);
      frame.scrollLeft = x * scale - frame.clientWidth / 2;
      frame.scrollTop = y * scale - frame.clientHeight / 2;
    };
    const fit = () => zoom(Math.min(1, frame.clientWidth / width, frame.clientHeight / height));
    const steps = { in: () => zoom(scale * 1.25), out: () => zoom(scale / 1.25), fit };
    const keys = { "+": steps.in, "=": steps.in, "-": steps.out, 0: steps.fit };
    frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
    for (const button of document.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => steps[button.dataset.zoom]());
    }
    // Readable at first sight, even if a part of a large map lies outside the frame.
    zoom(Math.min(1, Math.max(0.85, frame.clientWidth / width)));
    frame.style.height = `${Math.min(frame.offsetHeight, height * scale + 24)}px`;
    frame.scrollTo(start.x * scale - frame.clientWidth / 2, start.y * scale - frame.clientHeight / 2);
  }

  function draggable() {
    let from = null;
    frame.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button !== 0) return;
      from = { x: event.clientX + frame.scrollLeft, y: event.clientY + frame.scrollTop };
      frame.classList.add("dragged");
    });
    addEventListener("pointermove", (event) => {
      if (from) frame.scrollTo({ left: from.x - event.clientX, top: from.y - event.clientY });
    });
    addEventListener("pointerup", () => { from = null; frame.classList.remove("dragged"); });
  }

  try {
    const made = picture(layout(frame.closest("section").clientWidth > 700));
    frame.append(made.svg);
    drawn.hidden = false;
    document.querySelector("#map > details").open = false;
    zoomable(made);
    draggable();
  } catch (error) {
    console.error(error);
    drawn.hidden = true;
    document.getElementById("map-failed").hidden = false;
  }
})();
