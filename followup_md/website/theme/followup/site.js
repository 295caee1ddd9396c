// On every page: the theme's switch, and dates that stay right when the site was built some days
// ago. The keys are in keys.js.
"use strict";

const root = document.documentElement;
const DAY = 864e5;
const BEFORE = 31; // days before the build that data-works begins with

const followup = {
  days: (iso) => {
    const [year, month, day] = iso.split("-").map(Number);
    return new Date(0).setUTCFullYear(year, month - 1, day) / DAY;
  },
  iso: (days) => new Date(days * DAY).toISOString().slice(0, 10),
  // "Mon 14 Sep", with the year where it is not this one.
  said: (days, year) => {
    const date = new Date(days * DAY);
    const week = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][date.getUTCDay()];
    const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
    const text = `${week} ${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
    return date.getUTCFullYear() === year ? text : `${text} ${date.getUTCFullYear()}`;
  },
  // "Monday 14 September 2026".
  long: (days) => {
    const parts = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
    return new Intl.DateTimeFormat("en-GB", parts).format(new Date(days * DAY)).replace(",", "");
  },
  // The visitor's day, in the zone of the book where it has one.
  today: () => {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit" };
    let format;
    try {
      format = new Intl.DateTimeFormat("en", { ...parts, timeZone: root.dataset.zone || undefined });
    } catch {
      format = new Intl.DateTimeFormat("en", parts);
    }
    const found = Object.fromEntries(format.formatToParts().map((p) => [p.type, p.value]));
    return followup.days(`${found.year}-${found.month}-${found.day}`);
  },
  // The day that the page is about: that of the site if somebody chose it, else the visitor's.
  now: () => {
    const built = followup.days(root.dataset.on);
    return root.dataset.chosen === undefined ? Math.max(built, followup.today()) : built;
  },
  works: (day) => {
    const place = day - followup.days(root.dataset.on) + BEFORE;
    const known = (root.dataset.works || "")[place];
    return known === undefined ? ![0, 6].includes(new Date(day * DAY).getUTCDay()) : known === "1";
  },
  // Working days after the due date, or the working day that follows it.
  late: (due, today, built, atBuild) => {
    let count = 0;
    if (due < built - BEFORE) {
      for (let day = built + 1; day <= today; day++) count += followup.works(day);
      return atBuild + count;
    }
    for (let day = due; day <= today; day++) count += followup.works(day);
    return Math.max(0, count - 1);
  },
  // Lateness grows: a day, some days, a week (words.py says the same).
  redden: (time, late) => {
    time.classList.toggle("fu-late", late > 0);
    time.classList.toggle("fu-late-2", late > 1 && late < 5);
    time.classList.toggle("fu-late-3", late >= 5);
  },
};

function refresh(built, today) {
  const age = today - built;
  const note = document.querySelector("[data-stale]");
  note.textContent = `This page was built ${age === 1 ? "yesterday" : `${age} days ago`}. Dates are brought up to date here; touches since then are not.`;
  note.hidden = false;
  for (const time of document.querySelectorAll("time[data-due]")) {
    const due = followup.days(time.dateTime);
    if (due > today) continue;
    const late = followup.late(due, today, built, Number(time.dataset.late));
    time.textContent = late === 0 ? "today" : late === 1 ? "1 day late" : `${late} days late`;
    followup.redden(time, late);
    time.closest("[data-item]")?.classList.add("fu-is-due");
  }
  for (const time of document.querySelectorAll("time[data-day]")) {
    const day = followup.days(time.dateTime);
    time.textContent = day === today ? "today" : time.title;
    if (time.dataset.late === undefined) continue;
    const late = day < today ? followup.late(day, today, built, Number(time.dataset.late)) : 0;
    followup.redden(time, late);
    if (late) time.append(", late");
  }
  for (const row of document.querySelectorAll(".fu-coming .fu-row")) {
    const day = followup.days(row.querySelector("time").dateTime);
    if (row.dataset.group === "appointments" && day < today) row.remove();
    else if (day <= today) row.hidden = false;
  }
  for (const agenda of document.querySelectorAll("[data-agenda]")) refreshAgenda(agenda, age, today, note);
}

// What the page says must agree with what has come due since it was built.
function refreshAgenda(agenda, age, today, note) {
  const title = agenda.querySelector("[data-title]");
  title.textContent = followup.long(today);
  title.dateTime = followup.iso(today);
  // Appointments of the past are asked about ("did it happen?") on a day of their own.
  const passed = agenda.querySelector("[data-appointments]");
  if (passed) passed.remove();
  agenda.querySelector(".fu-jump [href='#appointments']")?.parentElement.remove();
  const since = agenda.querySelector("[data-since]");
  const coming = agenda.querySelector("[data-coming]");
  // What is on other pages, by day: [days after the build, due, owed, appointments, shown].
  const elsewhere = { due: 0, owed: 0, since: 0, coming: 0 };
  for (const [day, due, owed, appointments, shown] of JSON.parse(agenda.dataset.elsewhere ?? "[]")) {
    if (day > age) elsewhere.coming += shown;
    else {
      elsewhere.due += due;
      elsewhere.owed += owed;
      if (day > 0) elsewhere.since += day === age ? due + appointments : due;
    }
  }
  const come = coming ? [...coming.querySelectorAll(".fu-row")] : [];
  since
    .querySelector("ul")
    .append(...come.filter((row) => followup.days(row.querySelector("time").dateTime) <= today));
  if (coming) {
    const left = coming.querySelectorAll(".fu-row:not([hidden])").length + elsewhere.coming;
    coming.hidden = left === 0;
    coming.querySelector(".fu-count").textContent = left;
    const all = coming.querySelector(".fu-all");
    if (all) all.hidden = elsewhere.coming === 0;
    if (all) all.querySelector("[data-all]").textContent = left;
  }
  const came = since.querySelectorAll(".fu-row").length;
  since.querySelector(".fu-count").textContent = came + elsewhere.since;
  since.querySelector("ul").hidden = came === 0;
  since.hidden = came + elsewhere.since === 0;
  const more = since.querySelector(".fu-all");
  if (more) more.hidden = elsewhere.since === 0;
  const ahead = Number(agenda.dataset.agenda); // days after the build that the page knows of
  const unknown = age > ahead;
  if (unknown) note.textContent += ` Whoever came due after ${followup.said(today - age + ahead)} is missing.`;
  const quiet = agenda.querySelector("[data-quiet]");
  if (quiet && (!since.hidden || unknown)) quiet.hidden = true;
  const sum = agenda.querySelector("[data-sum]");
  const due = [...agenda.querySelectorAll(".fu-row")].filter(
    (row) => row.dataset.group !== "appointments" && !row.closest("[data-coming]"),
  );
  if (!sum) return;
  const count = due.length + elsewhere.due;
  if (!count && unknown) sum.textContent = "Nobody was due when this page was built.";
  if (!count) return;
  const owed = due.filter((row) => row.dataset.group === "owe");
  sum.textContent = `${count} to reach`;
  if (!owed.length && !elsewhere.owed) return;
  const link = document.createElement("a");
  link.href = `#${owed.length ? owed[0].closest("section").id : "since"}`;
  link.textContent = `${owed.length + elsewhere.owed} you owe`;
  sum.append(", ", link);
}

