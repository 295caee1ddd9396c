// On every page: the theme's switch, the menu on small screens, copy buttons and the search.
"use strict";

const root = document.documentElement;
const base = root.dataset.base.replace(/\/?$/, "/");

function switcher(button) {
  const order = ["", "light", "dark"];
  const signs = { "": "◐", light: "☀", dark: "☾" };
  const show = () => {
    const now = root.dataset.theme || "";
    button.textContent = signs[now];
    button.title = `Theme: ${now || "automatic"}`;
    button.setAttribute("aria-label", button.title);
  };
  button.addEventListener("click", () => {
    const next = order[(order.indexOf(root.dataset.theme || "") + 1) % order.length];
    if (next) root.dataset.theme = next;
    else delete root.dataset.theme;
    try {
      if (next) localStorage.setItem("followup-theme", next);
      else localStorage.removeItem("followup-theme");
    } catch {
      // No storage: it holds for this page.
    }
    show();
  });
  show();
  button.hidden = false;
}

// What is behind "$ " is typed; the rest is what the program says.
function typed(code) {
  const text = code.textContent;
  if (!/^\$ /m.test(text)) return text;
  const lines = text.split("\n").filter((line) => line.startsWith("$ "));
  return lines.map((line) => line.slice(2)).join("\n") + "\n";
}

// A section can be linked to; not in the page itself, where the search would find the sign.
function linking(heading) {
  const link = document.createElement("a");
  link.className = "headerlink";
  link.href = `#${heading.id}`;
  link.textContent = "#";
  link.setAttribute("aria-label", `Link to ${heading.textContent}`);
  heading.append(link);
}

function copying(pre) {
  pre.tabIndex = 0;
  if (!navigator.clipboard) return;
  const box = document.createElement("div");
  box.className = "code";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(typed(pre));
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  pre.replaceWith(box);
  box.append(pre, button);
}

// The worker and the index (some 100 kB, compressed) are loaded when somebody begins to search.
function searching(box) {
  const input = box.querySelector("input");
  const found = box.querySelector("section");
  let worker = null;
  let ready = false;
  const ask = () => {
    // Whole words, and those that begin so; what lunr takes for operators is left out.
    const words = input.value.match(/[\p{L}\p{N}]{2,}/gu) || [];
    if (ready && words.length) worker.postMessage({ query: words.map((w) => `${w}^5 ${w}*`).join(" ") });
    else found.hidden = true;
  };
  const show = (results) => {
    found.replaceChildren();
    for (const { location, title, summary } of results.slice(0, 12)) {
      const link = document.createElement("a");
      link.href = base + location;
      link.textContent = title;
      const small = document.createElement("small");
      const where = location.split(/\/#|\/$/)[0];
      small.textContent = `${where}${where && ": "}${summary.slice(0, 140)} …`;
      link.append(small);
      found.append(link);
    }
    if (!results.length) {
      const none = document.createElement("p");
      none.textContent = "Nothing found.";
      found.append(none);
    }
    found.hidden = false;
  };
  const start = () => {
    if (worker) return;
    worker = new Worker(`${base}search/worker.js`);
    worker.onmessage = ({ data }) => {
      if (data.allowSearch) {
        ready = true;
        ask();
      } else if (data.results) show(data.results);
    };
    worker.postMessage({ init: true });
  };
  input.addEventListener("focus", start);
  input.addEventListener("input", ask);
  box.addEventListener("keydown", (event) => {
    const links = [input, ...found.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      found.hidden = true;
      input.focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      links[Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), links.length - 1)].focus();
    } else if (event.key === "Enter" && at === 0 && links[1]) links[1].click();
  });
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target)) found.hidden = true;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
  });
  box.hidden = false;
}

const menu = document.querySelector(".menu");
const wide = matchMedia("(width >= 62rem)");
const fold = () => (menu.open = wide.matches);
wide.addEventListener("change", fold);
fold();
switcher(document.querySelector(".switch"));
document.querySelectorAll("main :is(h2, h3)[id]").forEach(linking);
document.querySelectorAll("pre").forEach(copying);
document.querySelectorAll("table").forEach((table) => (table.tabIndex = 0));
if (window.Worker && location.protocol !== "file:") searching(document.querySelector(".find"));
