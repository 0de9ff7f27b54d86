// Partial updates, history, what changed, copying: everything works without this file as plain forms and links.
const PART = "X-Pato-Part";
const SHOWN_MS = 2000;
document.documentElement.classList.add("scripted");

const said = document.querySelector("#said");
const figures = (root) => new Map([...root.querySelectorAll("[data-figure]")].map((e) => [e.dataset.figure, e]));

/** Show old and new for two seconds where a figure changed, then keep what it was in small letters. */
function mark(root, before) {
  for (const [name, element] of figures(root)) {
    const old = before.get(name);
    const now = element.textContent;
    if (old === undefined || old === now) continue;
    element.textContent = `${old} ⇒ ${now}`;
    element.classList.add("changed");
    setTimeout(() => {
      element.textContent = now;
      element.classList.remove("changed");
      const was = document.createElement("small");
      was.className = "was";
      was.textContent = ` was ${old}`;
      element.append(was);
    }, SHOWN_MS);
  }
}

const texts = (root) => new Map([...figures(root)].map(([name, e]) => [name, e.firstChild?.textContent.split(" ⇒ ").pop() ?? ""]));

let asked = 0;
/** Load the part of a page that changes; the newest question wins. */
async function load(url, target, { push = true } = {}) {
  const mine = ++asked;
  const before = texts(target);
  target.classList.add("busy");
  target.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { [PART]: "1" }, credentials: "same-origin" });
    const html = await answer.text();
    if (mine !== asked) return;
    if (answer.status === 401) { location.reload(); return; }
    target.innerHTML = html;
    if (push && answer.ok) history.pushState({ part: `#${target.id}` }, "", answer.url);
    shown = location.pathname + location.search;
    if (answer.ok) mark(target, before);
    ready(target);
    said.textContent = target.querySelector("[data-said]")?.dataset.said ?? target.querySelector("[role=alert]")?.textContent ?? "";
  } catch {
    if (mine === asked) said.textContent = "The workbench does not answer. Is pato serve still running?";
    if (mine === asked) target.insertAdjacentHTML("afterbegin", '<p class="problem" role="alert">The workbench does not answer. Is <code>pato serve</code> still running?</p>');
  } finally {
    if (mine === asked) { target.classList.remove("busy"); target.removeAttribute("aria-busy"); }
  }
}

const address = (form) => `${form.getAttribute("action")}?${new URLSearchParams([...new FormData(form)].filter(([, v]) => v !== ""))}`;

for (const form of document.querySelectorAll("form[data-live]")) {
  const target = document.querySelector(form.dataset.live);
  const ask = () => load(address(form), target);
  form.addEventListener("change", (event) => {
    if (event.target.dataset.reload !== undefined || event.target.name === "text") { form.requestSubmit(); return; }
    if (event.target.name === "add") { form.requestSubmit(); return; }
    event.target.closest("tr")?.setAttribute("class", event.target.value);
    if (form.reportValidity()) ask();
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter && form.dataset.submit !== "page") { event.preventDefault(); ask(); }
  });
}
// going back or forward shows the page as its address says, form included
let shown = location.pathname + location.search;
window.addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) location.reload(); // a jump within the page changes neither
});

/** Make what is in a part work: copying, and what is loaded later. */
function ready(root) {
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      const url = new URL(button.dataset.copy, location.origin).href;
      try {
        await navigator.clipboard.writeText(url);
        button.textContent = "Copied";
      } catch {
        window.prompt("Copy this link", url);
      }
      said.textContent = "The link has been copied.";
    });
  }
  for (const element of root.querySelectorAll("[data-later]")) {
    fetch(element.dataset.later, { headers: { [PART]: "1" }, credentials: "same-origin" })
      .then((answer) => answer.text())
      .then((html) => { element.innerHTML = html; })
      .catch(() => {});
  }
}
ready(document);

const wide = window.matchMedia("(min-width: 56.01rem)");
const fold = () => { for (const d of document.querySelectorAll("[data-fold]")) d.open = wide.matches; };
wide.addEventListener("change", fold);
fold();

// long runs: progress is asked for while one is under way
const jobs = document.querySelector("[data-jobs]");
async function follow() {
  const answer = await fetch("/api/runs", { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const { runs } = await answer.json();
  let moving = false;
  for (const run of runs) {
    const row = jobs.querySelector(`[data-job="${run.name}"]`);
    if (!row) continue;
    const was = row.querySelector("[data-state]").textContent;
    row.querySelector("[data-state]").textContent = run.told ? `${run.words}: ${run.told}` : run.words;
    row.querySelector("progress").max = run.total || 1;
    row.querySelector("progress").value = run.done;
    row.querySelector("[data-done]").textContent = `${run.done} of ${run.total}${run.left ? `, ${run.left}` : ""}`;
    if (run.state === "running" || run.state === "starting") moving = true;
    else if (was === "running" || was === "starting") { said.textContent = `${run.name}: ${run.words}`; location.reload(); return; }
  }
  if (moving) setTimeout(follow, 2000);
}
if (jobs?.querySelector("[data-job]")) setTimeout(follow, 1000);
