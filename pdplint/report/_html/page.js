"use strict";
// Filters of the findings and of the ledger. What is filtered stands in the address of the page.
(() => {
  const known = JSON.parse(document.getElementById("data").textContent);
  const form = document.getElementById("filters");
  const states = document.getElementById("states");
  const checked = ["severity", "kind", "aside"];
  const chosen = ["control", "clause", "file", "subject"];

  // Without marks and in small letters: `duoc` finds `Được`.
  const folded = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();

  const rows = [...document.querySelectorAll("[data-finding]")].map((element) => ({
    element,
    facets: known.findings[Number(element.dataset.finding)],
    text: null,
  }));
  const textOf = (row) => (row.text ??= folded(row.element.textContent));
  const say = (words, count, all) => words.replace("{count}", count).replace("{all}", all);
  const boxes = (name) => [...form.querySelectorAll(`input[name="${name}"]`)];

  function asked() {
    const wanted = { text: folded(form.elements.text.value.trim()) };
    for (const name of checked) {
      const all = boxes(name);
      const on = all.filter((box) => box.checked);
      if (on.length < all.length) wanted[name] = new Set(on.map((box) => box.value));
    }
    for (const name of chosen) {
      if (form.elements[name].value) wanted[name] = form.elements[name].value;
    }
    return wanted;
  }

  function fits(row, wanted) {
    const one = row.facets;
    return (
      checked.every((name) => !wanted[name] || wanted[name].has(one[name])) &&
      chosen.every((name) => !wanted[name] || [one[name]].flat().includes(wanted[name])) &&
      (!wanted.text || textOf(row).includes(wanted.text))
    );
  }

  const hideEmpty = (selector) => {
    for (const group of document.querySelectorAll(selector)) {
      group.hidden = !group.querySelector("[data-finding]:not([hidden])");
    }
  };

  function filter() {
    const wanted = asked();
    let shown = 0;
    for (const row of rows) {
      row.element.hidden = !fits(row, wanted);
      if (!row.element.hidden) shown += 1;
    }
    hideEmpty("#findings .group");
    hideEmpty("#findings .part");
    document.getElementById("none-shown").hidden = shown > 0;
    document.getElementById("filter-count").textContent = say(known.words.shown, shown, rows.length);
  }

  function filterClauses() {
    const clauses = [...document.querySelectorAll(".clause")];
    const state = states.elements.state.value;
    for (const clause of clauses) clause.hidden = Boolean(state) && clause.dataset.state !== state;
    for (const block of document.querySelectorAll(".article-block, .instrument-block")) {
      block.hidden = !block.querySelector(".clause:not([hidden])");
      if (state) block.open = !block.hidden;
    }
    const shown = clauses.filter((clause) => !clause.hidden).length;
    const said = state ? say(known.words.clauses, shown, clauses.length) : "";
    document.getElementById("ledger-count").textContent = said;
  }

  // The address ---------------------------------------------------------------------------------

  function address() {
    const said = new URLSearchParams();
    if (form) {
      if (form.elements.text.value) said.set("text", form.elements.text.value);
      for (const [name, value] of Object.entries(asked())) {
        if (name !== "text") said.set(name, value instanceof Set ? [...value].join(",") : value);
      }
    }
    if (states.elements.state.value) said.set("state", states.elements.state.value);
    return said.toString();
  }

  function remember() {
    history.replaceState(null, "", `#${address() || "findings"}`);
  }

  function readAddress(said) {
    if (form) {
      form.elements.text.value = said.get("text") ?? "";
      for (const name of checked) {
        const on = said.has(name) ? said.get(name).split(",") : null;
        for (const box of boxes(name)) box.checked = on === null || on.includes(box.value);
      }
      for (const name of chosen) choose(form.elements[name], said.get(name));
    }
    choose(states.elements.state, said.get("state"));
  }

  // What an address names and this report does not have filters all away, and says so.
  function choose(select, value) {
    if (value && ![...select.options].some((option) => option.value === value)) {
      select.add(new Option(value, value));
    }
    select.value = value ?? "";
  }

  function follow() {
    const hash = location.hash.slice(1);
    if (hash.includes("=")) {
      readAddress(new URLSearchParams(hash));
      refresh();
      document.getElementById(hash.startsWith("state=") ? "ledger" : "findings").scrollIntoView();
    } else if (hash) {
      reveal(document.getElementById(hash));
    }
  }

  // Opens what an address leads into, and takes off a filter that hides it.
  function reveal(target) {
    if (!target) return;
    if (target.closest("[hidden]")) {
      readAddress(new URLSearchParams());
      refresh();
    }
    for (let up = target; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    const own = target.matches(".finding") && target.querySelector(":scope > details");
    if (own) own.open = true;
    target.scrollIntoView();
  }

  function refresh() {
    if (form) filter();
    filterClauses();
  }

  // A link that narrows the findings to one value of one facet.
  function narrow(event) {
    const link = event.target.closest(".narrow");
    if (!link || !form) return;
    event.preventDefault();
    const said = new URLSearchParams({ [link.dataset.facet]: link.dataset.value });
    location.hash = said.toString();
    document.getElementById("findings").focus({ preventScroll: true });
  }

  // Start ---------------------------------------------------------------------------------------

  states.hidden = false;
  states.addEventListener("change", () => { filterClauses(); remember(); });
  states.addEventListener("submit", (event) => event.preventDefault());
  if (form) {
    form.hidden = false;
    if (matchMedia("(max-width: 52rem)").matches) form.querySelector("details").open = false;
    for (const one of ["input", "change"]) form.addEventListener(one, () => { filter(); remember(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      readAddress(new URLSearchParams());
      refresh();
      remember();
    });
  }
  document.addEventListener("click", narrow);
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details")) one.open = true;
  });
  refresh();
  follow();
})();
