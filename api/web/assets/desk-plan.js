import { decision, facts, letter, lineOf, list, section, settled, table } from "./desk-parts.js";
import { day, el, money } from "./dom.js";

/** A plan draft: what it asks for, why the line may have it, and the decision. */
export function plan({ item, line, plan: draft }, act) {
  return [
    notices(item, draft),
    section("Proposed", terms(draft.option), schedule(draft.option)),
    letter(draft.proposal),
    section("Why the line may have it", proof(draft.checks)),
    said(draft.intake, draft.affordable),
    against(draft),
    others(draft),
    lineOf(line),
    settled(draft.decision),
    draft.notice ? letter(draft.notice) : null,
    ...(item.stage === "to_decide" && act.who.role !== "ops" ? [edit(draft, act), decide(draft, act)] : []),
  ].filter(Boolean);
}

function notices(item, draft) {
  const told = [];
  if (item.stage === "superseded") told.push(`A later version is open: ${draft.latest_id}.`);
  if (item.stage === "to_decide" && draft.moved) told.push("The line changed since this was drafted. Work it out again before approving.");
  if (item.stage === "to_decide" && draft.refused) told.push(`Today's books don't allow it: ${draft.refused}`);
  return told.length ? el("div", { class: "notice" }, ...told.map((text) => el("p", { textContent: text }))) : null;
}

function terms(option) {
  return facts(
    ["Payment", `${money(option.payment)} a month, ${option.months} months`], ["APR", `${Number(option.apr)}%`],
    ["From, to", `${day(option.first_due_on)} to ${day(option.ends_on)}`], ["Interest in the plan", money(option.interest_in_plan)],
    ["Left after the payment", option.margin === null ? "not known" : money(option.margin)],
    ["Cost until paid off", `${money(option.whole.cost)} over ${option.whole.months} months`],
    ["Line", option.closes_line ? "Closed" : "Blocked while it runs"], ["Decided by", option.decided_by]);
}

function schedule(option) {
  return table(["Due", "Payment", "Interest", "Fees", "Balance"],
    option.schedule.map((month) => [day(month.due_on), money(month.payment), money(month.interest), money(month.fees), money(month.balance)]),
    "Schedule by month");
}

function proof(checks) {
  return el("ul", { class: "checks" }, ...checks.map(({ holds, words: text }) =>
    el("li", { "data-holds": String(holds) }, el("strong", { textContent: holds ? "Yes " : "No " }), text)));
}

function said(intake, affordable) {
  const range = (one) => (one ? (one.low === one.high ? money(one.low) : `${money(one.low)} to ${money(one.high)}`) : "not sure");
  return section("What the borrower said, a month",
    facts(["In their words", intake.reason], ["Income", range(intake.income)], ["Essentials", range(intake.essentials)],
      ["Other debt", range(intake.other_debt)], ["Can pay", range(intake.can_pay)],
      ["Lasts", intake.lasts_months === null ? "not sure" : `${intake.lasts_months} months`],
      ["Counted as affordable", affordable === null ? "not known" : money(affordable)]));
}

function against(draft) {
  return section("Without it",
    facts(["Paying the minimum", `${money(draft.minimum_path.cost)} of interest and fees over ${draft.minimum_path.months} months`],
      ["Paying nothing", `${money(draft.nothing_path.left)} owed at charge-off`]));
}

function others(draft) {
  const names = draft.alternatives.map((one) => `${one.name}: ${money(one.payment)} a month, ${money(one.whole.cost)} in all`);
  const not = draft.excluded.map((one) => `${one.program}: ${one.why}`);
  return el("details", { class: "part" }, el("summary", { textContent: "Other programmes, and why not" }),
    names.length ? list(names) : null, list(not));
}

function edit(draft, act) {
  const amount = el("input", { id: "payment", inputmode: "decimal", value: draft.option.payment, autocomplete: "off" });
  const shown = el("div", { class: "preview", "aria-live": "polite" });
  const body = () => ({ payment: amount.value.trim() || null });
  const look = async () => {
    try {
      const found = await act.ask("previews", body());
      shown.replaceChildren(terms(found.option), schedule(found.option), proof(found.checks));
    } catch (error) {
      shown.replaceChildren(el("p", { class: "problem", textContent: error.message }));
    }
  };
  return el("details", { class: "part" }, el("summary", { textContent: "Change the payment" }),
    el("p", { class: "hint", textContent: "It becomes the draft's next version, drafted by you, so somebody else decides it." }),
    el("div", { class: "field" }, el("label", { for: "payment", textContent: "Payment a month, in dollars" }), amount,
      el("button", { type: "button", textContent: "Work it out", onclick: look }),
      el("button", { type: "button", class: "confirm", textContent: "Save this version", onclick: () => act.work("edits", body()) })),
    shown);
}

function decide(draft, act) {
  return section("Your decision", decision("Reason (a decline needs specific ones)", [
    { title: "Approve", main: true, act: (text) => act.decide("approve", text, draft.content_sha256) },
    { title: "Decline", reason: "Write the specific reasons first.", act: (text) => act.decide("decline", text, draft.content_sha256) },
  ]));
}
