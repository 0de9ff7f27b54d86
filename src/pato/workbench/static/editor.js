// The editor: marks at lines while typing, words that may stand at the cursor, keys. The form saves without it.
const form = document.querySelector("[data-editor]");
const PAUSE_MS = 350;
const MOST = 8;

if (form) {
  const area = form.querySelector("textarea");
  const gutter = form.querySelector("[data-gutter]");
  const list = form.querySelector("#completion");
  const count = document.querySelector("[data-count]");
  const problems = document.querySelector("[data-problems]");
  const beside = document.querySelector("[data-obligations]");
  const state = form.querySelector("[data-state]");
  const words = JSON.parse(form.querySelector("[data-words]").textContent);
  const original = area.value;
  let marked = new Set([...problems.querySelectorAll("[data-goto]")].map((a) => Number(a.dataset.goto)));
  let saving = false;
  let asked = 0;
  let timer = 0;

  const element = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  function number() {
    const lines = area.value.split("\n").length;
    gutter.replaceChildren(...Array.from({ length: lines }, (_, i) => {
      const one = element("div", marked.has(i + 1) ? `● ${i + 1}` : `${i + 1}`);
      if (marked.has(i + 1)) one.className = "wrong";
      return one;
    }));
    gutter.scrollTop = area.scrollTop;
  }

  const lineHeight = () => parseFloat(getComputedStyle(area).lineHeight);

  function goTo(line) {
    const lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    area.scrollTop = Math.max(0, (line - 6) * lineHeight());
  }

  async function post(path) {
    const body = JSON.stringify({ file: form.elements.file.value, text: area.value });
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body, credentials: "same-origin" });
    return answer.ok ? answer : null;
  }

  async function check() {
    const mine = ++asked;
    let found;
    try {
      const answer = await post("/api/check");
      found = answer && (await answer.json());
    } catch {
      if (mine === asked) count.textContent = "Not checked: the workbench does not answer";
      return;
    }
    if (mine !== asked || !found) return;
    marked = new Set(found.problems.map((p) => p.line));
    number();
    const many = found.problems.length;
    count.textContent = many ? `${many} mistake${many > 1 ? "s" : ""}` : `No mistake: ${found.kind} file`;
    problems.replaceChildren(...found.problems.map((p) => {
      const item = element("li", `: ${p.what} ${p.fix}`);
      item.prepend(element("a", `Line ${p.line}`, { href: "#text", "data-goto": p.line }));
      return item;
    }));
    area.setAttribute("aria-invalid", many ? "true" : "false");
    if (many || found.kind !== "treaty") return;
    const part = await post("/text/beside").catch(() => null);
    if (part && mine === asked) beside.innerHTML = await part.text();
  }

  // words that may stand at the cursor: values after a key that has a fixed list, else keys
  function wanted() {
    const before = area.value.slice(0, area.selectionStart);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const typed = /[\w-]*$/.exec(line)[0];
    const key = /([\w]+):\s*(?:\[[^\]]*)?[\w-]*$/.exec(line)?.[1];
    const from = key && words.values[key] ? words.values[key] : key ? [] : words.keys;
    return { typed, words: from.filter((w) => w.startsWith(typed) && w !== typed).slice(0, MOST) };
  }

  let chosen = -1;
  function close() {
    list.hidden = true;
    chosen = -1;
    area.removeAttribute("aria-activedescendant");
  }

  function choose(at) {
    chosen = at;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", i === at ? "true" : "false"));
    area.setAttribute("aria-activedescendant", `word-${at}`);
  }

  function offer() {
    const found = wanted();
    if (!found.words.length) { close(); return; }
    list.replaceChildren(...found.words.map((w, i) => element("li", w, { role: "option", id: `word-${i}`, "aria-selected": "false" })));
    const before = area.value.slice(0, area.selectionStart).split("\n");
    list.style.setProperty("top", `${before.length * lineHeight() - area.scrollTop + 8}px`);
    list.hidden = false;
    choose(0);
  }

  function take(word) {
    const { typed } = wanted();
    const key = words.keys.includes(word) && !/:\s*[^\s]*$/.test(area.value.slice(0, area.selectionStart).split("\n").pop());
    area.setRangeText(key ? `${word}: ` : word, area.selectionStart - typed.length, area.selectionStart, "end");
    close();
    changed();
  }

  function changed() {
    state.textContent = area.value === original ? "" : "not saved";
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE_MS);
    number();
  }

  area.addEventListener("input", (event) => {
    changed();
    if (event.inputType === "insertText" && wanted().typed.length >= 2) offer();
    else close();
  });
  area.addEventListener("scroll", () => { gutter.scrollTop = area.scrollTop; close(); });
  area.addEventListener("blur", () => setTimeout(close, 150));
  area.addEventListener("keydown", (event) => {
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); offer(); return; }
    if (list.hidden) return;
    const many = list.children.length;
    if (event.key === "ArrowDown") choose((chosen + 1) % many);
    else if (event.key === "ArrowUp") choose((chosen + many - 1) % many);
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen].textContent);
    else { if (event.key === "Escape") close(); return; }
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => { event.preventDefault(); if (event.target.role === "option" || event.target.tagName === "LI") take(event.target.textContent); });
  problems.addEventListener("click", (event) => {
    const line = event.target.dataset.goto;
    if (line) { event.preventDefault(); goTo(Number(line)); }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); form.requestSubmit(form.querySelector("button.main")); }
  });
  form.addEventListener("submit", () => { saving = true; });
  window.addEventListener("beforeunload", (event) => { if (!saving && area.value !== original) event.preventDefault(); });
  number();
  if (Number(area.dataset.line)) goTo(Number(area.dataset.line));
}
