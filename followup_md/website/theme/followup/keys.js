// Keys as people know them from their mail: j and k, /, g and a letter, ?. Links do the same, so
// nothing needs them. They are silent in fields and with modifiers, and can be turned off.
"use strict";

(() => {
  const OFF = "followup-keys-off";
  const LAST = "followup-last"; // the path of the person looked at last
  const BACK = "followup-back"; // whether the agenda is being returned to
  const find = root.dataset.find && new URL(root.dataset.find, location.href).href;
  const places = find && {
    a: find.replace(/people\/(index\.html)?$/, (_, file) => (file ? "agenda.html" : "agenda/")),
    p: find,
    i: document.querySelector('.bar a[href*="insights"]')?.href,
  };
  const kept = (key, value, where = "sessionStorage") => {
    try {
      if (value === undefined) return window[where].getItem(key);
      if (value === null) window[where].removeItem(key);
      else window[where].setItem(key, value);
    } catch {
      // No storage: it is forgotten with the page.
    }
    return null;
  };
  const isSeen = (one) => (one.checkVisibility ? one.checkVisibility() : one.offsetParent !== null);
  const rows = () =>
    [...document.querySelectorAll(".fu-name a, .fu-table tbody th a, .fu-names a")].filter(isSeen);
  const near = (link) => link.closest(".fu-row, tr, li");
  const isPerson = document.querySelector(".fu-contact") !== null;
  let dialog;

  function here(all) {
    const at = all.findIndex((link) => near(link).contains(document.activeElement));
    if (at >= 0) return at;
    const last = kept(LAST);
    return last ? all.findIndex((link) => link.pathname === last) : -1;
  }

  function step(by) {
    const beside = document.querySelector(by > 0 ? "main [rel=next]" : "main [rel=prev]");
    if (isPerson) return beside?.click();
    const all = rows();
    const next = here(all) + by;
    if (next >= all.length) return beside?.focus();
    all[Math.max(next, 0)]?.focus();
  }

  function go(place) {
    if (!place) return;
    kept(BACK, "1");
    location.href = place;
  }

  function search() {
    const field = document.querySelector(".fu-find input");
    if (field && !field.form.hidden) field.focus();
    else if (find) location.href = `${find}#find`;
  }

  function open(selector) {
    const row = isPerson ? document.querySelector(".fu-bar") : document.activeElement.closest(".fu-row");
    row?.querySelector(selector)?.click();
  }

  const does = {
    j: [isPerson ? "the next person of the day" : "the next row", () => step(1)],
    k: [isPerson ? "the person before" : "the row before", () => step(-1)],
    o: ["open the person of the row (or Enter)", () => !isPerson && document.activeElement.closest("main a")?.click()],
    l: ["log a touch, where the site has the link", () => open("a.fu-log, .fu-log summary")],
    u: ["back to the agenda", () => go(places?.a)],
    "/": ["search people", search],
    "g a": ["the agenda", () => go(places?.a)],
    "g p": ["people", () => go(places?.p)],
    "g i": places?.i && ["insights", () => go(places.i)],
    "?": ["these keys", () => help()],
  };

  function made(name, text, more) {
    return Object.assign(document.createElement(name), { textContent: text ?? "" }, more);
  }

  function help() {
    if (!dialog) {
      dialog = made("dialog", "", { className: "fu-keys" });
      dialog.setAttribute("aria-labelledby", "fu-keys");
      const list = made("dl");
      for (const [key, what] of Object.entries(does)) {
        if (!what) continue;
        const name = made("dt");
        for (const one of key.split(" ")) name.append(made("kbd", one), " ");
        list.append(name, made("dd", what[0]));
      }
      const box = made("input", "", { type: "checkbox", checked: !kept(OFF, undefined, "localStorage") });
      box.addEventListener("change", () => kept(OFF, box.checked ? null : "1", "localStorage"));
      const label = made("label");
      label.append(box, "Keys are on");
      const close = made("button", "Close", { type: "button", className: "fu-button", autofocus: true });
      close.addEventListener("click", () => dialog.close());
      dialog.append(made("h2", "Keys", { id: "fu-keys" }), list, label, close);
      document.body.append(dialog);
    }
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }

  let first = -1e9; // when the g of "g a" was pressed
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest?.("input, select, textarea, [contenteditable]")) return;
    if (kept(OFF, undefined, "localStorage") || (dialog?.open && key !== "?")) return;
    const known = event.timeStamp - first < 1500 ? does[`g ${key}`] : does[key];
    first = key === "g" ? event.timeStamp : -1e9;
    if (!known) return;
    event.preventDefault();
    known[1]();
  });

  if (isPerson) kept(LAST, location.pathname);
  else if (kept(BACK)) {
    kept(BACK, null);
    const all = rows();
    all[here(all)]?.focus();
  }
  const foot = document.querySelector(".foot p");
  if (!foot || !matchMedia("(hover: hover)").matches) return;
  const button = made("button", "Keys", { type: "button" });
  button.addEventListener("click", help);
  const hint = made("span", " · ", { className: "fu-hint" });
  hint.append(button);
  foot.append(hint);
})();
