import { section } from "./desk-parts.js";
import { day, el } from "./dom.js";

const KINDS = { product: "By product", issue: "By issue" };

/** Complaints a week: what rises against the weeks before is marked in words, not by colour alone. */
export function trend(found, act) {
  const most = Math.max(1, ...found.rows.flatMap((row) => row.counts));
  const rows = (by) => found.rows.filter((row) => row.by === by);
  return [
    el("p", { class: "hint", textContent: "Weeks begin on Monday. The last one isn't over, so it is counted and never marked." }),
    act ? portal(act) : null,
    section("All complaints", chart(found.weeks, rows("all"), most)),
    ...Object.entries(KINDS).map(([by, title]) => rows(by).length ? section(title, chart(found.weeks, rows(by), most)) : null),
  ].filter(Boolean);
}

/** A complaint that the CFPB's portal shows: its clocks run from the day it was sent. */
function portal(act) {
  const field = (name, label, attributes) => {
    const input = el(attributes.rows ? "textarea" : "input", { id: `portal-${name}`, name, required: true, autocomplete: "off", ...attributes });
    return [el("label", { for: input.id, textContent: label }), input];
  };
  const form = el("form", { class: "decide", onsubmit: (event) => {
    event.preventDefault();
    act.complain(Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()])));
  } },
  ...field("account_id", "Account", { inputmode: "numeric" }),
  ...field("case_number", "Case number", { placeholder: "251120-1234567" }),
  ...field("sent_on", "Sent to us on", { type: "date" }),
  ...field("words", "What it says", { rows: 5 }),
  el("button", { type: "submit", textContent: "Put on record" }));
  return section("A complaint from the CFPB's portal", el("details", {}, el("summary", { textContent: "Put one on record" }), form));
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
