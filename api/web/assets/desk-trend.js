import { section } from "./desk-parts.js";
import { day, el } from "./dom.js";

const KINDS = { product: "By product", issue: "By issue" };

/** Complaints a week: what rises against the weeks before is marked in words, not by colour alone. */
export function trend(found) {
  const most = Math.max(1, ...found.rows.flatMap((row) => row.counts));
  const rows = (by) => found.rows.filter((row) => row.by === by);
  return [
    el("p", { class: "hint", textContent: "Weeks begin on Monday. The last one isn't over, so it is counted and never marked." }),
    section("All complaints", chart(found.weeks, rows("all"), most)),
    ...Object.entries(KINDS).map(([by, title]) => rows(by).length ? section(title, chart(found.weeks, rows(by), most)) : null),
  ].filter(Boolean);
}

function chart(weeks, rows, most) {
  return el("div", { class: "trend" }, ...rows.map((row) => el("article", {},
    el("p", { class: "trend-name" }, row.issue || row.product || "In all", " ", el("span", { class: "cite", textContent: `${row.total} in ${weeks.length} weeks` }),
      row.rises ? el("strong", { class: "rises", textContent: " Rises against the weeks before" }) : null),
    el("ol", { class: "bars", "aria-label": `${row.issue || row.product || "All"}, complaints a week` }, ...row.counts.map((count, place) => {
      const bar = el("span", { class: "bar", "aria-hidden": "true" });
      bar.style.setProperty("height", `${Math.round(count / most * 100)}%`);
      return el("li", { title: `Week of ${day(weeks[place])}: ${count}` }, el("span", { class: "bar-room" }, bar),
        el("span", { class: "bar-count", textContent: String(count) }), el("span", { class: "unseen", textContent: `, week of ${day(weeks[place])}` }));
    })))),
  el("p", { class: "cite", textContent: `From ${day(weeks[0])} to the week of ${day(weeks.at(-1))}` }));
}
