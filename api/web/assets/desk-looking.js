import { facts, section } from "./desk-parts.js";
import { day, el, money } from "./dom.js";

const SPEAKS = { for: "Speaks for the borrower", against: "Speaks against", neither: "Speaks for neither" };

/** The checklist: what is done with what came of it, and a form for the next item. */
export function looking(found, act) {
  const decides = act.who.role !== "ops" && found.decided_on === null;
  const done = new Map(found.looked.map((one) => [one.item, one]));
  const rows = found.finding.checklist.filter((item) => done.has(item) || found.finding.unchecked.includes(item));
  return section("Investigation",
    el("p", { class: "hint", textContent: found.finding.unchecked.length
      ? `${found.finding.unchecked.length} of the checklist left. Before a denial, in whole or in part, all of it is looked into.`
      : "All of the checklist was looked into." }),
    el("ul", { class: "looked" }, ...rows.map((item) => row(item, done.get(item)))),
    decides ? form(found, act) : null);
}

function row(item, one) {
  return el("li", {}, el("span", { class: "tick", "aria-hidden": "true", textContent: one ? "✓" : "–" }),
    el("div", {}, el("span", { textContent: item }), one ? null : el("span", { class: "unseen", textContent: " (not looked into yet)" }),
      one ? el("p", { class: "result", dir: "auto", textContent: one.result }) : null,
      one ? el("p", { class: "cite", textContent: SPEAKS[one.speaks] }) : null));
}

function form(found, act) {
  if (found.state === "received") return el("p", { class: "hint", textContent: "The letter of receipt goes out first: an investigation doesn't stop its clock." });
  const item = el("select", { id: "check-item" }, ...found.finding.checklist.map((text) => el("option", { value: text, textContent: text })));
  const speaks = el("select", { id: "check-speaks" }, ...Object.entries(SPEAKS).map(([value, text]) => el("option", { value, textContent: text })));
  item.value = found.finding.unchecked[0] ?? found.finding.checklist.at(-1);
  speaks.value = "neither";
  const result = el("textarea", { id: "check-result", rows: "2", maxlength: "2000", autocomplete: "off" });
  const needed = el("p", { class: "problem", role: "alert", hidden: true, textContent: "Write what came of it first." });
  const note = () => {
    needed.hidden = result.value.trim() !== "";
    if (needed.hidden) act.work("checks", { item: item.value, result: result.value.trim(), speaks: speaks.value });
    else result.focus();
  };
  return el("details", {}, el("summary", { textContent: "Note what an item gave" }),
    el("form", { class: "decide", onsubmit: (event) => event.preventDefault() },
      el("label", { for: "check-item", textContent: "Item" }), item,
      el("label", { for: "check-result", textContent: "What came of it" }), result, needed,
      el("label", { for: "check-speaks", textContent: "For whom it speaks" }), speaks,
      el("div", { class: "card-buttons" }, el("button", { type: "button", class: "confirm", textContent: "Note it", onclick: note }))));
}

/** Refunds by a disputed charge's merchant that nobody has placed: no credit until somebody has. */
export function refunds(found, act) {
  if (!found.refunds.length) return null;
  return section("Refunds to place",
    el("p", { class: "notice", textContent: "The merchant sent this. Say which disputed charge it is of, so that none is credited twice." }),
    ...found.refunds.map((one) => {
      const of = el("select", { "aria-label": `What the refund of ${money(one.amount)} is of` },
        ...found.charges.map((charge) => el("option", { value: charge.id, textContent: `${charge.merchant}, ${money(charge.amount)}` })),
        el("option", { value: "", textContent: "Something else" }));
      return el("article", { class: "evidence" },
        facts(["From", one.merchant], ["Amount", money(one.amount)], ["Posted", day(one.posted_on)], ["Under", one.id]),
        act.who.role === "ops" ? null : el("div", { class: "field" }, of, el("button", { type: "button", textContent: "Place it",
          onclick: () => act.work("refunds", { refund_id: one.id, charge_id: of.value || null }) })));
    }));
}
