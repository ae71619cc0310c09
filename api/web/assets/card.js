import { day, el, money, time, words } from "./dom.js";

const SETTLED = {
  confirm: "Confirmed",
  cancel: "Cancelled",
  refused: "Not done",
  stale: "Out of date",
  answered: "Answered",
};

// What only the books need: the summary says it in words, or the rows beside it do.
const UNSAID = /^(count|kind|transaction)(_\d+)?$/;
const LABELS = {
  acknowledge_by: "Receipt by", resolve_by: "Answer by", apr: "APR", also: "Also",
  days_before_due: "Days before due", ends_on: "Last payment", first_run: "First payment",
};
const MONEY = /^\d+\.\d\d$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const NAME = /^[a-z]+(_[a-z]+)+$/;

/** Canonical values as people read them: "75.00" as dollars, "2026-11-27" as a day. */
function shown(name, value) {
  if (name !== "apr" && MONEY.test(value)) return money(value);
  if (DAY.test(value)) return day(value);
  return NAME.test(value) ? words(value) : value;
}

/** The rows of a card, [label, value]: a charge, its amount and its day are one. */
function rows(fields) {
  const left = new Map(Object.entries(fields).filter(([name]) => !UNSAID.test(name)));
  const take = (name) => {
    const value = left.get(name);
    left.delete(name);
    return value === undefined ? [] : [shown(name, value)];
  };
  const said = [];
  for (const name of [...left.keys()]) {
    const [, of, number] = /^(charge|also)_(\d+)$/.exec(name) ?? [];
    if (of === "charge") {
      const [charge] = take(name);
      said.push([charge, [...take(`amount_${number}`), ...take(`charged_on_${number}`)].join(", ")]);
    } else if (of === "also") {
      const [also] = take(name);
      said.push([LABELS.also, [words(also), ...take(`also_amount_${number}`), ...take(`also_on_${number}`)].join(", ")]);
    } else if (left.has(name)) {
      said.push([LABELS[name] ?? words(name), ...take(name)]);
    }
  }
  return said;
}

/** A quote that waits for its button. Nothing moves until Confirm is pressed. */
class LineCard extends HTMLElement {
  card = null;
  #state = el("p", { class: "card-state", hidden: true });
  #buttons = el("div", { class: "card-buttons" });

  connectedCallback() {
    if (this.childElementCount) return;
    const { summary, fields, disclosures, expires_at: expires } = this.card;
    const title = el("h2", { id: `card-${this.card.token}`, textContent: summary });
    this.setAttribute("role", "group");
    this.setAttribute("aria-labelledby", title.id);
    this.#buttons.append(
      el("button", { type: "button", class: "confirm", textContent: "Confirm", onclick: () => this.#press("confirm") }),
      el("button", { type: "button", class: "cancel", textContent: "Cancel", onclick: () => this.#press("cancel") }),
      el("span", { class: "expiry", textContent: `Good until ${time(expires)}` }));
    const list = rows(fields).map(([label, value]) => el("div", {},
      el("dt", { textContent: label }), el("dd", { textContent: value })));
    this.append(title, el("dl", {}, ...list),
      ...disclosures.map(({ text }) => el("p", { class: "disclosure", textContent: text })),
      this.#buttons, this.#state);
  }

  /** Show how it ended; the buttons go. */
  settle(how) {
    this.dataset.state = how;
    this.#buttons.hidden = true;
    this.#state.textContent = SETTLED[how];
    this.#state.hidden = false;
  }

  /** Let it be pressed again, after a failure that moved nothing. */
  reopen() {
    for (const button of this.#buttons.querySelectorAll("button")) button.disabled = false;
  }

  #press(decision) {
    for (const button of this.#buttons.querySelectorAll("button")) button.disabled = true;
    const detail = { token: this.card.token, decision };
    this.dispatchEvent(new CustomEvent("decided", { bubbles: true, detail }));
  }
}

customElements.define("line-card", LineCard);
