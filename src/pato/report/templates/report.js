"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";

  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const draw = (tag, attributes, text) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const LETTERS = { fill: "currentColor", "font-size": 13, "font-family": "Arial, Liberation Sans, DejaVu Sans, sans-serif" };
  const write = (attributes, text) => draw("text", { ...LETTERS, ...attributes }, text);
  const shown = (value) => (value === 0 ? "0" : String(Number(value.toPrecision(3))));
  const percent = (value) => `${Math.round(value * 100)} %`;

  // ---- a figure as SVG or PNG, made on demand with its title, measure and source: figures end on slides
  const visible = (figure) => Array.from(figure.querySelectorAll("svg")).find((svg) => svg.getBoundingClientRect().width > 0);
  const resolved = (text, style) => text.replace(/var\((--f\d+)\)/g, (_, name) => style.getPropertyValue(name).trim());
  const paper = () => getComputedStyle(document.body).backgroundColor;
  const lines = (text, size, weight, width) => {
    const pen = make("canvas").getContext("2d");
    pen.font = `${weight} ${size}px Arial, sans-serif`;
    const found = [];
    for (const word of text.split(" ")) {
      const longer = found.length ? `${found[found.length - 1]} ${word}` : word;
      if (found.length && pen.measureText(longer).width <= width) found[found.length - 1] = longer;
      else found.push(word);
    }
    return found;
  };
  const composed = (svg, figure) => {
    const width = svg.viewBox.baseVal.width, style = getComputedStyle(document.documentElement), pad = 16;
    const outer = draw("svg", { xmlns: SVG, color: getComputedStyle(document.body).color });
    let y = pad;
    const say = (text, size, weight) => {
      if (!text) return;
      for (const line of lines(text, size, weight, width)) {
        y += size * 1.3;
        outer.append(draw("text", { x: pad, y, fill: "currentColor", "font-size": size, "font-weight": weight, "font-family": "Arial, Liberation Sans, DejaVu Sans, sans-serif" }, line));
      }
    };
    const title = figure.querySelector("figcaption strong");
    say(title ? title.textContent : "", 17, 700);
    say(title ? figure.querySelector("figcaption").textContent.replace(title.textContent, "").trim() : "", 13, 400);
    y += 10;
    const copy = svg.cloneNode(true);
    const ratio = width / svg.viewBox.baseVal.width;
    for (const [name, value] of Object.entries({ x: pad, y, width, height: svg.viewBox.baseVal.height * ratio })) copy.setAttribute(name, value);
    copy.removeAttribute("aria-hidden");
    for (const use of copy.querySelectorAll("use")) {
      const outline = document.querySelector(use.getAttribute("href")).cloneNode();
      outline.removeAttribute("id");
      use.replaceWith(outline);
    }
    outer.append(copy);
    y += svg.viewBox.baseVal.height * ratio;
    const source = figure.querySelector(".source");
    say(source ? source.textContent : "", 11, 400);
    y += pad;
    const whole = { viewBox: `0 0 ${width + 2 * pad} ${y}`, width: width + 2 * pad, height: y };
    for (const [name, value] of Object.entries(whole)) outer.setAttribute(name, value);
    outer.prepend(draw("rect", { width: "100%", height: "100%", fill: paper() }));
    copy.style.color = getComputedStyle(svg).color;
    return { text: resolved(new XMLSerializer().serializeToString(outer), style), ...whole };
  };
  const save = (blob, name) => {
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const saveSvg = (figure, name) => save(new Blob([composed(visible(figure), figure).text], { type: "image/svg+xml" }), `${name}.svg`);
  const savePng = (figure, name) => {
    const { text, width, height } = composed(visible(figure), figure);
    const image = new Image();
    image.onload = () => {
      const canvas = make("canvas", { width: Math.round(width * 2), height: Math.round(height * 2) });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, `${name}.png`));
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  };
  for (const figure of document.querySelectorAll("figure")) {
    const title = (figure.querySelector("figcaption strong") || figure).textContent;
    const tools = make("p", { class: "tools" }, "Save the figure:");
    for (const [kind, action] of [["SVG", saveSvg], ["PNG", savePng]]) {
      const button = make("button", { type: "button", class: "link", "aria-label": `Save the figure ‘${title}’ as ${kind}` }, kind);
      button.addEventListener("click", () => action(figure, figure.dataset.name));
      tools.append(button);
    }
    figure.querySelector(".source").after(tools);
  }

  // ---- tables: sorted by a column, and cards where the page is narrow
  const number = (text) => {
    const found = /^[−-]?[\d.,]+(?:e[+-]?\d+)?/i.exec(text.trim());
    return found ? Number(found[0].replace("−", "-").replaceAll(",", "")) : NaN;
  };
  const sorted = (table, column, down) => {
    const body = table.tBodies[0], rows = Array.from(body.rows);
    const keys = new Map(rows.map((row) => [row, row.cells[column].textContent.trim()]));
    const known = rows.filter((row) => keys.get(row) !== "–");
    const numeric = known.length && known.every((row) => !Number.isNaN(number(keys.get(row))));
    const order = numeric ? (a, b) => number(keys.get(a)) - number(keys.get(b)) : (a, b) => keys.get(a).localeCompare(keys.get(b));
    known.sort(down ? (a, b) => order(b, a) : order);
    body.append(...known, ...rows.filter((row) => keys.get(row) === "–"));
  };
  for (const table of document.querySelectorAll(".scroll > table")) {
    const heads = Array.from(table.tHead.rows[0].cells);
    if (table.tBodies[0].rows.length > 2) {
      heads.forEach((head, column) => {
        const button = make("button", { type: "button", class: "sort" }, head.textContent);
        button.addEventListener("click", () => {
          const down = head.getAttribute("aria-sort") === "ascending";
          for (const other of heads) other.removeAttribute("aria-sort");
          head.setAttribute("aria-sort", down ? "descending" : "ascending");
          sorted(table, column, down);
        });
        head.replaceChildren(button);
      });
    }
  }
  const cardsOf = (table) => {
    if (table.dataset.cards) return;
    table.dataset.cards = "made";
    const names = Array.from(table.tHead.rows[0].cells, (head) => head.textContent);
    const roles = [[table, "table"], ...Array.from(table.rows, (row) => [row, "row"]), ...Array.from(table.querySelectorAll("td"), (cell) => [cell, "cell"]), ...Array.from(table.querySelectorAll("tbody th"), (cell) => [cell, "rowheader"]), ...Array.from(table.querySelectorAll("thead th"), (cell) => [cell, "columnheader"]), ...Array.from(table.querySelectorAll("tbody, thead"), (part) => [part, "rowgroup"])];
    for (const [node, role] of roles) node.setAttribute("role", role);
    for (const row of table.tBodies[0].rows) Array.from(row.cells).forEach((cell, i) => cell.setAttribute("data-head", names[i]));
  };
  const slim = matchMedia("(max-width: 46rem)");
  const makeCards = () => slim.matches && document.querySelectorAll("table.cardable").forEach(cardsOf);
  slim.addEventListener("change", makeCards);
  makeCards();

  // ---- contents that follow, and links that open what they lead to
  const nav = document.querySelector(".contents");
  if (nav) {
    const links = Array.from(nav.querySelectorAll("a"));
    const opener = make("button", { type: "button", "aria-expanded": "false" }, "Contents");
    nav.classList.add("scripted");
    nav.firstElementChild.prepend(opener);
    const toggle = (open) => {
      nav.classList.toggle("open", open);
      opener.setAttribute("aria-expanded", String(open));
    };
    opener.addEventListener("click", () => toggle(!nav.classList.contains("open")));
    links.forEach((link) => link.addEventListener("click", () => toggle(false)));
    const found = links.map((link) => document.querySelector(link.getAttribute("href")));
    const follow = () => {
      const here = found.findLastIndex((chapter) => chapter.getBoundingClientRect().top < innerHeight * 0.3);
      links.forEach((link, i) => (i === here ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
    };
    addEventListener("scroll", follow, { passive: true });
    follow();
  }
  const reveal = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  // ---- what a reader on paper needs is opened for the printer and closed again
  const opened = [];
  window.addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details.printed:not([open])")) {
      each.open = true;
      opened.push(each);
    }
  });
  window.addEventListener("afterprint", () => {
    while (opened.length) opened.pop().open = false;
  });

  // ---- the futures browser
  const store = document.getElementById("futures-data");
  const place = document.getElementById("futures");
  if (!store || !place) return;
  const data = JSON.parse(store.textContent);

  const decoded = (metric) => {
    if (!metric.decoded) {
      metric.decoded = metric.values.map((text) => {
        const raw = atob(text);
        const out = new Float64Array(data.futures);
        for (let i = 0; i < out.length; i += 1) {
          const step = raw.charCodeAt(2 * i) + 256 * raw.charCodeAt(2 * i + 1);
          out[i] = metric.low + (step / data.steps) * metric.width;
        }
        return out;
      });
    }
    return metric.decoded;
  };

  // Weights of the futures: the product of what each relevant factor's drawn level deserves; they sum to one.
  const weigh = (metric) => {
    const weights = new Float64Array(data.futures).fill(1);
    for (const factor of data.factors) {
      if (!metric.factors.includes(factor.id)) continue;
      for (let i = 0; i < weights.length; i += 1) weights[i] *= factor.weights[factor.drawn.charCodeAt(i) - 48];
    }
    const total = weights.reduce((a, b) => a + b, 0);
    return total > 0 ? weights.map((w) => w / total) : null;
  };
  // The smallest value at which the summed weight reaches each share, as the program itself has it.
  const quantiles = (values, weights, shares) => {
    const order = Array.from(values.keys()).filter((i) => weights[i] > 0).sort((a, b) => values[a] - values[b]);
    const found = [];
    let sum = 0;
    for (const i of order) {
      sum += weights[i];
      while (found.length < shares.length && sum >= shares[found.length] - 1e-12) found.push(values[i]);
    }
    while (found.length < shares.length) found.push(values[order[order.length - 1]]);
    return found;
  };
  // Better (b), worse (w) or neither (t) in a run: three runs to a letter, A is three times w.
  const against = (metric, k, i) => "wtb"[Math.floor((metric.against[k].charCodeAt(Math.floor(i / 3)) - 65) / 3 ** (i % 3)) % 3];
  const changing = () => compared.value === "change";
  const summarise = (metric, weights, group) =>
    decoded(metric).slice(changing() ? 1 : 0).map((own, at) => {
      const k = changing() ? at + 1 : at, base = decoded(metric)[0];
      const values = changing() ? own.map((value, i) => value - base[i]) : own;
      const [q05, q25, median, q75, q95] = quantiles(values, weights, [0.05, 0.25, 0.5, 0.75, 0.95]);
      const share = (letter) => weights.reduce((sum, w, i) => sum + (against(metric, k, i) === letter ? w : 0), 0);
      return { name: data.names[k], group, k, q05, q25, median, q75, q95, better: share("b"), worse: share("w") };
    });
  // Weights combine the assumptions, so that every slider moves the figure; unchecked, each assumption is shown for itself.
  const grouped = (metric, weights) => {
    const split = pool.checked || !metric.by.length ? [] : data.factors.filter((f) => metric.by.includes(f.id));
    const groups = new Map();
    for (let i = 0; i < data.futures; i += 1) {
      if (!(weights[i] > 0)) continue;
      const name = split.map((f) => f.levels[f.drawn.charCodeAt(i) - 48]).join(", ");
      if (!groups.has(name)) groups.set(name, new Float64Array(data.futures));
      groups.get(name)[i] = weights[i];
    }
    return [...groups.keys()].sort().flatMap((name) => {
      const own = groups.get(name), total = own.reduce((a, b) => a + b, 0);
      return summarise(metric, own.map((w) => w / total), name);
    });
  };

  // Round values within an axis: steps of 1, 2 or 5 times a power of ten; on a logarithmic one those numbers themselves.
  const roundValues = (from, to, log, most) => {
    const found = [];
    if (log) {
      const factors = to - from < 2.5 ? [1, 2, 5] : [1];
      for (let power = Math.floor(from); power <= to; power += 1) found.push(...factors.map((n) => n * 10 ** power));
      const inside = found.filter((v) => Math.log10(v) >= from && Math.log10(v) <= to);
      const every = Math.ceil(inside.length / most);
      return inside.filter((_, i) => i % every === 0);
    }
    const power = 10 ** Math.floor(Math.log10((to - from) / most));
    const step = [1, 2, 5, 10].map((n) => n * power).find((s) => (to - from) / s <= most);
    for (let i = Math.ceil(from / step); i * step <= to; i += 1) found.push(i * step);
    return found;
  };
  const chart = (metric, rows) => {
    const label = (row) => (row.group ? `${row.group} · ${row.name}` : row.name);
    const width = Math.max(280, Math.min(760, place.clientWidth)), narrow = width < 560;
    const left = narrow ? 24 : 24 + 7 * Math.max(...rows.map((r) => label(r).length)), right = 28, top = narrow ? 18 : 8;
    const step = narrow ? 36 : rows.length > 10 ? 20 : 34, thick = Math.min(step, 30) / 5;
    const height = top + rows.length * step + 44;
    const ends = [...rows.flatMap((r) => [r.q05, r.q95]), ...(changing() ? [0, -metric.band, metric.band] : [])];
    const low = Math.min(...ends), high = Math.max(...ends);
    const log = !changing() && low > 0 && high / low > 30;
    const f = log ? Math.log10 : (x) => x;
    const pad = (f(high) - f(low) || Math.abs(f(high)) || 1) * 0.04;
    const from = f(low) - pad, to = f(high) + pad;
    const x = (value) => left + ((f(value) - from) / (to - from)) * (width - left - right);
    const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" });
    const base = top + rows.length * step;
    if (changing()) svg.append(draw("rect", { x: x(-metric.band), width: Math.max(1, x(metric.band) - x(-metric.band)), y: top, height: base - top, fill: "var(--f2)" }));
    for (const value of roundValues(from, to, log, narrow ? 4 : 6)) {
      const px = x(value);
      svg.append(draw("line", { x1: px, x2: px, y1: top, y2: base, stroke: value === 0 && changing() ? "currentColor" : "#8884", "stroke-width": value === 0 && changing() ? 1.6 : 1 }));
      svg.append(write({ x: px, y: base + 16, "text-anchor": "middle" }, shown(value)));
    }
    svg.append(write({ x: left + (width - left - right) / 2, y: base + 36, "text-anchor": "middle" }, (changing() ? "change, " : "") + metric.unit + (log ? " (logarithmic)" : "")));
    rows.forEach((row, i) => {
      const y = top + (i + 0.5) * step, stroke = data.colours[row.k];
      svg.append(narrow ? write({ x: 0, y: y - 9 }, label(row)) : write({ x: left - 10, y: y + 4, "text-anchor": "end" }, label(row)));
      svg.append(draw("line", { x1: x(row.q05), x2: x(row.q95), y1: y, y2: y, stroke, "stroke-width": 1.5 }));
      svg.append(draw("line", { x1: x(row.q25), x2: x(row.q75), y1: y, y2: y, stroke, "stroke-width": thick }));
      svg.append(draw("circle", { cx: x(row.median), cy: y, r: thick * 0.85, fill: stroke, class: "dot" }));
    });
    return svg;
  };

  const table = (metric, rows) => {
    const names = [...(rows[0].group ? ["assumption"] : []), "design", changing() ? "median change" : "median", "50 % from", "50 % to", "90 % from", "90 % to", `better than ${data.names[0]}`, "worse"];
    const body = rows.map((r) => {
      const cells = [r.median, r.q25, r.q75, r.q05, r.q95].map(shown);
      const judged = r.k === 0 || metric.better === "neither" ? ["–", "–"] : [percent(r.better), percent(r.worse)];
      return make("tr", {}, ...(r.group ? [make("th", { scope: "row" }, r.group)] : []), make("th", { scope: "row" }, r.name), ...[...cells, ...judged].map((c) => make("td", { class: "n" }, c)));
    });
    const head = make("tr", {}, ...names.map((n) => make("th", { scope: "col" }, n)));
    return make("table", {}, make("caption", {}, `${changing() ? "Change of " : ""}${metric.label}, ${metric.unit}`), make("thead", {}, head), make("tbody", {}, ...body));
  };

  const say = (metric, rows, weights) => {
    const size = 1 / weights.reduce((sum, w) => sum + w * w, 0);
    const told = rows.map((r) => `${r.group ? `${r.group}, ` : ""}${r.name} ${shown(r.median)}${r.k && metric.better !== "neither" ? `, better in ${percent(r.better)}` : ""}`);
    const listed = told.length > 8 ? `${told.length} rows` : `${changing() ? "median changes" : "medians"}: ${told.join("; ")}`;
    return `${metric.label}, ${listed}. These weights are worth ${Math.round(size)} of ${data.futures} runs of equal weight.`;
  };

  const choice = make("select", { id: "futures-metric" });
  data.metrics.forEach((m, i) => choice.append(make("option", { value: i }, m.label)));
  const controls = make("div", { class: "weights" });
  const compared = make("select", { id: "futures-compared" }, make("option", { value: "change" }, `change against ${data.names[0]}`), make("option", { value: "level" }, "level of every design"));
  const figure = make("div", { class: "plot", role: "img" });
  const holder = make("figure", { "data-name": "own-weights" }, make("figcaption", {}, make("strong", {}, "With your weights")), figure, make("p", { class: "source" }, "Source: the runs of this report, with the weights above."));
  const behind = make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Values with your weights" });
  const folded = make("details", {}, make("summary", {}, "Table behind the figure with your weights"), behind);
  const status = make("p", { role: "status", class: "soft" });
  const note = make("p", { class: "soft" });

  const comma = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const saveCsv = () => {
    const lines = Array.from(behind.querySelectorAll("tr"), (row) => Array.from(row.cells, (cell) => comma(cell.textContent)).join(","));
    const given = data.factors.filter((f) => !f.box.hidden).map((f) => `# ${f.id}: ${f.levels.map((level, k) => `${level} ${f.weights[k]}`).join("; ")}`);
    save(new Blob([[...given, `# ${status.textContent}`, ...lines, ""].join("\r\n")], { type: "text/csv" }), "own-weights.csv");
  };
  const downloads = make("p", { class: "tools" }, "Save this figure: ");
  for (const [kind, action] of [["SVG", () => saveSvg(holder, "own-weights")], ["PNG", () => savePng(holder, "own-weights")], ["CSV", saveCsv]]) {
    const button = make("button", { type: "button", class: "link", "aria-label": `Save the figure with your weights as ${kind}` }, kind);
    button.addEventListener("click", action);
    downloads.append(button, " ");
  }

  const pool = make("input", { type: "checkbox", id: "futures-pool" });
  pool.checked = true;
  const pooling = make("label", { for: "futures-pool", class: "check" }, pool, " combine the assumptions, with these weights");

  const update = () => {
    const metric = data.metrics[Number(choice.value)];
    pooling.hidden = metric.by.length === 0;
    for (const factor of data.factors) factor.box.hidden = !metric.factors.includes(factor.id);
    note.textContent = metric.note;
    const weights = weigh(metric);
    if (!weights) {
      figure.replaceChildren();
      downloads.hidden = true;
      behind.replaceChildren();
      status.textContent = "No run is left: give some alternative that was drawn a weight above 0.";
      return;
    }
    const rows = grouped(metric, weights);
    downloads.hidden = false;
    figure.replaceChildren(chart(metric, rows));
    figure.setAttribute("aria-label", say(metric, rows, weights));
    behind.replaceChildren(table(metric, rows));
    status.textContent = say(metric, rows, weights);
  };

  for (const factor of data.factors) {
    factor.weights = factor.levels.map(() => 1);
    factor.box = make("fieldset", { "data-factor": factor.id }, make("legend", {}, factor.title), make("p", { class: "soft" }, factor.about));
    factor.inputs = factor.levels.map((level, k) => {
      const input = make("input", { type: "range", min: 0, max: 4, step: 1, value: 1, name: `${factor.id}-${level}` });
      const output = make("output", {}, "1");
      input.addEventListener("input", () => {
        factor.weights[k] = Number(input.value);
        output.textContent = input.value;
        update();
      });
      factor.box.append(make("label", { title: factor.told[k] }, make("span", {}, factor.names[k] || level), input, output));
      return input;
    });
    controls.append(factor.box);
  }
  const reset = make("button", { type: "button" }, "Reset the weights");
  reset.addEventListener("click", () => {
    for (const factor of data.factors) {
      factor.inputs.forEach((input, k) => {
        input.value = "1";
        factor.weights[k] = 1;
        input.nextElementSibling.textContent = "1";
      });
    }
    pool.checked = true;
    update();
  });
  choice.addEventListener("change", update);
  pool.addEventListener("change", update);
  compared.addEventListener("change", update);
  place.append(
    make("p", {}, make("label", { for: "futures-metric" }, "Show "), choice, " ", make("label", { for: "futures-compared" }, "as "), compared, " ", reset),
    make("p", {}, pooling), controls, holder, status, downloads, folded, note,
  );
  place.hidden = false;
  update();
  window.addEventListener("resize", update);
})();