function switcher(button) {
  const names = { "": "automatic", light: "light", dark: "dark" };
  const order = ["", "light", "dark"];
  const show = () => {
    const now = root.dataset.theme || "";
    button.dataset.now = now || "auto";
    button.setAttribute("aria-label", `Theme: ${names[now]}`);
    button.title = `Theme: ${names[now]}`;
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

// A line of the inbox gets the day and the time of the tap, as the clock is in the zone of the book.
function now() {
  const day = followup.iso(followup.today());
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  let format;
  try {
    format = new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: root.dataset.zone || undefined });
  } catch {
    format = new Intl.DateTimeFormat("en-GB", parts);
  }
  return [day, format.format(new Date())];
}

function stamped(line, [day, time]) {
  return line.replace(/: \d{4}-\d\d-\d\d (\d\d:\d\d )?/, `: ${day} ${time} `);
}

for (const type of ["pointerdown", "click", "contextmenu"]) {
  document.addEventListener(type, ({ target }) => {
    const link = target.closest("a[data-log]");
    if (!link) return;
    const at = now();
    const url = new URL(link.href);
    const file = `inbox/${at[0]}-${at[1].replace(":", "")}-`;
    for (const [key, value] of [...url.searchParams]) {
      const named = value.replace(/inbox\/\d{4}-\d\d-\d\d-(\d{4}-)?/, file);
      url.searchParams.set(key, key === "value" ? stamped(value, at) : named);
    }
    link.href = url.href;
  });
}
document.addEventListener(
  "toggle",
  ({ target }) => {
    const line = target.open && target.querySelector?.("[data-line]");
    if (line) line.textContent = stamped(line.textContent, now());
  },
  true, // it does not bubble
);

if (root.dataset.on) {
  const built = followup.days(root.dataset.on);
  const today = followup.now();
  if (today > built) refresh(built, today);
}
const button = document.querySelector("[data-switch]");
if (button) switcher(button);

// A link to a group, or to a list, that is folded unfolds it.
function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target && (target.matches("details") ? target : target.querySelector("details"));
  if (folded) folded.open = true;
}
addEventListener("hashchange", unfold);
unfold();
