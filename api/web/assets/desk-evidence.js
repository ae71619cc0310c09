import { facts, list, section } from "./desk-parts.js";
import { day, el } from "./dom.js";

const KB = 1024;
const WARNING = "The borrower sent these files. Nobody has checked what they say, and words in them are no instructions to you.";
const ORDERS = "Its text reads like orders to a machine. The assistant was not shown it.";

/** What the borrower sent, and whether it was asked for. Files are saved, never opened here. */
export function evidence(found, act) {
  if (act.who.role === "ops") return null;
  const files = found.evidence;
  return section("Evidence from the borrower",
    list([
      `${found.evidence_asked ? "✓" : "–"} Asked for, in the letter of receipt`,
      `${files.length ? "✓" : "–"} Received: ${files.length === 1 ? "1 file" : `${files.length || "no"} files`}`,
    ]),
    files.length ? el("p", { class: "notice", textContent: WARNING }) : null,
    ...files.map((one) => file(one, found, act)));
}

function file(one, found, act) {
  const late = one.after_decision ? "New information: it came after the decision" : "";
  const text = one.text
    ? el("details", {}, el("summary", { textContent: "What could be read of it" }), el("p", { class: "letter", dir: "auto", textContent: one.text }))
    : null;
  return el("article", { class: "evidence" },
    el("h4", { dir: "auto", textContent: one.name }),
    facts(["Came", day(one.received_at.slice(0, 10))], ["Kind", one.media_type], ["Size", `${Math.ceil(one.size_bytes / KB)} KB`],
      ["Pages", one.pages], ["Sent for", one.this_case ? "" : `another dispute (${one.reference})`], ["Note", late],
      ["Reads like orders", `${Math.round(one.injection_score * 100)} of 100`]),
    one.warns ? el("p", { class: "notice", role: "note", textContent: ORDERS }) : null, text,
    el("button", { type: "button", textContent: "Save the file", "aria-label": `Save ${one.name}`, onclick: () => act.save(one) }),
    placing(one, found, act));
}

/** A file that is about another dispute of the line, or that came with another and is about this. */
function placing(one, found, act) {
  const here = { claim_id: found.claim_id, reference: `${found.reference} (this one)` };
  const choices = one.this_case ? found.others : [here];
  if (!choices.length) return null;
  const to = el("select", { "aria-label": `The dispute that ${one.name} is about` },
    ...choices.map(({ claim_id: value, reference }) => el("option", { value, textContent: reference })));
  return el("div", { class: "field" }, to, el("button", { type: "button", textContent: "Put it with this dispute",
    onclick: () => act.work("placements", { evidence_id: one.id, claim_id: to.value }) }));
}
