"use strict";
// Sorting: a head's button sorts by its column, then the other way round, then as the table came. Holes stay last, means below all.
const FIRST = { true: "descending", false: "ascending" };
const shown = (cell) => (cell.querySelector("a") ?? cell.firstChild)?.textContent.trim() ?? "";
const number = (text) => parseFloat(text.replace(/,/g, "").replace("−", "-"));
const compare = (place, numeric, down) => (one, other) => {
  const texts = [one, other].map((row) => shown(row.cells[place]));
  if (!numeric) return (down ? -1 : 1) * texts[0].localeCompare(texts[1], "en");
  const [left, right] = texts.map(number);
  if (isNaN(left) || isNaN(right)) return isNaN(left) - isNaN(right);
  return down ? right - left : left - right;
};
for (const table of document.querySelectorAll("main table")) {
  const heads = [...table.querySelectorAll("thead th[aria-sort]")];
  const body = table.tBodies[0];
  if (!heads.length || !body) continue;
  const came = [...body.rows].filter((row) => !row.classList.contains("fixed"));
  const fixed = [...body.rows].filter((row) => row.classList.contains("fixed"));
  heads.forEach((head, place) => {
    head.querySelector("button").addEventListener("click", () => {
      const numeric = head.classList.contains("n");
      const was = head.getAttribute("aria-sort");
      const next = was === "none" ? FIRST[numeric] : was === FIRST[numeric] ? FIRST[!numeric] : "none";
      heads.forEach((each) => each.setAttribute("aria-sort", each === head ? next : "none"));
      table.classList.toggle("sorted", next !== "none");
      body.append(...(next === "none" ? came : [...came].sort(compare(place, numeric, next === "descending"))), ...fixed);
    });
  });
}

// Dark or light: the system's choice until the button is used; remembered where the browser allows it.
const root = document.documentElement;
const theme = document.getElementById("theme");
const system = matchMedia("(prefers-color-scheme: dark)");
const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
const name = () => {
  theme.textContent = dark() ? "Light" : "Dark";
  theme.setAttribute("aria-label", dark() ? "Show in light colours" : "Show in dark colours");
};
try { root.dataset.theme = localStorage.getItem("theme") ?? ""; } catch { /* not remembered */ }
theme.addEventListener("click", () => {
  root.dataset.theme = dark() ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* not remembered */ }
  name();
});
system.addEventListener("change", name);
name();
theme.hidden = false;

// A number's link opens whatever its origin is folded in.
const reveal = () => {
  const found = document.getElementById(location.hash.slice(1));
  if (!found) return;
  for (let part = found; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  found.scrollIntoView();
};
addEventListener("hashchange", reveal);
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link && link.hash === location.hash) reveal();
});
reveal();

// On paper every table is open; runs and manifests are for the screen.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details.more:not([open]):not(#manifests), details.map:not([open])")];
  folded.forEach((part) => { part.open = true; });
});
addEventListener("afterprint", () => folded.forEach((part) => { part.open = false; }));
