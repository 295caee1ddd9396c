// The directory: finds people in a small file of everybody, and shows a page of rows at a time.
"use strict";

(async () => {
  const page = document.querySelector("[data-people]");
  const form = page?.querySelector(".fu-find");
  if (!form) return;
  const STEP = 100;
  const fold = followup.fold;
  const body = page.querySelector("tbody");
  const status = page.querySelector("[data-status]");
  const none = page.querySelector("[data-none]");
  const more = page.querySelector("[data-more]");
  const { q, tag, owner, kind, sort } = form.elements;
  const picks = page.querySelector(".fu-picks");
  const groups = {};
  const words = {};
  for (const option of kind.options) {
    groups[option.value] = option.dataset.group;
    words[option.value] = option.textContent;
  }

  const asked = new URLSearchParams(location.search);
  for (const field of [q, kind, sort]) field.value = asked.get(field.name) ?? "";
  for (const field of [kind, sort]) if (field.selectedIndex < 0) field.value = "";
  form.hidden = false;
  if (location.hash === "#find") q.focus();

  let data;
  try {
    const answer = await fetch(page.dataset.people);
    if (!answer.ok) throw new Error(answer.statusText);
    data = await answer.json();
  } catch {
    form.hidden = true;
    return; // opened as a file: the page's own rows stay
  }
  const built = followup.days(data.on);
  const today = followup.now();
  const year = new Date(today * 864e5).getUTCFullYear();
  const rows = data.rows;
  const hay = rows.map((row) =>
    [row[0], row[7], ...row[2].map((at) => data.tags[at]), row[1]].map(fold).join(" "),
  );
  for (const name of data.tags) tag.append(new Option(name, name));
  for (const name of data.owners) owner.append(new Option(name, name));
  tag.closest("label").hidden = !data.tags.length;
  owner.closest("label").hidden = !data.owners.length;

  let found = [];
  let shown = 0;

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function time(days, className, text) {
    const made = element("time", className, text ?? followup.said(days, year));
    made.dateTime = followup.iso(days);
    return made;
  }

  function initials(name) {
    const parts = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
    if (!parts.length) return "·";
    const letters = parts.length > 1 ? [parts[0], parts.at(-1)] : [parts[0]];
    return letters.map((word) => [...word][0]).join("").toUpperCase();
  }

  function line([name, id, tags, , kindAt, due, last, , dnc]) {
    const row = element("tr");
    const head = element("th");
    head.scope = "row";
    const hue = [...id].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 8;
    const face = element("span", `fu-face fu-hue-${hue}`, initials(name));
    face.setAttribute("aria-hidden", "true");
    const link = element("a", "", name);
    link.href = page.dataset.base + id.split("/").map(encodeURIComponent).join("/") + page.dataset.end;
    head.append(face, link);
    if (dnc) head.append(" ", element("strong", "fu-dnc", "do not contact"));
    const next = element("td");
    if (due !== null) {
      const word = data.kinds[kindAt];
      const day = built + due;
      next.append(element("span", `fu-kind fu-is-${groups[word]}`, words[word]), " ");
      // 5: what was due so long before the build was late then.
      const late = day < today ? followup.late(day, today, built, 5) : 0;
      const said = time(day, "fu-when", day === today ? "today" : undefined);
      if (late) said.append(", late");
      followup.redden(said, late);
      next.append(said);
    }
    const touched = element("td");
    if (last !== null) touched.append(time(built + last));
    row.append(head, next, touched, element("td", "", tags.map((at) => data.tags[at]).join(", ")));
    return row;
  }

  function grow() {
    const part = document.createDocumentFragment();
    for (const at of found.slice(shown, shown + STEP)) part.append(line(rows[at]));
    shown = Math.min(found.length, shown + STEP);
    body.append(part);
    more.hidden = shown >= found.length;
  }

  function search() {
    const asked = q.value.split(/\s+/).map(fold).filter(Boolean);
    const tagAt = data.tags.indexOf(tag.value);
    const ownerAt = data.owners.indexOf(owner.value);
    const kindAt = data.kinds.indexOf(kind.value);
    found = [];
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at];
      if (tag.value && !row[2].includes(tagAt)) continue;
      if (owner.value && row[3] !== ownerAt) continue;
      if (kind.value === "due" && !(row[5] !== null && built + row[5] <= today)) continue;
      if (kind.value && kind.value !== "due" && row[4] !== kindAt) continue;
      if (asked.every((word) => hay[at].includes(word))) found.push(at);
    }
    if (sort.value === "due") found.sort((a, b) => (rows[a][5] ?? 1e9) - (rows[b][5] ?? 1e9));
    else if (sort.value === "last") found.sort((a, b) => (rows[b][6] ?? -1e9) - (rows[a][6] ?? -1e9));
    else if (asked.length) {
      const first = (at) => (hay[at].startsWith(asked[0]) ? 0 : hay[at].includes(` ${asked[0]}`) ? 1 : 2);
      found.sort((a, b) => first(a) - first(b) || a - b);
    }
    body.replaceChildren();
    shown = 0;
    grow();
    const all = found.length === rows.length;
    status.textContent = all
      ? `${rows.length} ${rows.length === 1 ? "person" : "people"}`
      : `${found.length} of ${rows.length}`;
    none.hidden = found.length > 0;
    body.parentElement.hidden = found.length === 0;
    const state = new URLSearchParams();
    for (const field of [q, tag, owner, kind, sort]) if (field.value) state.set(field.name, field.value);
    const query = state.toString();
    const chosen = [tag, owner, kind, sort].filter((field) => field.value).length;
    picks.firstElementChild.textContent = chosen ? `Filter and sort (${chosen})` : "Filter and sort";
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
  }

  const links = () => [...body.querySelectorAll("a")];
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    links()[0]?.click();
  });
  form.addEventListener("input", search);
  more.addEventListener("click", grow);
  q.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && q.value) {
      event.preventDefault();
      q.value = "";
      search();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      links()[0]?.focus();
    }
  });
  body.addEventListener("keydown", (event) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    if (event.key === "ArrowDown") {
      if (at === all.length - 1 && !more.hidden) grow();
      links()[at + 1]?.focus();
    } else if (event.key === "ArrowUp") (all[at - 1] ?? q).focus();
    else if (event.key === "Escape") q.focus();
    else return;
    event.preventDefault();
  });
  new IntersectionObserver((seen) => {
    if (seen.some((entry) => entry.isIntersecting) && !more.hidden) grow();
  }).observe(more);

  picks.open = matchMedia("(min-width: 40.01rem)").matches;
  for (const field of [tag, owner]) {
    field.value = asked.get(field.name) ?? "";
    if (field.selectedIndex < 0) field.value = "";
  }
  search();
})();
