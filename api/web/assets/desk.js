import { Desk, people, signIn } from "./desk-client.js";
import { el, words } from "./dom.js";
import "./desk-queue.js";
import "./desk-case.js";

const KEPT = "harbor-line-desk";
const ROLES = { agent: "Agent", lead: "Lead", ops: "Operations: looks, doesn't decide" };

/** The desk: signing in, then what waits and the case in hand. A reload comes back to it. */
class DeskApp extends HTMLElement {
  #desk = null;
  #who = null;
  #problem = el("p", { class: "problem", role: "alert", hidden: true });
  #queue = null;
  #case = el("desk-case");

  connectedCallback() {
    this.addEventListener("chosen", (event) => this.#open(event.detail));
    this.addEventListener("trend", () => this.#trend());
    this.addEventListener("back", () => this.#back());
    this.addEventListener("moved", (event) => this.#moved(event.detail));
    this.addEventListener("expired", () => this.#leave());
    const token = sessionStorage.getItem(KEPT);
    if (token) this.#enter(token);
    else this.#choose();
  }

  async #choose() {
    const list = el("ul", { class: "borrowers" });
    this.replaceChildren(el("main", { class: "desk-door" },
      el("header", { class: "sign-in-head" },
        el("p", { class: "mark", textContent: "Harbor Line" }),
        el("h1", { tabindex: "-1", textContent: "Who is at the desk?" }),
        el("p", { class: "lead", textContent: "One person's work is checked by another, so there are two of each role that decides." })),
      this.#problem, list));
    try {
      const found = await people();
      list.replaceChildren(...found.map(({ staff_id: id, name, role }) => el("li", {},
        el("button", { type: "button", class: "borrower", onclick: () => this.#signIn(id) },
          el("span", { class: "borrower-name", textContent: name }),
          el("span", { class: "borrower-story", textContent: ROLES[role] ?? words(role) })))));
    } catch (error) {
      this.#say(error.status === 404 ? "Please sign in through your own system." : error.message);
    }
  }

  async #signIn(id) {
    try {
      const { token } = await signIn(id);
      await this.#enter(token);
    } catch (error) {
      this.#say(error.message);
    }
  }

  async #enter(token) {
    this.#desk = new Desk(token);
    try {
      this.#who = await this.#desk.me();
    } catch (error) {
      sessionStorage.removeItem(KEPT);
      await this.#choose();
      if (error.status !== 401) this.#say(error.message);
      return;
    }
    sessionStorage.setItem(KEPT, token);
    this.#problem.hidden = true;
    this.#queue = el("desk-queue", { work: { desk: this.#desk } });
    this.#case = el("desk-case", { work: { desk: this.#desk, who: this.#who } });
    this.replaceChildren(
      el("header", { class: "desk-head" },
        el("p", { class: "mark", textContent: "Harbor Line desk" }),
        el("p", { class: "desk-who" }, el("strong", { textContent: this.#who.name }), ` · ${words(this.#who.role)}`),
        el("button", { type: "button", class: "link", textContent: "Sign out", onclick: () => this.#leave() })),
      el("div", { class: "desk-room" }, this.#queue, this.#case));
  }

  async #open(id) {
    this.dataset.open = "";
    this.#queue.mark(id);
    await this.#case.show(id);
  }

  async #trend() {
    this.dataset.open = "";
    this.#queue.mark(null);
    await this.#case.showTrend();
  }

  /** After something was done: show what it led to, and what waits now. */
  async #moved(id) {
    const desk = this.#desk;
    await this.#queue.load();
    // Somebody else may have signed in meanwhile: what the one before did isn't theirs to see.
    if (desk === this.#desk) await this.#open(id);
  }

  #back() {
    delete this.dataset.open;
    this.#queue.mark(null, { focus: true });
  }

  #leave() {
    this.#desk = null;
    sessionStorage.removeItem(KEPT);
    delete this.dataset.open;
    this.#choose();
  }

  #say(text) {
    this.#problem.textContent = text;
    this.#problem.hidden = false;
  }
}

customElements.define("desk-app", DeskApp);
