import { day, el, money, time } from "./dom.js";

const SETTLED = {
  confirm: "Confirmed",
  cancel: "Cancelled",
  refused: "Not done",
  stale: "Out of date",
  answered: "Answered",
};

// How a card's canonical values are read: "75.00" as dollars, "2026-11-27" as a day.
const FIELDS = {
  amount: { label: "Amount", show: money },
  from: { label: "From", show: (value) => value },
  date: { label: "Date", show: day },
};

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
    const rows = Object.entries(fields).map(([name, value]) => {
      const { label, show } = FIELDS[name] ?? { label: name, show: (other) => other };
      return el("div", {}, el("dt", { textContent: label }), el("dd", { textContent: show(value) }));
    });
    this.#buttons.append(
      el("button", { type: "button", class: "confirm", textContent: "Confirm", onclick: () => this.#press("confirm") }),
      el("button", { type: "button", class: "cancel", textContent: "Cancel", onclick: () => this.#press("cancel") }),
      el("span", { class: "expiry", textContent: `Good until ${time(expires)}` }));
    this.append(title, el("dl", {}, ...rows),
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
