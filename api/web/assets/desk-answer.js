import { clocks, decision, facts, letter, lineOf, list, section, settled } from "./desk-parts.js";
import { day, el, money, words } from "./dom.js";

const COMPLAINT = {
  explanation: "Explain", relief: "Put something right, no money", monetary_relief: "Credit an amount",
};
const REPORT = {
  report_corrected: "It was wrong: correct it", report_verified: "It agrees with our records", frivolous: "Frivolous or irrelevant: nothing to look into",
};
const GROUNDS = {
  insufficient: "Not enough to look into it", same_again: "The same dispute again, nothing new", not_covered: "Not something we have to look into",
};
/** A complaint or a dispute of a credit report: what was said, its clocks, and the answer. */
export function answered({ item, line, answer: found }, act) {
  const works = act.who.role !== "ops";
  const acknowledges = found.clocks.some(({ clock, met }) => clock.name === "acknowledge" && !met);
  return [
    section("Case", facts(["Reference", found.reference], ["Received", day(found.received_at.slice(0, 10))],
      ["Conversation", found.conversation_id], ["CFPB case", found.case_number], ["They wrote", found.said]), clocks(found.clocks)),
    tag(found, works ? act : null),
    ...found.letters.map(letter),
    el("details", { class: "part" }, el("summary", { textContent: "What was done" }),
      found.steps.length
        ? list(found.steps.map((step) => `${words(step.what)} by ${step.by}, ${day(step.at.slice(0, 10))}${step.said ? `: ${step.said}` : ""}`))
        : el("p", { class: "hint", textContent: "Nothing yet." })),
    lineOf(line),
    drafted(found.answer),
    works && acknowledges ? section("Letter of receipt",
      el("button", { type: "button", textContent: "Note that it went out", onclick: () => act.work("acknowledgements") })) : null,
    works && item.stage === "to_look_into" ? draft(found, item, act) : null,
    works && found.may_take_longer ? longer(item, act) : null,
    works && item.stage === "to_check" ? section("Your decision", decision("Reason (to send it back)", [
      { title: "Agree", main: true, act: (text) => act.decide("approve", text, found.answer.content_sha256) },
      { title: "Send back", reason: "Say why it goes back.", act: (text) => act.decide("decline", text, found.answer.content_sha256) },
    ])) : null,
    works && item.stage === "to_tell" ? section("Notice",
      el("p", { textContent: "It was found frivolous. Its borrower is told within five business days (12 CFR 1022.43(f)(2))." }),
      el("button", { type: "button", textContent: "Note that the notice went out", onclick: () => act.work("notices") })) : null,
  ].filter(Boolean);
}

/** What a complaint is about, in the CFPB's words; staff may say otherwise. */
function tag({ tag: one, issues }, act) {
  if (!one) return null;
  const by = one.by === "rule" ? "suggested by its words" : one.by;
  const about = facts(["Product", `${one.product}: ${one.sub_product}`], ["Issue", one.issue], ["Sub-issue", one.sub_issue], ["Tagged by", by]);
  if (!act) return section("What it is about", about);
  const issue = pick("tag-issue", issues.map(({ name }) => [name, name]), one.issue);
  const sub = pick("tag-sub", [], "");
  const fill = () => {
    const found = issues.find(({ name }) => name === issue.value);
    sub.replaceChildren(...options([["", "None"], ...found.sub_issues.map((name) => [name, name])]));
  };
  issue.addEventListener("change", fill);
  fill();
  sub.value = one.sub_issue ?? "";
  return section("What it is about", about, el("details", {}, el("summary", { textContent: "Set the tag" }),
    el("form", { class: "decide", onsubmit: (event) => event.preventDefault() },
      el("label", { for: "tag-issue", textContent: "Issue" }), issue,
      el("label", { for: "tag-sub", textContent: "Sub-issue" }), sub,
      el("div", { class: "card-buttons" }, el("button", { type: "button", class: "confirm", textContent: "Set it",
        onclick: () => act.work("tags", { issue: issue.value, sub_issue: sub.value || null }) })))));
}

function drafted(one) {
  if (!one) return null;
  return section("Put forward", facts(["Answer", { ...COMPLAINT, ...REPORT }[one.outcome]], ["Credit", Number(one.credit) ? money(one.credit) : ""],
    ["Ground", one.ground && `${GROUNDS[one.ground]} (${one.ground_cite})`], ["Words", one.reasons], ["Needed", one.needed],
    ["By", `${one.made_by}, ${day(one.made_at.slice(0, 10))}`]),
  one.moved ? el("p", { class: "notice", textContent: "The line changed since. Send it back, to be drafted anew." }) : null,
  settled(one.decision));
}

function draft(found, item, act) {
  const outcomes = item.kind === "complaint" ? COMPLAINT : REPORT;
  const choices = Object.entries(outcomes).map(([value, title], place) => el("label", { class: "radio" },
    el("input", { type: "radio", name: "answer", value, checked: place === 0, onchange: () => show(value) }), ` ${title}`));
  const credit = el("input", { id: "credit", inputmode: "decimal", autocomplete: "off" });
  const ground = pick("ground", Object.entries(GROUNDS), "insufficient");
  const needed = el("textarea", { id: "needed", rows: "2", maxlength: "2000", autocomplete: "off" });
  const money_ = el("div", { class: "field", hidden: true }, el("label", { for: "credit", textContent: "Credit, in dollars" }), credit);
  const why = el("div", { class: "decide", hidden: true }, el("label", { for: "ground", textContent: "Ground" }), ground,
    el("label", { for: "needed", textContent: "What they would have to send" }), needed);
  const show = (value) => {
    money_.hidden = value !== "monetary_relief";
    why.hidden = value !== "frivolous";
  };
  const box = section("Your answer", el("fieldset", {}, el("legend", { class: "unseen", textContent: "Answer" }), ...choices), money_, why,
    decision("In words, as the borrower will read them", [{
      title: "Put forward for a second person", main: true, reason: "Write the answer first.",
      act: (reasons) => {
        const outcome = box.querySelector("input[name=answer]:checked").value;
        act.work("answers", { outcome, reasons, ...outcome === "monetary_relief" ? { credit: credit.value.trim() || "0" } : {},
          ...outcome === "frivolous" ? { ground: ground.value, needed: needed.value.trim() } : {} });
      },
    }]));
  return box;
}

function longer(item, act) {
  const until = item.kind === "complaint" ? "60 days from its coming, once" : "15 days more, once, if they sent more within the 30";
  const why = el("textarea", { id: "why", rows: "2", maxlength: "2000", autocomplete: "off" });
  const needed = el("p", { class: "problem", role: "alert", hidden: true, textContent: "Write why first." });
  return el("details", { class: "part" }, el("summary", { textContent: `It takes longer (${until})` }),
    el("form", { class: "decide", onsubmit: (event) => event.preventDefault() },
      el("label", { for: "why", textContent: "Why, as the borrower will read it" }), why, needed,
      el("div", { class: "card-buttons" }, el("button", { type: "button", class: "cancel", textContent: "Note that they were told",
        onclick: () => {
          needed.hidden = why.value.trim() !== "";
          if (needed.hidden) act.work("extensions", { why: why.value.trim() });
          else why.focus();
        } }))));
}

function pick(id, pairs, value) {
  const made = el("select", { id }, ...options(pairs));
  made.value = value;
  return made;
}

function options(pairs) {
  return pairs.map(([value, textContent]) => el("option", { value, textContent }));
}
