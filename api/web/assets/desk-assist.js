import { facts, list, section } from "./desk-parts.js";
import { day, el, money, time, words } from "./dom.js";

const ABOUT = { last_message: "To their last message", standing: "Where the line stands" };
const WITHHELD = {
  would_write: "it asks for something that only the borrower can confirm",
  not_on_record: "it invokes a right that isn't on record yet",
  blocked: "a check of the words stopped it",
  opens: "it would promise a hand-over that wasn't made",
};
const SEVERITY = { danger: "Danger", stop: "First", care: "Care" };
const SHOW = {
  money, date: day, percent: (value) => `${value} %`, count: (value) => value, text: words,
};
const COPIED_MS = 2500;

/** What is needed to answer a conversation. Set `work` ({act, conversation, item}) before adding it. */
class DeskAssist extends HTMLElement {
  work = null;

  connectedCallback() {
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", "Help with the answer");
    if (!this.childElementCount) this.#load();
  }

  async #load() {
    this.replaceChildren(el("p", { class: "hint", role: "status", textContent: "Reading the conversation …" }));
    try {
      const found = await this.work.act.assist(this.work.conversation);
      if (this.isConnected) this.replaceChildren(...this.#drawn(found));
    } catch (error) {
      if (error.status === 401) this.dispatchEvent(new CustomEvent("expired", { bubbles: true }));
      this.replaceChildren(
        el("p", { class: "hint", role: "status", textContent: `No suggestions: ${error.message}` }),
        el("button", { type: "button", class: "choice", textContent: "Try again", onclick: () => this.#load() }));
    }
  }

  #drawn(found) {
    return [
      el("h3", { textContent: "Help with the answer" }),
      el("p", { class: "hint", textContent: "Worked out from the books just now. Nothing was sent or changed; it is on record that you looked." }),
      found.signals.length ? el("ul", { class: "signals" }, ...found.signals.map(signal)) : null,
      el("p", { class: "talk", dir: "auto", textContent: found.summary.words }),
      this.#next(found),
      replies(found),
      clocks(found),
      cards(found),
      matters(found),
    ].filter(Boolean);
  }

  /** Where to go on: a place at the desk, where a person acts. */
  #next({ next_action: next, other_work: others }) {
    const work = [next, ...others].filter(Boolean);
    if (!work.length) return section("What to do next", el("p", { class: "hint", textContent: "Nothing of theirs waits. Answer what they asked." }));
    return section("What to do next", el("ul", { class: "plainly" }, ...work.map((one) => {
      const text = `${words(one.subject)}, ${words(one.stage).toLowerCase()}, due ${day(one.due)}`;
      const here = one.item_id === this.work.item;
      return el("li", { "data-light": one.light },
        here ? el("strong", { textContent: `This conversation: ${text}` })
          : el("button", { type: "button", class: "choice", textContent: `Open ${text}`, onclick: () => this.work.act.open(one.item_id) }));
    })));
  }
}

function signal({ kind, severity, words: said, cite }) {
  return el("li", { class: "signal", "data-severity": severity },
    el("strong", { textContent: `${SEVERITY[severity]}: ${words(kind).toLowerCase()}. ` }), said,
    cite ? el("span", { class: "cite", textContent: ` (${source(cite)})` }) : null);
}

function replies({ suggested_replies: suggested, withheld }) {
  const none = suggested.length ? null : el("p", { class: "hint", textContent: "No reply is suggested." });
  return section("Suggested replies", none, ...suggested.map(reply),
    withheld.length ? list(withheld.map(({ about, code }) => `${title(about)}: not suggested, since ${WITHHELD[code]}.`)) : null);
}

function reply(one) {
  const copied = el("span", { class: "hint", role: "status" });
  const copy = el("button", { type: "button", class: "choice", textContent: "Copy", onclick: () => take(whole(one), copied) });
  return el("article", { class: "suggestion" },
    el("h4", { textContent: title(one.about) }),
    ...one.text.split(/\n{2,}/).map((text) => el("p", { dir: "auto", lang: one.language, textContent: text })),
    ...one.disclosures.map(({ text }) => el("p", { class: "disclosure", lang: one.language, textContent: text })),
    el("div", { class: "card-buttons" }, copy, copied),
    proof(one));
}

/** Where the figures and rules of a reply come from. */
function proof({ figures, citations }) {
  const seen = new Map(figures.map((figure) => [`${figure.text}|${figure.source.path}`, figure]));
  const rows = [
    ...[...seen.values()].map(({ text, source: from }) => `${text}: ${words(from.name).toLowerCase()}, ${words(from.path).toLowerCase()}`),
    ...citations.map(({ document: policy, version, section: part, quote }) => `“${quote}” (${words(policy)}, ${part}, version ${version})`),
  ];
  return rows.length ? el("details", {}, el("summary", { textContent: rows.length === 1 ? "1 source" : `${rows.length} sources` }), list(rows)) : null;
}

function clocks({ rights }) {
  if (!rights.length) return null;
  return section("Rights and deadlines", el("ul", { class: "checks" }, ...rights.flatMap(({ kind, reference, clocks: due }) =>
    due.length
      ? due.map((clock) => el("li", { "data-light": clock.light }, `${words(kind)} (${reference}): ${words(clock.name).toLowerCase()} by ${day(clock.due)} `,
        el("span", { class: "cite", textContent: source(clock.cite) })))
      : [el("li", {}, `${words(kind)} (${reference})`)])));
}

function cards({ open_cards: open }) {
  return open.length ? section("Cards that wait for the borrower", list(open.map(({ summary, expires_at: until }) =>
    `${summary}. Only they can confirm it, until ${time(until)}.`))) : null;
}

function matters({ facts: known }) {
  return el("details", { class: "part" }, el("summary", { textContent: "Account facts" }),
    facts(...known.map(({ name, value, kind }) => [words(name), SHOW[kind](value)])));
}

async function take(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = "Copied.";
  } catch {
    said.textContent = "Couldn't copy: select the text instead.";
  }
  setTimeout(() => said.replaceChildren(), COPIED_MS);
}

function whole({ text, disclosures }) {
  return [text, ...disclosures.map((one) => one.text)].join("\n\n");
}

function title(about) {
  return ABOUT[about] ?? words(about);
}

function source(cite) {
  return cite.startsWith("policy:") ? `our policy: ${words(cite.slice(7)).toLowerCase()}` : cite;
}

customElements.define("desk-assist", DeskAssist);
