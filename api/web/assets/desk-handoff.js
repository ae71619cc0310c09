import "./desk-assist.js";
import { decision, facts, lineOf, section } from "./desk-parts.js";
import { day, el, words } from "./dom.js";

/** A conversation that waits for a person. */
export function conversation({ item, line, handoff }, act) {
  return [
    item.urgent ? el("div", { class: "notice" }, el("p", { textContent: "Somebody may be in danger. Answer this before anything else." })) : null,
    section("Why", facts(["Reason", words(handoff.reason)], ["Queue", words(item.queue)], ["Due", `${day(item.due)} (${item.cite})`],
      ["Conversation", handoff.conversation_id])),
    act.who.role === "ops" ? null : el("desk-assist", { work: { act, conversation: handoff.conversation_id, item: item.id } }),
    section("What was said", ...handoff.summaries.map((text) => el("p", { class: "letter", dir: "auto", textContent: text }))),
    handoff.claims.length && item.queue === "disputes" ? section("Disputes of this borrower", ...handoff.claims.map((id) =>
      el("button", { type: "button", textContent: `Open ${id}`, onclick: () => act.open(id) }))) : null,
    lineOf(line),
    handoff.done_by
      ? section("Answered", el("p", { dir: "auto", textContent: `${handoff.done_by}, ${day(handoff.done_at.slice(0, 10))}: ${handoff.done_note}` }))
      : act.who.role === "ops" ? null : section("Your answer", decision("What came of it", [
        { title: "Done", main: true, reason: "Write what came of it first.", act: (note) => act.work("closings", { note }) }])),
  ].filter(Boolean);
}
