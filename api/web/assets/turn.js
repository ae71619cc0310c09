import { day, el, words } from "./dom.js";
import "./card.js";
import "./citation.js";
import "./thumbs.js";

const SOURCES = {
  account_snapshot: "your account today",
  transactions: "your transactions",
  statement: "your statement",
  explain_charge: "how this charge was worked out",
  daily_interest: "what interest costs you a day",
  payments: "your payments",
  payoff: "what pays off the line",
  project_payoff: "what paying for months comes to",
  rights: "what is on record",
  clock: "today's date",
};

const CLOCKS = { acknowledge: "Our letter that we have it", resolve: "Our answer" };

// What was asked of a person, or said in distress, isn't put up as an entry in a ledger.
const UNLISTED = new Set(["wants_human", "self_harm_or_crisis"]);

/** One reply: its words, figures with their sources, citations, records, disclosures, card. */
class LineTurn extends HTMLElement {
  turn = null;
  #draft = null;

  /** Show words that have been released, while more are coming. */
  extend(text) {
    if (!this.#draft) {
      this.#draft = el("p", { class: "reply", dir: "auto" });
      this.append(this.#draft);
    }
    const gap = this.#draft.textContent && !/\s$/.test(this.#draft.textContent) && !/^\s/.test(text);
    this.#draft.append(gap ? ` ${text}` : text);
  }

  /** Show the whole turn, in place of what came in piece by piece. */
  complete() {
    const { reply, figures = [], citations = [], rights = [], disclosures = [], confirmation, handoff } = this.turn;
    this.replaceChildren(
      ...reply.split(/\n{2,}/).map((text) => el("p", { class: "reply", dir: "auto" }, ...marked(text, figures))),
      ...records(rights),
      ...person(handoff));
    if (confirmation) this.append(el("line-card", { card: confirmation }));
    const onCard = new Set((confirmation?.disclosures ?? []).map(({ id }) => id));
    const apart = disclosures.filter(({ id }) => !onCard.has(id));
    if (apart.length) this.append(el("div", { class: "disclosures" }, ...apart.map(shown)));
    const foot = el("div", { class: "sources" }, ...citations.map((cited) => el("line-citation", { turn: cited })));
    if (figures.length) foot.append(evidence(figures));
    if (foot.childElementCount) this.append(foot);
    // A card has buttons of its own, and who waits for a person isn't asked for an opinion.
    if (this.turn.turn_id && !confirmation && !handoff) this.append(el("line-thumbs", { turn: this.turn }));
  }
}

/** The reply's text with its figures set off; all of it as text nodes. */
function marked(text, figures) {
  const parts = [];
  let rest = text;
  while (rest) {
    const next = figures
      .filter(({ text: figure }) => /\d/.test(figure))
      .map(({ text: figure }) => ({ figure, at: rest.indexOf(figure) }))
      .filter(({ at }) => at >= 0)
      .sort((one, other) => one.at - other.at || other.figure.length - one.figure.length)[0];
    if (!next) break;
    parts.push(rest.slice(0, next.at), el("span", { class: "figure", textContent: next.figure }));
    rest = rest.slice(next.at + next.figure.length);
  }
  return [...parts, rest];
}

function records(rights) {
  const listed = rights.filter(({ kind }) => !UNLISTED.has(kind));
  if (!listed.length) return [];
  const items = listed.map(({ kind, status, clocks }) =>
    el("li", {},
      el("strong", { textContent: words(kind) }),
      status === "known" ? " (already on record)" : "",
      el("ul", { class: "clocks" }, ...clocks.map(({ name, due, cite }) =>
        el("li", {}, `${CLOCKS[name] ?? words(name)} by `, el("span", { class: "figure", textContent: day(due) }),
          " ", el("span", { class: "cite", textContent: source(cite) }))))));
  const title = listed.some(({ status }) => status === "new") ? "Recorded today" : "On record";
  return [el("section", { class: "records" }, el("h2", { textContent: title }), el("ul", {}, ...items))];
}

/** "policy:complaints" as our own policy; a law's citation as it stands. */
function source(cite) {
  return cite.startsWith("policy:") ? `our policy: ${words(cite.slice(7)).toLowerCase()}` : cite;
}

function person(handoff) {
  return handoff ? [el("p", { class: "handoff", textContent: "A person has this conversation and will take over." })] : [];
}

function shown({ text }) {
  return el("p", { class: "disclosure", textContent: text });
}

function evidence(figures) {
  const seen = new Map(figures.map((figure) => [`${figure.text}|${figure.source.name}`, figure]));
  const rows = [...seen.values()].map(({ text, source }) =>
    el("li", {}, el("span", { class: "figure", textContent: text }), el("span", { textContent: origin(source) })));
  return el("details", { class: "evidence" },
    el("summary", { textContent: "Where the figures come from" }), el("ul", {}, ...rows));
}

function origin({ type, name, path }) {
  if (type === "policy") return `our policy: ${words(name)}`;
  const tool = name.replace(/~\d+$/, "");
  const parts = path.split(".").filter((step) => !/^\d+$/.test(step));
  return `${SOURCES[tool] ?? words(tool).toLowerCase()}: ${words(parts.slice(-2).join(" ")).toLowerCase()}`;
}

customElements.define("line-turn", LineTurn);
