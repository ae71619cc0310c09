import { evidence } from "./desk-evidence.js";
import { looking, refunds } from "./desk-looking.js";
import { clocks, decision, facts, letter, lineOf, list, section, settled, table } from "./desk-parts.js";
import { day, el, money, words } from "./dom.js";

const SUGGESTS = { corrected: "Credit all of it.", partial: "Credit a part.", explained: "No error found.", look_further: "Not settled yet." };
const OUTCOMES = { corrected: "Credit all of it", partial: "Credit a part", explained: "No error: explain" };

/** A dispute: evidence, clocks, what speaks for and against it, letters, and the decision. */
export function dispute({ item, line, dispute: found }, act) {
  const decides = act.who.role !== "ops";
  return [
    section("Case", facts(["Reference", found.reference], ["State", words(found.state)], ["Received", day(found.received_at.slice(0, 10))],
      ["In dispute", money(found.whole_line?.set_aside ?? found.amount)],
      ["Paid on the line before", found.whole_line ? money(found.whole_line.paid) : ""], ["Heard", found.said.span],
      ...found.told.map((one) => [one.label, one.value])), clocks(found.clocks)),
    found.charges.length ? section("Disputed", charges(found.charges, "Disputed charges")) : null,
    found.earlier.length ? section("Earlier at the same merchant", charges(found.earlier, "Earlier charges")) : null,
    evidence(found, act),
    refunds(found, act),
    looking(found, act),
    finding(found),
    ...found.letters.map(letter),
    el("details", { class: "part" }, el("summary", { textContent: "What was done" }),
      list(found.steps.map((step) => `${words(step.what)} by ${step.by}, ${day(step.at.slice(0, 10))}${step.said ? `: ${step.said}` : ""}`))),
    lineOf(line),
    proposed(found.proposal),
    decides && found.state === "received" ? acknowledge(act) : null,
    decides && item.stage === "to_look_into" ? putForward(found, act) : null,
    decides && item.stage === "to_check" ? check(found.proposal, act) : null,
  ].filter(Boolean);
}

function charges(rows, caption) {
  return table(["Merchant", "On", "Amount"], rows.map((one) => [
    el("span", { dir: "auto", textContent: [one.merchant, one.city].filter(Boolean).join(", ") }), day(one.transacted_on), money(one.amount)]), caption);
}

function finding({ finding: one, charges: disputed, claim_id: id, whole_line: line }) {
  const named = new Map([[id, line ? "the whole line" : "the missing payment"], ...disputed.map((charge) => [charge.id, charge.merchant])]);
  return section("Suggested finding", el("p", {}, el("strong", { textContent: SUGGESTS[one.suggests] }), ` ${one.why} Two people decide.`),
    one.credits.length ? list(one.credits.map((credit) => `Credit ${money(credit.amount)} of ${named.get(credit.charge_id)}`), "bullets") : null,
    one.supporting.length ? el("h4", { textContent: "For" }) : null, list(one.supporting),
    one.against.length ? el("h4", { textContent: "Against" }) : null, list(one.against),
    one.mentioned.length ? el("h4", { textContent: "Named in the borrower's own files (unchecked)" }) : null, list(one.mentioned));
}

function proposed(one) {
  if (!one) return null;
  return section("Put forward", facts(["Finding", OUTCOMES[one.outcome]], ["Credit", money(one.credited)], ["Reasons", one.reasons],
    ["By", `${one.made_by}, ${day(one.made_at.slice(0, 10))}`]),
  one.moved ? el("p", { class: "notice", textContent: "The line changed since. Send it back, to be found anew." }) : null,
  settled(one.decision));
}

function acknowledge(act) {
  return section("Letter of receipt",
    el("button", { type: "button", textContent: "Note that it went out", onclick: () => act.work("acknowledgements") }));
}

function putForward(found, act) {
  const paid = found.payment?.on ? [{ id: found.claim_id, merchant: "Missing payment", transacted_on: found.payment.on, to_decide: found.payment.amount }] : [];
  const line = found.whole_line ? [{ id: found.claim_id, merchant: "The whole line", transacted_on: found.received_at.slice(0, 10), to_decide: found.whole_line.set_aside }] : [];
  const amounts = [...paid, ...line, ...found.charges].filter((one) => Number(one.to_decide) > 0).map((one) => ({ one, input: el("input", { inputmode: "decimal", value: one.to_decide, autocomplete: "off", "aria-label": `Credit of ${one.merchant}, ${day(one.transacted_on)}` }) }));
  const choices = Object.entries(OUTCOMES).map(([value, title], place) => el("label", { class: "radio" },
    el("input", { type: "radio", name: "outcome", value, checked: found.finding.suggests === "look_further" ? place === 0 : value === found.finding.suggests }), ` ${title}`));
  const credits = (outcome) => amounts
    .filter(({ input }) => outcome !== "explained" && Number(input.value) > 0)
    .map(({ one, input }) => ({ charge_id: one.id, amount: outcome === "corrected" ? one.to_decide : input.value.trim() }));
  const box = section("Your finding", el("fieldset", {}, el("legend", { textContent: "Finding" }), ...choices),
    ...amounts.map(({ one, input }) => el("div", { class: "field" }, el("span", { dir: "auto", textContent: `${one.merchant}, ${money(one.to_decide)}` }), input)),
    decision("Reasons, as the borrower will read them", [{
      title: "Put forward for a second person", main: true,
      act: (reasons) => {
        const outcome = box.querySelector("input[name=outcome]:checked").value;
        act.work("findings", { outcome, credits: credits(outcome), reasons });
      },
    }]));
  return box;
}

function check(one, act) {
  return section("Your decision", decision("Reason (to send it back)", [
    { title: "Agree", main: true, act: (text) => act.decide("approve", text, one.content_sha256) },
    { title: "Send back", reason: "Say why it goes back.", act: (text) => act.decide("decline", text, one.content_sha256) },
  ]));
}
