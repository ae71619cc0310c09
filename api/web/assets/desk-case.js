import { el, words } from "./dom.js";
import { conversation } from "./desk-handoff.js";
import { dispute } from "./desk-dispute.js";
import { answered } from "./desk-answer.js";
import { plan } from "./desk-plan.js";
import { trend } from "./desk-trend.js";

/** The case in hand. Set `work` ({desk, who}) before adding it. */
class DeskCase extends HTMLElement {
  work = null;
  #busy = false;
  #wanted = 0;
  #problem = el("p", { class: "problem", role: "alert", hidden: true });

  connectedCallback() {
    this.setAttribute("role", "main");
    if (!this.childElementCount) {
      this.append(el("p", { class: "desk-empty", textContent: "Choose something from the queue." }));
    }
  }

  /** Show an item; of several asked for at once, the last. */
  async show(id) {
    this.#wanted += 1;
    const turn = this.#wanted;
    await this.#told(async () => {
      const found = await this.work.desk.item(id);
      if (turn === this.#wanted) this.#draw(found);
    });
  }

  /** Show how complaints developed, in place of a case. */
  async showTrend() {
    this.#wanted += 1;
    const turn = this.#wanted;
    await this.#told(async () => {
      const found = await this.work.desk.trend();
      if (turn === this.#wanted) this.#fill("Complaints by week", trend(found, this.work.who.role === "ops" ? null : {
        complain: (body) => this.#do(() => this.work.desk.complain(body)),
      }));
    });
  }

  #draw(found) {
    const parts = { plan, dispute, complaint: answered, reporting: answered, handoff: conversation }[found.item.kind];
    const act = {
      who: this.work.who,
      decide: (decision, reason, sha) => this.#do(() => this.work.desk.decide(found.item.id, decision, reason, sha)),
      work: (what, body) => this.#do(() => this.work.desk.work(found.item.id, what, body)),
      save: (file) => this.#run(() => this.work.desk.save(found.item.id, file)),
      open: (id) => this.dispatchEvent(new CustomEvent("moved", { bubbles: true, detail: id })),
      assist: (id) => this.work.desk.assist(id),
      ask: (what, body) => this.work.desk.work(found.item.id, what, body),
    };
    this.#fill(`${words(found.item.subject)}, ${found.item.borrower}`, parts(found, act));
  }

  #fill(title, parts) {
    this.replaceChildren(
      el("button", { type: "button", class: "link desk-back", textContent: "Back to the queue",
        onclick: () => this.dispatchEvent(new CustomEvent("back", { bubbles: true })) }),
      el("h2", { tabindex: "-1", dir: "auto", textContent: title }),
      this.#problem, ...parts);
    this.querySelector("h2").focus({ preventScroll: true });
    this.scrollTop = 0;
  }

  /** Do one thing at a time, then show the item that it led to. */
  async #do(action) {
    await this.#run(async () => {
      const { id } = await action();
      this.dispatchEvent(new CustomEvent("moved", { bubbles: true, detail: id }));
    });
  }

  async #run(action) {
    if (this.#busy) return;
    this.#busy = true;
    this.setAttribute("aria-busy", "true");
    try {
      await this.#told(action);
    } finally {
      this.#busy = false;
      this.removeAttribute("aria-busy");
    }
  }

  /** Do something, and say in words what went wrong. */
  async #told(action) {
    this.#problem.hidden = true;
    try {
      await action();
    } catch (error) {
      if (error.status === 401) this.dispatchEvent(new CustomEvent("expired", { bubbles: true }));
      if (!this.#problem.isConnected) this.append(this.#problem);
      this.#problem.textContent = error.message;
      this.#problem.hidden = false;
      this.#problem.scrollIntoView({ block: "center" });
    }
  }
}

customElements.define("desk-case", DeskCase);
