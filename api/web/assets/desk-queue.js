import { day, el, money, words } from "./dom.js";

const KINDS = [[null, "All"], ["handoff", "Conversations"], ["plan", "Plans"], ["dispute", "Disputes"], ["complaint", "Complaints"], ["reporting", "Credit reports"]];
const LIGHTS = { green: "in time", amber: "due soon", red: "overdue" };
const STAGES = {
  to_decide: "to decide", to_look_into: "to look into", to_check: "to check", to_tell: "notice to send", to_answer: "to answer",
};

/** What waits, the most pressing first. Set `work` ({desk}) before adding it. */
class DeskQueue extends HTMLElement {
  work = null;
  #kind = null;
  #open = null;
  #cursor = null;
  #summary = el("p", { class: "queue-summary", role: "status" });
  #list = el("ul", { class: "queue-list" });
  #more = el("button", { type: "button", class: "queue-more", textContent: "Show more", hidden: true, onclick: () => this.load({ more: true }) });

  connectedCallback() {
    if (this.childElementCount) return;
    this.append(
      el("nav", { class: "queue-kinds", "aria-label": "What to show" }, ...KINDS.map(([kind, title]) =>
        el("button", { type: "button", class: "choice", "aria-pressed": String(kind === this.#kind), textContent: title,
          onclick: (event) => this.#choose(kind, event.currentTarget) }))),
      this.#summary, this.#list, this.#more,
      el("button", { type: "button", class: "link queue-trend", textContent: "Complaints by week",
        onclick: () => this.dispatchEvent(new CustomEvent("trend", { bubbles: true })) }));
    this.load();
  }

  #choose(kind, pressed) {
    this.#kind = kind;
    for (const button of this.querySelectorAll(".queue-kinds button")) {
      button.setAttribute("aria-pressed", String(button === pressed));
    }
    this.load();
  }

  async load({ more = false } = {}) {
    try {
      const page = await this.work.desk.page({ kind: this.#kind, cursor: more ? this.#cursor : null });
      const rows = page.items.map((item) => this.#row(item));
      if (more) this.#list.append(...rows);
      else this.#list.replaceChildren(...rows);
      this.#cursor = page.next_cursor;
      this.#more.hidden = !page.next_cursor;
      this.#summary.textContent = page.waiting
        ? `${page.waiting} waiting, ${page.red} red, ${page.amber} amber` : "Nothing waits here.";
      this.mark(this.#open);
    } catch (error) {
      if (error.status === 401) this.dispatchEvent(new CustomEvent("expired", { bubbles: true }));
      this.#summary.textContent = error.message;
    }
  }

  mark(id, { focus = false } = {}) {
    const before = this.#open;
    this.#open = id;
    for (const button of this.#list.querySelectorAll("button")) {
      if (button.dataset.id === id) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      if (focus && button.dataset.id === before) button.focus();
    }
  }

  #row(item) {
    const choose = () => this.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: item.id }));
    const light = item.urgent ? "at once" : LIGHTS[item.light];
    return el("li", {}, el("button", { type: "button", class: "queue-item", "data-id": item.id, "data-light": item.light, onclick: choose },
      el("span", { class: "queue-who", dir: "auto", textContent: item.borrower }),
      el("span", { class: "queue-due" }, el("span", { class: "light", textContent: light }), ` ${day(item.due)}`),
      el("span", { class: "queue-what", dir: "auto", textContent: `${words(item.subject)}, ${STAGES[item.stage] ?? words(item.stage)}` }),
      item.amount === null ? null : el("span", { class: "figure", textContent: money(item.amount) })));
  }
}

customElements.define("desk-queue", DeskQueue);
